import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;

beforeAll(() => {
  kernel = startTestProgram();
});

afterAll(() => kernel.dispose());

describe("results", () => {
  it.each([
    { name: "shows the value of the last expression", code: "const a = 2; a * 21", result: "42" },
    { name: "shows it also before a semicolon", code: "1 + 1;", result: "2" },
    { name: "hides it behind void", code: "void 5", result: undefined },
    { name: "hides it behind a second semicolon", code: "5;;", result: undefined },
    { name: "shows nothing for undefined", code: "undefined", result: undefined },
    { name: "shows nothing for a statement", code: "if (true) { 5 }", result: undefined },
    { name: "shows nothing for an enum", code: "enum E { A } enum E { B = 1 }", result: undefined },
    { name: "shows a lone string", code: "'use strict'", result: "'use strict'" },
    { name: "awaits at the top level", code: "await Promise.resolve(7)", result: "7" },
    { name: "shows a default export", code: "export default 6 * 7", result: "42" },
    { name: "takes this for the global object", code: "this === globalThis", result: "true" },
    {
      name: "has the names of CommonJS",
      code: "typeof module + typeof exports + __filename.slice(-7)",
      result: "'objectobjectcell.ts'",
    },
    { name: "shows the last of values with commas", code: "(1, 2), 3", result: "3" },
    {
      name: "shows the value after an export of types",
      code: "export type * from 'node:fs'; 4",
      result: "4",
    },
    {
      name: "shows the value beside using and exports",
      code: "using t = null; const w = 1; export { w }; w",
      result: "1",
    },
    {
      name: "runs import = require",
      code: "import os = require('node:os'); typeof os.cpus",
      result: "'function'",
    },
    {
      name: "runs an import of a namespace's alias",
      code: "namespace Q.R { export const s = 1; } import R2 = Q.R; R2.s",
      result: "1",
    },
    {
      name: "runs a namespace whose variables change",
      code: "namespace Tally { export let n = 1; export function up() { return ++n; } } Tally.up() + Tally.n",
      result: "4",
    },
    {
      name: "disposes at the end of the cell and keeps what it declares",
      code: "using last = { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { console.log(declared); } }; const declared = 2; class Beside {} new Beside()",
      result: "Beside {}",
    },
    {
      name: "runs decorators of classes and fields",
      code: "const plus = (_: undefined, c: { name: string }) => (v: number) => v + c.name.length; const tag = (c: new () => object) => Object.assign(c, { tag: 1 }); @tag class F { @plus abc = 1; accessor d = 2 } [new F().abc, new F().d, (F as any).tag]",
      result: "[ 4, 2, 1 ]",
    },
    {
      name: "labels",
      code: "let turns = 0; outer: for (let i = 0; i < 3; i++) for (;;) { turns++; continue outer; } turns",
      result: "3",
    },
    { name: "const enums", code: "const enum Size { S = 4, M = S * 2 } Size.M", result: "8" },
    { name: "satisfies", code: "({ a: 1 }) satisfies { a: number }", result: "{ a: 1 }" },
    {
      name: "runs for await",
      code: "let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum",
      result: "3",
    },
    {
      name: "runs using",
      code: "{ using r = { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { console.log('end'); } }; } 1",
      result: "1",
    },
    { name: "shows the result beside using", code: "using q = null; 8", result: "8" },
    {
      name: "runs decorators",
      code: "const seen: string[] = []; function log(_: unknown, { name }: { name: string }) { seen.push(name); } class D { @log run() {} } seen.join()",
      result: "'run'",
    },
    { name: "runs TSX", code: "const h = (<T,>(x: T) => x)(3); h", result: "3" },
    {
      name: "keeps parameter properties",
      code: "class Point { constructor(readonly x: number) {} } new Point(4).x",
      result: "4",
    },
  ])("$name", async ({ code, result }) => {
    const ran = await kernel.run(code);
    expect([ran.traceback, ran.result]).toEqual(["", result]);
  });

  it("shows the form that an asynchronous display method makes, before the cell ends", async () => {
    const ran = await kernel.run(
      "({ async [Symbol.for('Jupyter.display')]() { await new Promise((r) => setTimeout(r, 20)); return { 'text/plain': 'late' }; } })",
    );
    expect(ran.result).toBe("late");
  });

  it.each([
    { name: "holds what JSON can not", bundle: "{ a: 1n }", error: "TypeError" },
    {
      name: "fails to become JSON",
      bundle: "{ toJSON() { throw new RangeError() } }",
      error: "RangeError",
    },
  ])("ends with an error where the value's own form $name", async ({ bundle, error }) => {
    const method = `[Symbol.for('Jupyter.display')]() { return { 'application/json': ${bundle} }; }`;
    expect((await kernel.run(`({ ${method} })`)).error).toBe(error);
    expect((await kernel.run(`({ async ${method} })`)).error).toBe(error);
    expect(await kernel.program.evaluate(`{ ${method} }`)).toHaveProperty("name", error);
    expect(await kernel.program.evaluate(`{ async ${method} }`)).toHaveProperty("name", error);
  });

  it("ends with an error where the value can not be looked at", async () => {
    const ran = await kernel.run("const gone = Proxy.revocable({}, {}); gone.revoke(); gone.proxy");
    expect(ran.error).toBe("TypeError");
  });

  it("keeps silent what a silent cell ends with", async () => {
    await kernel.program.run({ id: "silent", number: 1, code: "99", silent: true });
    expect(kernel.outputs.filter(({ cell }) => cell === "silent")).toEqual([]);
  });
});

