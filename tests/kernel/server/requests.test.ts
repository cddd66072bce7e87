import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCodec } from "../../../kernel/wire/index.ts";
import { typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeAll(async () => {
  kernel = await startFakeKernel();
});
afterAll(() => kernel.close());

describe("KernelServer", () => {
  it.each([
    ["kernel_info_request", "shell"],
    ["kernel_info_request", "control"],
    ["interrupt_request", "control"],
    ["complete_request", "shell"],
    ["inspect_request", "shell"],
    ["is_complete_request", "shell"],
    ["history_request", "shell"],
    ["comm_info_request", "shell"],
    ["shutdown_request", "control"],
    ["shutdown_request", "shell"],
  ] as const)(
    "answers %s on %s even without content, between busy and idle",
    async (type, channel) => {
      const { reply, published } = await kernel.client.request(type, {}, channel);
      expect(reply.header.msg_type).toBe(type.replace("request", "reply"));
      expect(typesOf(published)).toEqual(["busy", "idle"]);
    },
  );

  it.each(["comm_msg", "comm_close", "no_such_request"])(
    "is busy and idle around %s and sends no reply",
    async (type) => {
      const published = await kernel.client.idle(await kernel.client.send(type, {}));
      expect(typesOf(published)).toEqual(["busy", "idle"]);
    },
  );

  it("says what it is", async () => {
    const { reply } = await kernel.client.request("kernel_info_request", {});
    expect(reply.content).toMatchObject({
      status: "ok",
      implementation: "triptych",
      language_info: { name: "typescript", file_extension: ".ts" },
      supported_features: ["debugger", "kernel subshells"],
    });
  });

  it("counts cursors in code points", async () => {
    const code = "'😀'.l";
    const { reply } = await kernel.client.request("complete_request", { code, cursor_pos: 5 });
    expect(reply.content).toEqual({
      status: "ok",
      matches: ["log", "table"],
      cursor_start: 4,
      cursor_end: 5,
      metadata: {
        _jupyter_types_experimental: [
          { text: "log", type: "method", start: 4, end: 5, signature: "log(): void" },
          { text: "table", type: "method", start: 4, end: 5 },
        ],
      },
    });
    const inspected = await kernel.client.request("inspect_request", { code, cursor_pos: 3 });
    expect(inspected.reply.content["data"]).toEqual({ "text/plain": "'😀'" });
  });

  it("finds nothing to inspect in an empty text", async () => {
    const { reply } = await kernel.client.request("inspect_request", { code: "", cursor_pos: 0 });
    expect(reply.content).toEqual({ status: "ok", found: false, data: {}, metadata: {} });
  });

  it("tells whether code is complete", async () => {
    const open = await kernel.client.request("is_complete_request", { code: "if (a) {" });
    expect(open.reply.content).toEqual({ status: "incomplete", indent: "  " });
    const closed = await kernel.client.request("is_complete_request", { code: "1" });
    expect(closed.reply.content).toEqual({ status: "complete" });
  });

  it("answers all but cells while a cell runs", async () => {
    const cell = await kernel.client.execute("forever");
    for (const type of ["kernel_info_request", "complete_request", "history_request"]) {
      await kernel.client.request(type, { code: "a.", cursor_pos: 2 });
    }
    await kernel.client.ping();
    expect(typesOf(kernel.client.publishedFor(cell))).toEqual(["busy", "execute_input"]);
    await kernel.client.request("interrupt_request", {}, "control");
    expect((await kernel.client.answer(cell)).reply.content["status"]).toBe("error");
  });

  it.each([true, false])("echoes restart %s and then ends", async (restart) => {
    const before = kernel.shutdowns();
    const { reply } = await kernel.client.request("shutdown_request", { restart }, "control");
    expect(reply.content).toEqual({ status: "ok", restart });
    expect(kernel.shutdowns()).toBe(before + 1);
  });

  it("ends the program and the checker when disposed", async () => {
    await kernel.server.dispose();
    expect(kernel.program.disposed && kernel.checker.disposed).toBe(true);
  });
});

describe("a bad message", () => {
  const good = () =>
    createCodec({ key: kernel.file.key }).encode({
      identities: [],
      type: "kernel_info_request",
      content: {},
      parentHeader: {},
    });
  const resign = (index: number, text: string): Uint8Array[] => {
    // The codec signs what it encodes, so a signed but broken frame needs a message without key.
    const frames = createCodec({ key: "" }).encode({
      identities: [],
      type: "x",
      content: {},
      parentHeader: {},
    });
    frames[index] = Buffer.from(text);
    return frames;
  };
  let logged: number;
  beforeEach(() => {
    logged = kernel.logged.length;
  });

  it.each([
    ["without delimiter", () => good().slice(1)],
    ["without frames", () => good().slice(0, 2)],
    ["with a wrong signature", () => good().with(1, Buffer.from("0".repeat(64)))],
    ["with a signature of another length", () => good().with(1, Buffer.from("0"))],
    ["with a changed content", () => good().with(5, Buffer.from('{"a":1}'))],
    ["of one empty frame", () => [Buffer.alloc(0)]],
  ])("%s is dropped and logged", async (_, make) => {
    const published = kernel.client.published.length;
    await kernel.client.sendFrames(make());
    await kernel.client.request("kernel_info_request", {});
    expect(kernel.logged.length).toBe(logged + 1);
    expect(kernel.client.published.length).toBe(published + 2);
  });

  it.each([
    ["that is not JSON", () => resign(2, "{")],
    ["whose header is an array", () => resign(2, "[]")],
    ["without msg_type", () => resign(2, '{"msg_id":"a"}')],
    ["whose content is null", () => resign(5, "null")],
  ])("%s cannot be decoded", (_, make) => {
    expect(() => createCodec({ key: "" }).decode(make())).toThrow();
  });
});
