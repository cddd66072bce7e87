import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printed } from "../helpers/client.ts";
import { DebugClient, texts } from "../helpers/debug-client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;
let debug: DebugClient;

beforeEach(async () => {
  kernel = await startRealKernel();
  debug = new DebugClient(kernel.client);
});
afterEach(() => kernel.close());

describe("stepping", () => {
  it("goes over an await, into a function and past the end of the cell", async () => {
    const code = `const add = (a: number) => {
  return a + 1;
};
await new Promise((resolve) => setTimeout(resolve, 1));
add(1);
console.log("end");`;
    await debug.attach();
    await debug.setBreakpoints(code, [{ line: 4 }]);
    const id = await kernel.client.execute(code);
    expect(await debug.stop()).toMatchObject({ at: "In[1]:4" });
    await debug.request("next");
    expect(await debug.stop()).toMatchObject({ at: "In[1]:5" });
    await debug.request("stepIn");
    expect(await debug.stop()).toMatchObject({ at: "add:2" });
    await debug.request("stepOut");
    expect(await debug.stop()).toMatchObject({ at: "In[1]:6" });
    await debug.request("next");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
    const later = await kernel.client.run("1 + 1");
    expect(later.reply.content).toMatchObject({ status: "ok" });
  });

  it("goes over the import of a module with breakpoints", async () => {
    const path = join(kernel.folder, "f.ts");
    writeFileSync(path, "export function f(): void {\n  f();\n}\n");
    const code = 'import { f } from "./f";\nconst last = f;\nconsole.log(typeof last);';
    await debug.attach();
    await debug.setFileBreakpoints(path, [{ line: 2 }]);
    await debug.setBreakpoints(code, [{ line: 1 }]);
    const id = await kernel.client.execute(code);
    expect(await debug.stop()).toMatchObject({ at: "In[1]:1" });
    await debug.request("next");
    expect(await debug.stop()).toEqual({ reason: "step", at: "In[1]:2" });
    await debug.request("continue");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
  });
});