describe("names", () => {
  const declarations = [
    ["let", "let NAME = 1"],
    ["const", "const NAME = 1"],
    ["var", "var NAME = 1"],
    ["class", "class NAME {}"],
    ["function", "function NAME() {}"],
    ["async function", "async function NAME() {}"],
    ["enum", "enum NAME { A }"],
    ["namespace", "namespace NAME { export const a = 1; }"],
    ["destructuring", "const { NAME, ...rest } = { NAME: 1, b: 2 }"],
    ["import", "import { join as NAME } from 'node:path'"],
  ];
  const pairs = declarations.flatMap(([a, first]) =>
    declarations.map(([b, second]) => ({ a, first, b, second })),
  );
  it.each(pairs)("may be declared as $a and again as $b", async ({ a, first, b, second }) => {
    const name = `${a}_${b}`.replaceAll(" ", "_");
    const [one, two, three] = [
      await kernel.run(String(first).replaceAll("NAME", name)),
      await kernel.run(String(second).replaceAll("NAME", name)),
      await kernel.run(`typeof ${name} !== "undefined"`),
    ];
    expect([one.traceback, two.traceback, three.result]).toEqual(["", "", "true"]);
  });

  it("gives a redeclared enum a new object", async () => {
    await kernel.run("enum Color { Red, Green }");
    expect((await kernel.run("enum Color { Blue = 5 } Object.keys(Color).join()")).result).toBe(
      "'5,Blue'",
    );
  });

  it("are live in functions of earlier cells", async () => {
    await kernel.run("let live = 1; function getLive() { return live; }");
    await kernel.run("live = 2");
    const assigned = await kernel.run("getLive()");
    await kernel.run("const live = 3");
    expect([assigned.result, (await kernel.run("getLive()")).result]).toEqual(["2", "3"]);
  });

  it("lets a function call the newest one of its name", async () => {
    await kernel.run(
      "function depth(n: number): string { return n === 0 ? 'old' : depth(n - 1); } const first = depth;",
    );
    await kernel.run("function depth() { return 'new'; }");
    expect((await kernel.run("first(1)")).result).toBe("'new'");
  });

  it("keep their values when the cell throws", async () => {
    await kernel.run("const kept = 1; throw new Error('stop'); const after = 2;");
    expect((await kernel.run("kept")).result).toBe("1");
  });

  it("lets a function be called above its declaration", async () => {
    expect((await kernel.run("const v = early(); function early() { return 'e'; } v")).result).toBe(
      "'e'",
    );
  });

  it("shadow built-in ones for cells alone", async () => {
    await kernel.run("const performance = 'mine'; let name = 1;");
    const ran = await kernel.run("[performance, typeof globalThis.performance.now]");
    expect(ran.result).toBe("[ 'mine', 'function' ]");
  });

  it.each(pairs.filter(({ first, second }) => first === second))(
    "leave a global to packages and the kernel when it is declared as $a",
    async ({ first }) => {
      const program = startTestProgram();
      const names = ["URL", "Buffer", "setTimeout", "process", "Set", "Object"];
      for (const name of names) await program.run(String(first).replaceAll("NAME", name));
      const ran = await program.run(
        "import { cpus } from 'node:os'; display.png(new Uint8Array(3)); for (const _ of progress(2)); [[{ a: cpus().length > 0 }], URL === globalThis.URL]",
      );
      await program.dispose();
      expect(ran.traceback + ran.stderr).toBe("");
      expect(ran.result).toContain("a: true");
      expect(ran.result).toContain("false");
    },
  );

  it("may be those of globals wherever a variable is named", async () => {
    const program = startTestProgram();
    await program.run(
      "class Map { static of(URL: string) { return new Map(URL); } #Map = 1; constructor(readonly URL: string) {} }",
    );
    await program.run(
      "let URL = 'u'; const { Set = URL, ...Date } = { a: 1 } as any; function fetch(Set = 'f') { return Set + URL; }",
    );
    await program.run("class WeakMap { static first = new WeakMap(); }");
    await program.run("for (var Event of ['e1', 'e2']); URL += Event; ({ Set } = { Set: 's' });");
    const ran = await program.run(
      "URL: for (;;) break URL; const all = { URL, Set, fetch() { return fetch(); } }; [all.URL, all.fetch(), Set, Date, Map.of('m').URL, Map.name, fetch.name, WeakMap.first instanceof WeakMap]",
    );
    await program.dispose();
    expect(ran.traceback).toBe("");
    expect(ran.result?.replace(/\s+/g, " ")).toBe(
      "[ 'ue2', 'fue2', 's', { a: 1 }, 'm', 'Map', 'fetch', true ]",
    );
  });
});

