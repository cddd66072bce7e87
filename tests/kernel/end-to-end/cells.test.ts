import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/wire/index.ts";
import { printed, typesOf } from "../helpers/client.ts";
import { type RealKernel, startRealKernel } from "../helpers/real-kernel.ts";

let kernel: RealKernel;

beforeAll(async () => {
  // A small heap is soon full.
  kernel = await startRealKernel({ NODE_OPTIONS: "--max-old-space-size=200" });
});
afterAll(() => kernel.close());

function result(published: readonly Message[]): unknown {
  const message = published.find(({ header }) => header.msg_type === "execute_result");
  const data = message?.content["data"];
  return typeof data === "object" && data !== null && "text/plain" in data
    ? data["text/plain"]
    : undefined;
}

async function value(code: string): Promise<unknown> {
  const { reply, published } = await kernel.client.run(code);
  expect(reply.content).toMatchObject({ status: "ok" });
  return result(published);
}

/** Runs a cell that must fail; gives the error without colours. */
async function failure(code: string) {
  const { reply, published } = await kernel.client.run(code);
  const { status, ename, evalue, traceback } = reply.content;
  expect(status).toBe("error");
  expect(typesOf(published).filter((type) => type === "error")).toHaveLength(1);
  const lines = Array.isArray(traceback) ? traceback.join("\n") : "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are taken out
  const text = lines.replace(/\u001b\[\d+m/g, "");
  return { ename: String(ename), evalue: String(evalue), text, published };
}

describe("a cell", () => {
  it("publishes its parts in the protocol's order", async () => {
    const { published } = await kernel.client.run("console.log('a'); display(1); 1 + 1");
    expect(typesOf(published)).toEqual([
      "busy",
      "execute_input",
      "stream",
      "display_data",
      "execute_result",
      "idle",
    ]);
  });

  it("keeps variables, live bindings and the values set before a throw", async () => {
    await kernel.client.run("let n = 1; function get() { return n }");
    expect(await value("n = 5; get()")).toBe("5");
    await failure("const before = 7; throw new Error('late')");
    expect(await value("before")).toBe("7");
  });

  it("may declare a name again, as another type", async () => {
    await value("const again = 1; class C { a = 1 }");
    expect(await value("const again = 'text'; class C { b = 2 }\nagain.length + new C().b")).toBe(
      "6",
    );
  });

  it("awaits at the top level, also in a loop", async () => {
    const code = "let sum = 0; for await (const x of [Promise.resolve(1), 2]) sum += x; sum";
    expect(await value(code)).toBe("3");
  });

  it("has tslab's module with its types where that package is not installed", async () => {
    const { ename, evalue } = await failure("import * as tslab from 'tslab'; tslab.display.gif(1)");
    expect([ename, evalue]).toEqual(["TypeScriptError", expect.stringContaining("'number'")]);
    expect(await value("import * as tslab from 'tslab'; typeof tslab.display.gif")).toBe(
      "'function'",
    );
  });

  it("imports packages and local TypeScript modules, again after an edit", async () => {
    const file = join(kernel.folder, "local.ts");
    writeFileSync(file, "export const size: number = 1;\n");
    expect(await value("import { basename } from 'node:path'; basename('/a/b')")).toBe("'b'");
    expect(await value("import { size } from './local.ts'; size")).toBe("1");
    writeFileSync(file, "export const size: number = 2222;\n");
    expect(await value("import { size } from './local.ts'; size")).toBe("2222");
  });

  it("prints a thousand lines, all before idle, in few messages", async () => {
    const { published } = await kernel.client.run(
      "for (let i = 0; i < 1000; i++) console.log('line', i)",
    );
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`);
    expect(printed(published)).toBe(lines.join(""));
    expect(published.length).toBeLessThan(40);
    expect(typesOf(published).at(-1)).toBe("idle");
  });

  it("delivers what child processes print", async () => {
    const { published } = await kernel.client.run(
      "import { execSync } from 'node:child_process'; execSync('echo from a child', { stdio: 'inherit' });",
    );
    expect(printed(published)).toBe("from a child\n");
  });

  it("puts the output of a timer under the cell that set it", async () => {
    const id = await kernel.client.execute("setTimeout(() => console.log('tick'), 100); 0");
    await kernel.client.answer(id);
    await kernel.client.run("await new Promise((r) => setTimeout(r, 200))");
    expect(printed(kernel.client.publishedFor(id))).toBe("tick\n");
  });

  it("answers user expressions", async () => {
    const { reply } = await kernel.client.run("const six = 6", {
      user_expressions: { sum: "six + 1", wrong: "nowhere" },
    });
    expect(reply.content["user_expressions"]).toMatchObject({
      sum: { status: "ok", data: { "text/plain": "7" } },
      wrong: { status: "error", ename: "ReferenceError" },
    });
  });
});

describe("an error", () => {
  it("of types keeps the whole cell from running", async () => {
    const { ename, evalue, text, published } = await failure(
      "globalThis.ran = true;\nconst wrong: number = 'text';",
    );
    expect(ename).toBe("TypeScriptError");
    expect(evalue).toContain("TS2322: Type 'string' is not assignable to type 'number'.");
    expect(text).toMatch(/In\[\d+\]:2:7 - error TS2322/);
    expect(text).toContain("2 const wrong: number = 'text';\n        ~~~~~");
    expect(typesOf(published)).toEqual(["busy", "execute_input", "error", "idle"]);
    expect(await value("Reflect.has(globalThis, 'ran')")).toBe("false");
  });

  it("names the user's lines, of this cell and others, and no frame of the kernel", async () => {
    const { reply } = await kernel.client.run(
      "interface A { a: 1 }\nfunction fail(): never {\n  throw new RangeError('no');\n}",
    );
    const defined = Number(reply.content["execution_count"]);
    const { ename, evalue, text } = await failure("\n\nfail();");
    expect([ename, evalue]).toEqual(["RangeError", "no"]);
    expect(text).toContain(`In[${defined}]:3:9`);
    expect(text).toContain(`In[${defined + 1}]:3:1`);
    expect(text).not.toMatch(/dist\/kernel|node:internal|node:vm/);
  });

  it.each([
    [
      "an unhandled rejection",
      "Promise.reject(new TypeError('alone')); await new Promise((r) => setTimeout(r, 50));",
    ],
    [
      "a throw in a timer",
      "setTimeout(() => { throw new TypeError('alone') }, 10); await new Promise((r) => setTimeout(r, 60));",
    ],
  ])("from %s is shown and ends nothing", async (_, code) => {
    const { published } = await kernel.client.run(`var kept = 1; ${code}`);
    const shown = JSON.stringify(published.map(({ content }) => content));
    expect(shown).toContain("TypeError");
    expect(shown).toContain("alone");
    expect(await value("kept")).toBe("1");
  });

  it("of something else than an Error is shown all the same", async () => {
    expect((await failure("throw 'just text'")).text).toContain("just text");
    expect((await failure("throw undefined")).text).toContain("undefined");
    expect((await failure("throw { code: 7 }")).text).toContain("code: 7");
  });

  it("aborts the cells that wait, not those sent after the reply", async () => {
    const first = await kernel.client.execute(
      "await new Promise((r) => setTimeout(r, 100)); throw 1",
    );
    const second = await kernel.client.execute("globalThis.second = 1");
    expect((await kernel.client.answer(first)).reply.content["status"]).toBe("error");
    expect((await kernel.client.answer(second)).reply.content["status"]).toBe("aborted");
    expect(await value("'second' in globalThis")).toBe("false");
  });
});

describe("an interrupt", () => {
  it.each([
    ["a loop", "while (true) {}"],
    ["a loop that prints", "while (true) console.log('x')"],
    ["a loop that displays", "while (true) display(1)"],
    ["a loop after an await", "await null; for (;;);"],
    ["an await that never ends", "await new Promise(() => {})"],
    ["a sleeping child", "(await import('node:child_process')).execSync('sleep 30')"],
  ])("ends %s and keeps the variables", async (_, code) => {
    await value("var precious = 42");
    const id = await kernel.client.execute(code);
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await kernel.client.request("interrupt_request", {}, "control");
    const { reply } = await kernel.client.answer(id);
    expect(reply.content["status"]).toBe("error");
    expect(await value("precious")).toBe("42");
  });

  it("comes by SIGINT, too", async () => {
    const id = await kernel.client.execute("while (true) {}");
    await kernel.client.until(() => kernel.client.publishedFor(id)[1]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(-(kernel.process.pid ?? Number.NaN), "SIGINT");
    expect((await kernel.client.answer(id)).reply.content["status"]).toBe("error");
    expect(await value("precious")).toBe("42");
  });
});

describe("while a cell computes", () => {
  it("heartbeat, control, completion, inspection and kernel_info answer", async () => {
    await value("const point = { alpha: 1, beta: 2 }");
    const cell = await kernel.client.execute("while (true) {}");
    await kernel.client.until(() => kernel.client.publishedFor(cell)[1]);
    await kernel.client.ping();
    await kernel.client.request("kernel_info_request", {}, "control");
    await kernel.client.request("kernel_info_request", {});
    const completed = await kernel.client.request("complete_request", {
      code: "point.",
      cursor_pos: 6,
    });
    expect(completed.reply.content["matches"]).toEqual(["alpha", "beta"]);
    const inspected = await kernel.client.request("inspect_request", {
      code: "point",
      cursor_pos: 3,
    });
    expect(JSON.stringify(inspected.reply.content["data"])).toContain("alpha: number");
    expect(typesOf(kernel.client.publishedFor(cell))).not.toContain("idle");
    await kernel.client.request("interrupt_request", {}, "control");
    await kernel.client.answer(cell);
  });
});

describe("the end of the program", () => {
  it.each([
    ["process.exit", "process.exit(3)", /exit/i],
    [
      "a kill",
      "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
      /SIGKILL|kill/i,
    ],
    [
      "memory used up",
      "const hoard: number[][] = []; for (;;) hoard.push(new Array(1e6).fill(hoard.length))",
      /memory/i,
    ],
  ])("by %s is told in words, and the kernel goes on", async (_, code, words) => {
    await value("var lost = 1");
    const { evalue } = await failure(code);
    expect(evalue).toMatch(words);
    expect(await value("1 + 1")).toBe("2");
    expect((await failure("lost")).evalue).toContain("Cannot find name 'lost'");
  });

  it("after the end of its cell is told under that cell", async () => {
    const id = await kernel.client.execute("var lost = 1; setTimeout(() => process.exit(7), 50);");
    const told = await kernel.client.until(() => {
      const text = printed(kernel.client.publishedFor(id), "stderr");
      return text.includes("variables are lost") ? text : undefined;
    });
    expect(told).toContain("process.exit(7)");
    expect((await failure("lost")).evalue).toContain("Cannot find name 'lost'");
  });
});
