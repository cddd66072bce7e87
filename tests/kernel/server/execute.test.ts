import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printed, typesOf } from "../helpers/client.ts";
import { type FakeKernel, startFakeKernel } from "../helpers/fake-kernel.ts";

let kernel: FakeKernel;

beforeEach(async () => {
  kernel = await startFakeKernel();
});
afterEach(() => kernel.close());

describe("a cell that asks about a name", () => {
  it.each(["print?", "?print", "print ??\n", " ? print;"])(
    "%j gets its page and does not run",
    async (code) => {
      const { reply, published } = await kernel.client.run(code);
      expect(reply.content).toEqual({
        status: "ok",
        execution_count: 1,
        payload: [{ source: "page", start: 0, data: { "text/plain": "print" } }],
        user_expressions: {},
      });
      expect(typesOf(published)).toEqual(["busy", "execute_input", "idle"]);
      expect(kernel.program.ran).toEqual([]);
      const { reply: answer } = await kernel.client.request("is_complete_request", { code });
      expect(answer.content["status"]).toBe("complete");
    },
  );

  it("hears when nothing is known of it", async () => {
    const { reply, published } = await kernel.client.run("unknown.name?");
    expect(reply.content).toMatchObject({ status: "ok", payload: [] });
    expect(printed(published, "stderr")).toBe("Nothing is known of unknown.name.\n");
  });

  it.each(["a ? b : c", "a?.b", "print a?b", "'what?'"])("is not %j", async (code) => {
    await kernel.client.run(code);
    expect(kernel.program.ran).toEqual([code]);
  });
});

describe("execute_request", () => {
  it("publishes busy, input, outputs in their order and idle", async () => {
    const { reply, published } = await kernel.client.run("print a\nwarn b\nprint c\nresult 42");
    expect(typesOf(published)).toEqual([
      "busy",
      "execute_input",
      "stream",
      "stream",
      "stream",
      "execute_result",
      "idle",
    ]);
    expect(reply.content).toEqual({
      status: "ok",
      execution_count: 1,
      payload: [],
      user_expressions: {},
    });
    expect(published[5]?.content).toMatchObject({
      execution_count: 1,
      data: { "text/plain": "42" },
    });
  });

  it("joins printed lines and publishes all of them before idle", async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `print ${i}`);
    const { published } = await kernel.client.run(lines.join("\n"));
    expect(printed(published).split("\n")).toHaveLength(1001);
    expect(typesOf(published).filter((type) => type === "stream").length).toBeLessThan(20);
  });

  it("publishes printed text after some milliseconds while the cell still runs", async () => {
    const id = await kernel.client.execute("print early\nforever");
    await kernel.client.until(() =>
      printed(kernel.client.publishedFor(id)) === "early\n" ? true : undefined,
    );
    expect(typesOf(kernel.client.publishedFor(id))).not.toContain("idle");
    await kernel.server.interrupt();
    await kernel.client.answer(id);
  });

  it("publishes displays, updates and clear_output with their fields", async () => {
    const { published } = await kernel.client.run("display a\ndisplay b one\nupdate c one\nclear");
    expect(published.slice(2, -1).map(({ header, content }) => [header.msg_type, content])).toEqual(
      [
        ["display_data", { data: { "text/plain": "a" }, metadata: {}, transient: {} }],
        [
          "display_data",
          { data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "one" } },
        ],
        [
          "update_display_data",
          { data: { "text/plain": "c" }, metadata: {}, transient: { display_id: "one" } },
        ],
        ["clear_output", { wait: true }],
      ],
    );
  });

  it("counts only cells that store history", async () => {
    const counts: unknown[] = [];
    for (const options of [{}, { store_history: false }, { silent: true }, {}]) {
      const { reply } = await kernel.client.run("print x", options);
      counts.push(reply.content["execution_count"]);
    }
    expect(counts).toEqual([1, 1, 1, 2]);
  });

  it("sends neither input nor result of a silent cell", async () => {
    const { published } = await kernel.client.run("print x\nresult 1", { silent: true });
    expect(typesOf(published)).toEqual(["busy", "stream", "idle"]);
  });

  it("publishes an error and replies with the same fields", async () => {
    const { reply, published } = await kernel.client.run("print a\nthrow RangeError");
    const error = {
      ename: "RangeError",
      evalue: "it failed",
      traceback: ["RangeError: it failed"],
    };
    expect(typesOf(published)).toEqual(["busy", "execute_input", "stream", "error", "idle"]);
    expect(published[3]?.content).toEqual(error);
    expect(reply.content).toEqual({ status: "error", execution_count: 1, ...error });
  });

  it("evaluates user expressions, each with its own value or error", async () => {
    const { reply } = await kernel.client.run("print a", {
      user_expressions: { good: "1 + 1", wrong: "bad" },
    });
    expect(reply.content["user_expressions"]).toEqual({
      good: { status: "ok", data: { "text/plain": "<1 + 1>" }, metadata: {} },
      wrong: {
        status: "error",
        ename: "ReferenceError",
        evalue: "bad is not defined",
        traceback: ["ReferenceError: bad is not defined"],
      },
    });
  });

  it("keeps the results of stored cells, and no others, in the history", async () => {
    await kernel.client.run("result 42");
    await kernel.client.run("result 43", { store_history: false });
    const { reply } = await kernel.client.request("history_request", { output: true });
    expect(reply.content["history"]).toEqual([[expect.any(Number), 1, ["result 42", "42"]]]);
  });

  it("answers a request without content with the defaults", async () => {
    const { reply } = await kernel.client.request("execute_request", {});
    expect(reply.content).toMatchObject({ status: "ok", execution_count: 1 });
  });

  it("puts output that comes after the end of its cell under that cell", async () => {
    const first = await kernel.client.execute("later 50 tick");
    await kernel.client.answer(first);
    await kernel.client.run("sleep 100");
    expect(printed(kernel.client.publishedFor(first))).toBe("tick\n");
  });
});

