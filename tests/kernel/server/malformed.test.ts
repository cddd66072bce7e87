import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeAll(async () => {
  kernel = await startFakeKernel();
});
afterAll(() => kernel.close());

const wrong = { toString: 1, valueOf: null };

describe("a malformed content", () => {
  it.each([
    ["kernel_info_request", { detail: wrong }],
    ["execute_request", { code: 7, silent: "no", user_expressions: [], stop_on_error: 1 }],
    ["execute_request", { code: null, user_expressions: { a: wrong, b: 1, c: null } }],
    ["complete_request", { code: [], cursor_pos: "end" }],
    ["complete_request", { code: "a.", cursor_pos: -1e308 }],
    ["inspect_request", { code: "a", cursor_pos: 1e308, detail_level: wrong }],
    ["is_complete_request", { code: wrong }],
    ["history_request", { hist_access_type: wrong, n: "all", output: "yes" }],
    ["history_request", { hist_access_type: "tail", n: -0.5 }],
    ["history_request", { hist_access_type: "range", session: -1e308, start: wrong, stop: [] }],
    ["history_request", { hist_access_type: "search", pattern: "[z-a]*[!", n: 1e308 }],
    ["comm_info_request", { target_name: wrong }],
  ])("of %s is answered: %j", async (type, content) => {
    const { reply, published } = await kernel.client.request(type, content);
    expect(reply.header.msg_type).toBe(type.replace("request", "reply"));
    expect(typesOf(published).at(-1)).toBe("idle");
  });

  it.each([
    ["interrupt_request", { force: wrong }],
    ["shutdown_request", { restart: "perhaps" }],
    ["create_subshell_request", { subshell_id: wrong }],
    ["delete_subshell_request", { subshell_id: wrong }],
    ["list_subshell_request", { subshell_id: [] }],
    ["debug_request", { command: wrong, arguments: 1, seq: "one" }],
  ])("of %s on control is answered: %j", async (type, content) => {
    const { reply } = await kernel.client.request(type, content, "control");
    expect(reply.header.msg_type).toBe(type.replace("request", "reply"));
  });

  it.each([
    ["comm_open", { comm_id: wrong, target_name: 1, data: "text" }],
    ["comm_msg", { comm_id: 1, data: null }],
    ["comm_close", {}],
  ])("of %s does no harm: %j", async (type, content) => {
    const published = await kernel.client.idle(await kernel.client.send(type, content));
    expect(typesOf(published).at(-1)).toBe("idle");
  });
});

describe("a header", () => {
  it("that is nested too deeply to be written again is dropped", async () => {
    const depth = 5000;
    const header = `{"msg_type":"execute_request","a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const logged = kernel.logged.length;
    await kernel.client.sendSigned([header, "{}", "{}", "{}"].map((part) => Buffer.from(part)));
    expect((await kernel.client.run("print x")).reply.content["status"]).toBe("ok");
    expect(kernel.logged.slice(logged)).toEqual([expect.stringContaining("nested too deeply")]);
  });
});