describe("variables", () => {
  it("are listed without attach: nested, long, and by page", async () => {
    await kernel.client.run(`const list = Array.from({ length: 25_000 }, (_, i) => i);
const map = new Map<unknown, unknown>([["a", 1], [{ k: 1 }, new Set([1])]]);
const floats = new Float32Array(1_000_000);
class Counter { #count = 3; name = "c"; get twice(): number { return this.#count * 2; } }
const counter = new Counter();
const text = 'it "is"';`);
    const listed = await debug.inspectVariables();
    expect(texts(listed)).toMatchObject({
      list: expect.stringMatching(/^Array\(25000\) \[0, 1, 2/),
      map: 'Map(2) {"a" => 1, {k: 1} => Set(1)}',
      floats: expect.stringMatching(/^Float32Array\(1000000\)/),
      counter: expect.stringContaining("Counter {"),
      text: JSON.stringify('it "is"'),
    });
    const inside = async (name: string) =>
      debug.list(listed.find((one) => one.name === name)?.variablesReference ?? 0);
    expect(texts(await inside("map"))).toEqual({ '"a"': "1", "{k: 1}": "Set(1) {1}" });
    expect(texts(await inside("counter"))).toMatchObject({ name: '"c"', "#count": "3" });
    const ranges = await inside("list");
    expect(ranges).toHaveLength(3);
    expect(ranges[2]?.name).toBe("[20000 … 24999]");
    const pages = await debug.list(ranges[2]?.variablesReference ?? 0);
    expect(pages).toHaveLength(50);
    const [first] = await debug.list(pages[0]?.variablesReference ?? 0);
    expect(first).toMatchObject({ name: "20000", value: "20000" });
    const floats = listed.find(({ name }) => name === "floats")?.variablesReference ?? 0;
    expect(await debug.list(floats, { start: 999_998, count: 5 })).toHaveLength(2);
    expect(await debug.request("debugInfo")).toMatchObject({ isStarted: false });
  });

  it("are changed in a scope and in an object", async () => {
    const code = `const point = { x: 1 };
function show(n: number): string {
  return String(n + point.x);
}
show(1)`;
    await debug.attach();
    await debug.setBreakpoints(code, [{ line: 3 }]);
    const id = await kernel.client.execute(code);
    await debug.stop();
    const locals = await debug.scopeReference("Locals");
    await debug.request("setVariable", { variablesReference: locals, name: "n", value: "20 + 1" });
    const globals = await debug.list(await debug.scopeReference("Globals"));
    const point = globals.find(({ name }) => name === "point")?.variablesReference;
    await debug.request("setVariable", { variablesReference: point, name: "x", value: "100" });
    await debug.request("continue");
    const { published } = await kernel.client.answer(id);
    const result = published.find(({ header }) => header.msg_type === "execute_result");
    expect(result?.content["data"]).toMatchObject({ "text/plain": "'121'" });
  });

  it("have the user's names where those are a global's, too", async () => {
    await kernel.client.run("let URL = 1;");
    expect(texts(await debug.inspectVariables())).toMatchObject({ URL: "1" });
    await debug.attach();
    await debug.request("evaluate", { expression: "URL = URL + 1", context: "repl" });
    expect(texts(await debug.inspectVariables())).toMatchObject({ URL: "2" });
  });

  it("are shown in their rich form, and copied to the notebook", async () => {
    const code = `function make(): void {
  const inner = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>rich</b>" }) };
  console.log("made");
}
make();`;
    await debug.attach();
    await debug.setBreakpoints(code, [{ line: 3 }]);
    const id = await kernel.client.execute(code);
    await debug.stop();
    const frameId = (await debug.frames())[0]?.id;
    expect(
      await debug.request("richInspectVariables", { variableName: "inner", frameId }),
    ).toMatchObject({ data: { "text/html": "<b>rich</b>" } });
    const names = { srcVariableName: "inner", dstVariableName: "inner", srcFrameId: frameId };
    await debug.request("copyToGlobals", names);
    await debug.request("continue");
    await kernel.client.answer(id);
    expect(texts(await debug.inspectVariables())).toHaveProperty("inner");
  });
});

describe("errors", () => {
  it.each([
    { filter: "uncaught", at: "In[1]:4" },
    { filter: "all", at: "In[1]:2" },
  ])("stop the program where they are thrown: $filter", async ({ filter, at }) => {
    const code = `await Promise.resolve();
try { throw new Error("caught"); } catch {}
const value = 3;
throw new RangeError("nobody catches this");`;
    await debug.attach();
    await debug.request("setExceptionBreakpoints", { filters: [filter] });
    const id = await kernel.client.execute(code);
    expect(await debug.stop()).toEqual({ reason: "exception", at });
    if (filter === "all") {
      await debug.request("continue");
      await debug.stop();
    }
    expect(await debug.request("exceptionInfo")).toMatchObject({
      exceptionId: "RangeError",
      description: "RangeError: nobody catches this",
    });
    await debug.request("continue");
    const { reply } = await kernel.client.answer(id);
    expect(reply.content).toMatchObject({ ename: "RangeError", evalue: "nobody catches this" });
    expect(printed(kernel.client.publishedFor(id), "stderr")).toBe("");
  });
});

describe("a program that stands still", () => {
  const code = `const kept = 41;
console.log("before");
console.log("after");`;

  async function standStill(): Promise<string> {
    await debug.attach();
    await debug.setBreakpoints(code, [{ line: 3 }]);
    const id = await kernel.client.execute(code);
    await debug.stop();
    return id;
  }

  it("is interrupted, and its variables are kept", async () => {
    const id = await standStill();
    await kernel.client.request("interrupt_request", {}, "control");
    const { reply, published } = await kernel.client.answer(id);
    expect(reply.content).toMatchObject({ ename: "Interrupted" });
    expect(printed(published)).toBe("before\n");
    const { published: later } = await kernel.client.run("kept + 1");
    const result = later.find(({ header }) => header.msg_type === "execute_result");
    expect(result?.content["data"]).toMatchObject({ "text/plain": "42" });
  });

  it("goes on when the debugger is turned off", async () => {
    const id = await standStill();
    await debug.request("disconnect");
    const { published } = await kernel.client.answer(id);
    expect(printed(published)).toBe("before\nafter\n");
    const again = await kernel.client.run(code);
    expect(printed(again.published)).toBe("before\nafter\n");
  });

  it("ends with the kernel", async () => {
    await standStill();
    await kernel.client.request("shutdown_request", { restart: false }, "control");
    expect(await kernel.ended()).toBe(0);
  });

  it("survives an expression that does not end", async () => {
    const id = await standStill();
    const frameId = (await debug.frames())[0]?.id;
    const answer = await debug.ask("evaluate", {
      expression: "while (true) {}",
      context: "watch",
      frameId,
    });
    expect(answer["success"]).toBe(false);
    expect(await debug.evaluate("kept")).toBe("41");
    await debug.request("continue");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ status: "ok" });
  });

  it("is made to do so by a pause in an endless loop", async () => {
    await debug.attach();
    const code = "let turns = 0;\nconsole.log('on');\nwhile (true) {\n  turns += 1;\n}";
    const id = await kernel.client.execute(code);
    await kernel.client.until(
      () => printed(kernel.client.publishedFor(id)) === "on\n" || undefined,
    );
    await debug.request("pause");
    expect(await debug.stop()).toMatchObject({ reason: "pause" });
    await kernel.client.request("interrupt_request", {}, "control");
    expect((await kernel.client.answer(id)).reply.content).toMatchObject({ ename: "Interrupted" });
  });
});

describe("a debugger that is off", () => {
  it("refuses what needs one, and says how to turn it on", async () => {
    const answer = await debug.ask("setBreakpoints", { source: { path: "/a.ts" } });
    expect(answer).toMatchObject({ success: false, message: expect.stringContaining("attach") });
  });
});