describe("the queue", () => {
  it("runs one cell at a time", async () => {
    const ids = await Promise.all(
      ["a", "b", "c"].map((name) => kernel.client.execute(`print ${name}`)),
    );
    for (const id of ids) await kernel.client.answer(id);
    const cells = kernel.client.published.filter(({ parentHeader }) => "msg_id" in parentHeader);
    expect(typesOf(cells)).toEqual(ids.flatMap(() => ["busy", "execute_input", "stream", "idle"]));
  });

  it("aborts the cells that wait when one fails", async () => {
    const ids: string[] = [];
    for (const code of ["sleep 50\nthrow Error", "print b", "print c"]) {
      ids.push(await kernel.client.execute(code));
    }
    const answers = await Promise.all(ids.map((id) => kernel.client.answer(id)));
    expect(answers.map(({ reply }) => reply.content["status"])).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
    expect(typesOf(answers[1]?.published ?? [])).toEqual(["busy", "idle"]);
    expect(kernel.program.ran).toHaveLength(1);
  });

  it("aborts also what was sent at once with a cell that fails at once", async () => {
    const sent = ["throw Error", "print b", "print c"].map((code) => kernel.client.execute(code));
    // The kernel runs in this thread: all three have arrived before it reads the first.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    const ids = await Promise.all(sent);
    const answers = await Promise.all(ids.map((id) => kernel.client.answer(id)));
    expect(answers.map(({ reply }) => reply.content["status"])).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
  });

  it("runs a cell that is sent right after the reply of a failed one", async () => {
    for (let round = 0; round < 20; round += 1) {
      const failed = await kernel.client.run("throw Error");
      const next = await kernel.client.run("print b");
      expect(failed.reply.content["status"]).toBe("error");
      expect(next.reply.content["status"]).toBe("ok");
    }
  });

  it("goes on after a failure without stop_on_error", async () => {
    const first = await kernel.client.execute("sleep 20\nthrow Error", { stop_on_error: false });
    const second = await kernel.client.run("print b");
    expect((await kernel.client.answer(first)).reply.content["status"]).toBe("error");
    expect(second.reply.content["status"]).toBe("ok");
  });
});

