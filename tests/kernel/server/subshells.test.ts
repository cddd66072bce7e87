import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../kernel/wire/index.ts";
import { typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeAll(async () => {
  kernel = await startFakeKernel();
});
afterAll(() => kernel.close());

async function createSubshell(): Promise<string> {
  const { reply } = await kernel.client.request("create_subshell_request", {}, "control");
  return String(reply.content["subshell_id"]);
}

async function listSubshells(): Promise<unknown> {
  const { reply } = await kernel.client.request("list_subshell_request", {}, "control");
  return reply.content["subshell_id"];
}

const cell = { code: "print x", silent: false, store_history: true, stop_on_error: true };

describe("subshells", () => {
  it("are offered", async () => {
    const { reply } = await kernel.client.request("kernel_info_request", {});
    expect(reply.content["supported_features"]).toContain("kernel subshells");
  });

  it("are made, listed and deleted", async () => {
    const first = await createSubshell();
    const second = await createSubshell();
    expect(await listSubshells()).toEqual([first, second]);
    for (const subshell_id of [first, second]) {
      const { reply } = await kernel.client.request(
        "delete_subshell_request",
        { subshell_id },
        "control",
      );
      expect(reply.content).toEqual({ status: "ok" });
    }
    expect(await listSubshells()).toEqual([]);
  });

  it.each([{}, { subshell_id: "none" }, { subshell_id: 1 }])(
    "that are not there can not be deleted: %o",
    async (content) => {
      const { reply } = await kernel.client.request("delete_subshell_request", content, "control");
      expect(reply.content).toMatchObject({ status: "error", ename: "SubshellNotFound" });
    },
  );

  it.each([
    "execute_request",
    "complete_request",
    "inspect_request",
    "is_complete_request",
    "history_request",
    "comm_info_request",
    "kernel_info_request",
  ])("answer %s with an error when they are not there", async (type) => {
    const options = { subshell: "none" };
    const { reply, published } = await kernel.client.request(type, cell, "shell", options);
    expect(reply.header.msg_type).toBe(type.replace("request", "reply"));
    expect(reply.content["evalue"]).toBe(
      'subshell_id: the id of a subshell is required, got "none"',
    );
    expect(typesOf(published)).toEqual(["busy", "idle"]);
  });

  it("take a comm's messages also after they were deleted", async () => {
    const subshell_id = await createSubshell();
    const send = async (type: string, content: JsonObject) =>
      kernel.client.idle(
        await kernel.client.send(type, content, "shell", [], { subshell: subshell_id }),
      );
    await send("comm_open", { comm_id: "c0", target_name: "known", data: {} });
    await kernel.client.request("delete_subshell_request", { subshell_id }, "control");
    const published = await send("comm_msg", { comm_id: "c0", data: { n: 1 } });
    expect(typesOf(published)).toEqual(["busy", "comm_msg", "idle"]);
  });

  it("answer all but cells while a cell runs", async () => {
    const subshell = await createSubshell();
    const running = await kernel.client.execute("forever");
    for (const type of ["complete_request", "inspect_request", "is_complete_request"]) {
      const content = { code: "a.", cursor_pos: 2 };
      const { reply } = await kernel.client.request(type, content, "shell", { subshell });
      expect(reply.parentHeader["subshell_id"]).toBe(subshell);
    }
    await kernel.client.request("history_request", {}, "shell", { subshell });
    const comm = { comm_id: "c1", target_name: "t", data: {} };
    await kernel.client.idle(
      await kernel.client.send("comm_open", comm, "shell", [], { subshell }),
    );
    expect(typesOf(kernel.client.publishedFor(running))).not.toContain("idle");
    await kernel.client.request("interrupt_request", {}, "control");
    await kernel.client.answer(running);
  });

  it("run cells one at a time, in their own order, and before those that wait in the shell", async () => {
    const subshell = await createSubshell();
    const send = (code: string) =>
      kernel.client.send("execute_request", { ...cell, code }, "shell", [], { subshell });
    const first = await kernel.client.execute("sleep 50");
    const shell = [await kernel.client.execute("print a"), await kernel.client.execute("print b")];
    const own = [await send("print 1"), await send("print 2")];
    for (const id of [first, ...shell, ...own]) await kernel.client.answer(id);
    expect(kernel.program.ran.slice(-5)).toEqual([
      "sleep 50",
      "print 1",
      "print a",
      "print 2",
      "print b",
    ]);
    const all = kernel.client.published.filter(({ parentHeader }) =>
      [first, ...shell, ...own].includes(String(parentHeader["msg_id"])),
    );
    const order = typesOf(all).filter((type) => type === "busy" || type === "idle");
    expect(order).toEqual(Array.from({ length: 5 }, () => ["busy", "idle"]).flat());
  });

  it("are not aborted by an error in the shell", async () => {
    const subshell = await createSubshell();
    const failing = await kernel.client.execute("sleep 50\nthrow E");
    const aborted = await kernel.client.execute("print a");
    const own = await kernel.client.send("execute_request", cell, "shell", [], { subshell });
    expect((await kernel.client.answer(failing)).reply.content["status"]).toBe("error");
    expect((await kernel.client.answer(aborted)).reply.content["status"]).toBe("aborted");
    expect((await kernel.client.answer(own)).reply.content["status"]).toBe("ok");
  });
});