describe("a variable named as a global", () => {
  it.each([
    ["const fetch = async () => 1; fetch", "[AsyncFunction: fetch]"],
    ["let Request: any; Request = () => 1", "[Function: Request]"],
    ["const Blob = class { static x = 1 }; Blob", "[class Blob] { x: 1 }"],
    ["const Response = (function () {}); Response.name", "'Response'"],
    ["const { Headers = () => 2 } = {} as any; Headers.name", "'Headers'"],
    ["const File = (x => () => { let URL = () => x; return URL })(3); File().name", "'URL'"],
  ])("gives its name to a function: %s", async (code, result) => {
    const program = startTestProgram();
    expect((await program.run(code)).result).toBe(result);
    await program.dispose();
  });

  it("has its name in the engine's messages", async () => {
    const program = startTestProgram();
    const { traceback } = await program.run("let URL: any = 5; URL.parse()");
    const { stdout } = await program.run("try { new URL() } catch (e) { console.log(e.stack) }");
    await program.dispose();
    expect(traceback).toContain("TypeError: URL.parse is not a function");
    expect(stdout).toContain("TypeError: URL is not a constructor");
  });
});

describe("Program.evaluate", () => {
  it("gives the value of an expression in the notebook's scope", async () => {
    await kernel.run("const base = 40");
    expect(await kernel.program.evaluate("base + 2")).toEqual({
      data: { "text/plain": "42" },
      metadata: {},
    });
  });

  it("takes braces for an object", async () => {
    const value = await kernel.program.evaluate("{ a: 1 }");
    expect(value).toHaveProperty("data", { "text/plain": "{ a: 1 }" });
  });

  it("gives the error of one that fails", async () => {
    expect(await kernel.program.evaluate("nowhere")).toMatchObject({
      name: "ReferenceError",
      message: "nowhere is not defined",
    });
  });

  it("waits for the cell that runs", async () => {
    const cell = kernel.run("await new Promise((r) => setTimeout(r, 30)); const slow = 'done';");
    expect(await kernel.program.evaluate("slow")).toHaveProperty("data", {
      "text/plain": "'done'",
    });
    await cell;
  });
});