describe("type errors", () => {
  it("keep the cell from running and show the place", async () => {
    const { reply, published } = await kernel.client.run("print a\nlet x = type-error;");
    expect(kernel.program.ran).toEqual([]);
    expect(kernel.checker.committed).toEqual([]);
    expect(typesOf(published)).toEqual(["busy", "execute_input", "error", "idle"]);
    expect(reply.content).toMatchObject({
      ename: "TypeScriptError",
      evalue: "TS2322: Wrong type.",
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are taken out
    const lines = String(reply.content["traceback"]).replace(/\u001b\[\d+m/g, "");
    expect(lines).toContain(
      "In[1]:2:9 - error TS2322: Wrong type.,2 let x = type-error;,          ~~~~~~~~~~",
    );
  });

  it("name the local module that they are in, with its line", async () => {
    const { reply } = await kernel.client.run("in-module type-error");
    const { evalue, traceback } = reply.content;
    expect(evalue).toBe("lib/a.ts: TS2322: Wrong type.");
    expect(String(traceback)).toContain("lib/a.ts:1:11");
    expect(String(traceback)).toContain("1 let type-error");
  });

  it("are warnings after %types warn and unseen after %types off", async () => {
    const warned = await kernel.client.run("%types warn\nprint type-error");
    expect(printed(warned.published, "stderr")).toContain("In[1]:2:7 - error TS2322: Wrong type.");
    expect(printed(warned.published)).toBe("type-error\n");
    await kernel.client.run("%types off");
    const unseen = await kernel.client.run("print type-error");
    expect(typesOf(unseen.published)).toEqual(["busy", "execute_input", "stream", "idle"]);
    await kernel.client.run("%types strict");
    expect((await kernel.client.run("type-error")).reply.content["status"]).toBe("error");
  });

  it("refuses an unknown mode in words", async () => {
    const { reply } = await kernel.client.run("%types loose");
    expect(reply.content["evalue"]).toBe('%types: must be strict, warn or off, got "loose"');
  });

  it("lets the cell run with a remark when the checker fails", async () => {
    const { reply, published } = await kernel.client.run("print checker-crash");
    expect(reply.content["status"]).toBe("ok");
    expect(printed(published, "stderr")).toContain("the checker is gone");
  });

  it("commits what ran, also what failed, and resets after a restart of the program", async () => {
    await kernel.client.run("print a");
    await kernel.client.run("throw Error");
    expect(kernel.checker.committed).toEqual(["print a", "part of throw Error"]);
    expect(kernel.checker.resets).toBe(0);
    const { reply } = await kernel.client.run("exit");
    expect(reply.content["ename"]).toBe("ProgramEnded");
    expect(kernel.checker.resets).toBe(1);
    expect(kernel.checker.committed).toHaveLength(2);
  });

  it("tells of a program that ends while no cell runs", async () => {
    const { published } = await kernel.client.run("print a");
    kernel.program.onExit("The program ended.");
    const parent = published[0]?.parentHeader["msg_id"];
    const late = await kernel.client.until(() => {
      const text = printed(kernel.client.publishedFor(String(parent)), "stderr");
      return text === "" ? undefined : text;
    });
    expect(late).toBe("The program ended.\n");
    expect(kernel.checker.resets).toBe(1);
  });
});

describe("interrupt", () => {
  it.each(["message", "signal"])("by %s ends the running cell with an error", async (way) => {
    const id = await kernel.client.execute("print start\nforever");
    await kernel.client.until(() => (kernel.program.ran.length > 0 ? true : undefined));
    if (way === "signal") await kernel.server.interrupt();
    else {
      const { reply } = await kernel.client.request("interrupt_request", {}, "control");
      expect(reply.content).toEqual({ status: "ok" });
    }
    const { reply } = await kernel.client.answer(id);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
  });

  it("ends a cell whose types are still being checked, which then does not run", async () => {
    kernel.checker.stuck = true;
    const id = await kernel.client.execute("print a");
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    await kernel.client.request("interrupt_request", {}, "control");
    const { reply } = await kernel.client.answer(id);
    expect(reply.content).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(kernel.program.ran).toEqual([]);
  });

  it("does nothing when no cell runs", async () => {
    await kernel.client.request("interrupt_request", {}, "control");
    expect((await kernel.client.run("print a")).reply.content["status"]).toBe("ok");
  });
});

describe("a flood of outputs", () => {
  it("stops the program while many messages wait, and loses none", async () => {
    const { published } = await kernel.client.run("flood 20000");
    const texts = published
      .filter(({ header }) => header.msg_type === "display_data")
      .map(({ content }) => JSON.stringify(content["data"]));
    expect(texts).toEqual(
      Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ "text/plain": String(i) })),
    );
    expect(kernel.program.pauses).toContain(true);
    expect(kernel.program.pauses.at(-1)).toBe(false);
  });
});
