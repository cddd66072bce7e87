import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../kernel/wire/index.ts";
import { typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeAll(async () => {
  kernel = await startFakeKernel();
});
afterAll(() => kernel.close());

/** Sends a message of a comm and gives what is published for it. */
async function send(type: string, content: JsonObject, buffers: readonly Uint8Array[] = []) {
  return kernel.client.idle(await kernel.client.send(type, content, "shell", buffers));
}

async function openComms(content: JsonObject = {}): Promise<unknown> {
  const { reply } = await kernel.client.request("comm_info_request", content);
  return reply.content["comms"];
}

describe("comms", () => {
  it("answer between busy and idle, with the message as parent", async () => {
    await send("comm_open", { comm_id: "a", target_name: "known", data: {} });
    const published = await send("comm_msg", { comm_id: "a", data: { n: 1 } });
    expect(typesOf(published)).toEqual(["busy", "comm_msg", "idle"]);
    expect(published[1]?.content).toEqual({ comm_id: "a", data: { n: 1 } });
  });

  it("carry buffers both ways", async () => {
    const buffers = [Uint8Array.of(0, 255), Uint8Array.of()];
    const published = await send("comm_msg", { comm_id: "a", data: {} }, buffers);
    const [, answer] = published;
    expect(answer?.buffers.map((buffer) => [...buffer])).toEqual([[0, 255], []]);
  });

  it("are told of until they are closed by either side", async () => {
    await send("comm_open", { comm_id: "b", target_name: "other", data: {} });
    await send("comm_open", { comm_id: "c", target_name: "t", data: {} });
    expect(await openComms()).toEqual({
      a: { target_name: "known" },
      b: { target_name: "other" },
    });
    expect(await openComms({ target_name: "other" })).toEqual({ b: { target_name: "other" } });
    await send("comm_close", { comm_id: "b", data: {} });
    expect(await openComms()).toEqual({ a: { target_name: "known" } });
  });

  it("are handed over while a cell runs", async () => {
    const cell = await kernel.client.execute("forever");
    expect(typesOf(await send("comm_msg", { comm_id: "a", data: {} }))).toEqual([
      "busy",
      "comm_msg",
      "idle",
    ]);
    await kernel.client.request("interrupt_request", {}, "control");
    await kernel.client.answer(cell);
  });

  it("are closed when the program ends", async () => {
    const { published } = await kernel.client.run("exit");
    expect(typesOf(published)).toContain("comm_close");
    expect(await openComms()).toEqual({});
  });

  it("take a message without fields for none", async () => {
    const before = kernel.program.delivered.length;
    expect(typesOf(await send("comm_msg", {}))).toEqual(["busy", "idle"]);
    expect(kernel.program.delivered).toHaveLength(before);
  });
});
