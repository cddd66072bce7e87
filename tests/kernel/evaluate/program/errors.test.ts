import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;

beforeAll(() => {
  kernel = startTestProgram();
});

afterAll(() => kernel.dispose());

const settle = "await new Promise((r) => setTimeout(r, 40))";

describe("error reports", () => {
  it("name the cell, the line and the column, and show the line", async () => {
    const { traceback } = await kernel.run("interface Long {\n  a: number;\n}\n\nnull.x");
    expect(traceback).toBe(
      [
        "TypeError: Cannot read properties of null (reading 'x')",
        "  5 | null.x",
        "    |      ^",
        "    at In[1]:5:6",
      ].join("\n"),
    );
  });

  it("name functions of other cells", async () => {
    await kernel.run("function outer(f: () => void) {\n  f();\n}");
    const { traceback } = await kernel.run("outer(() => {\n  throw new Error('inner');\n})");
    expect(traceback.split("\n").slice(3)).toEqual([
      "    at In[3]:2:9",
      "    at outer (In[2]:2:3)",
      "    at In[3]:1:1",
    ]);
  });

  it("follow await through async functions", async () => {
    const { traceback } = await kernel.run(
      "async function deep() { await null; throw new Error('deep'); }\nasync function mid() {\n  await deep();\n}\nawait mid();",
    );
    expect(traceback.split("\n").slice(3)).toEqual([
      "    at deep (In[4]:1:43)",
      "    at async mid (In[4]:3:3)",
      "    at async In[4]:5:1",
    ]);
  });

  it.each([
    {
      name: "a cause",
      code: "throw new Error('out', { cause: new TypeError('in') })",
      lines: ["Error: out", "  Caused by: TypeError: in"],
    },
    {
      name: "the errors of an AggregateError",
      code: "throw new AggregateError([new Error('one'), 'two'], 'many')",
      lines: ["AggregateError: many", "  Error 1: Error: one", "  Error 2: Uncaught: 'two'"],
    },
    {
      name: "a cause that is its own",
      code: "const loop = new Error('loop'); loop.cause = loop; throw loop",
      lines: ["Error: loop", "  Caused by: Error: loop"],
    },
    {
      name: "the class of a custom error, and its fields",
      code: "class ShapeProblem extends Error { code = 4; } throw new ShapeProblem('odd')",
      lines: ["ShapeProblem: odd", "  { code: 4 }"],
    },
    { name: "a thrown string", code: "throw 'text'", lines: ["Uncaught: 'text'"] },
    { name: "a thrown object", code: "throw { a: 1 }", lines: ["Uncaught: { a: 1 }"] },
    { name: "a thrown undefined", code: "throw undefined", lines: ["Uncaught: undefined"] },
    {
      name: "a thrown object without a prototype",
      code: "throw Object.create(null)",
      lines: ["Uncaught: [Object: null prototype] {}"],
    },
    {
      name: "a thrown proxy whose traps throw",
      code: "throw new Proxy({}, { get() { throw 1 }, has() { throw 2 }, getPrototypeOf() { throw 3 } })",
      lines: ["Uncaught: {}"],
    },
    {
      name: "an error whose message can not be read",
      code: "class Shy extends Error { get message(): string { throw new Error('getter') } } throw new Shy()",
      lines: ["Shy"],
    },
    {
      name: "an error whose name can not be read",
      code: "class Anon extends Error { get name(): string { throw new Error('getter') } } throw new Anon('m')",
      lines: ["Anon: m"],
    },
    {
      name: "both errors of using",
      code: "using bad = { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { throw new Error('second') } }; throw new Error('first')",
      lines: ["  Disposal: Error: second", "  Suppressed: Error: first"],
    },
    {
      name: "a rejection",
      code: "await Promise.reject(new RangeError('rejected'))",
      lines: ["RangeError: rejected"],
    },
    {
      name: "the fields of a system error",
      code: "require('node:fs').readFileSync('/nowhere')",
      lines: ["Error: ENOENT: no such file or directory, open '/nowhere'"],
    },
  ])("show $name", async ({ code, lines }) => {
    const { traceback } = await kernel.run(code);
    expect(traceback.split("\n")).toEqual(expect.arrayContaining(lines));
    expect(traceback).not.toMatch(/at .*(node:|\/kernel\/)/);
  });

  it.each([
    { name: "a missing expression", code: "let ok = 1;\nlet x = ;", place: "2:9" },
    { name: "a return at the top level", code: "return 4", place: "1:1" },
    {
      name: "a name declared twice in one cell",
      code: "let twice = 1;\nlet twice = 2;",
      place: "1:5",
    },
    { name: "wide characters before it", code: "/* é日本😀 */ let y = ;", place: "1:21" },
    { name: "a name that can not be declared", code: "let undefined = 1", place: "1:1" },
  ])("point at $name in a syntax error", async ({ code, place }) => {
    const ran = await kernel.run(code);
    expect(ran.error).toBe("SyntaxError");
    expect(ran.traceback).toContain("^");
    expect(ran.traceback).toMatch(new RegExp(`at In\\[\\d+\\]:${place}$`));
  });

  it("show the line that called a library, however deep that fails", async () => {
    const deep = "export const deep = (n) => { if (n === 0) throw new Error(); deep(n - 1); };";
    kernel.write("deep.mjs", deep);
    const { traceback } = await kernel.run("import { deep } from './deep.mjs';\ndeep(30)");
    expect(traceback).toMatch(/ {4}at In\[\d+\]:2:1$/);
  });

  it("show few frames of a function that calls itself without end", async () => {
    const { traceback } = await kernel.run("function again(): void {\n  again();\n}\nagain()");
    expect(traceback.match(/at again/g)?.length).toBeLessThanOrEqual(3);
  });

  it("map err.stack, too", async () => {
    const ran = await kernel.run(
      "interface A {}\n\ntry { null.x } catch (e) { console.log((e as Error).stack) }",
    );
    expect(ran.stdout).toMatch(/^TypeError: .*\n {4}at In\[\d+\]:3:12\n$/);
  });
});

describe("errors that nobody catches", () => {
  it.each([
    {
      name: "in a timer",
      code: "setTimeout(() => {\n  throw new Error('in timer');\n}, 5); 0",
      label: "Uncaught error",
    },
    {
      name: "in a promise",
      code: "Promise.reject(new Error('in promise')); 0",
      label: "Unhandled rejection",
    },
  ])("$name are printed with the cell's line, and the program goes on", async ({ code, label }) => {
    await kernel.run("const survives = 1");
    const before = kernel.outputs.length;
    await kernel.run(code);
    await kernel.run(settle);
    const text = kernel.outputs
      .slice(before)
      .map(({ output }) => (output.type === "stream" ? output.text : ""));
    expect(text.join("")).toMatch(new RegExp(`${label}: .*[\\s\\S]*In\\[\\d+\\]`));
    expect((await kernel.run("survives")).result).toBe("1");
  });
});
