import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startChecker } from "../../../../kernel/evaluate/check/index.ts";
import type { Checker } from "../../../../kernel/evaluate/types.ts";

let folder: string;
let checker: Checker;
let cells = 0;

function cell(code: string) {
  cells += 1;
  return { id: `cell-${cells}`, number: cells, code, silent: false };
}

/** Checks a cell and takes it as run. */
async function run(code: string) {
  const next = cell(code);
  const found = await checker.check(next);
  checker.commit(next);
  return found;
}

/** Codes of the errors of a cell that is not run. */
async function errors(code: string): Promise<number[]> {
  return (await checker.check(cell(code))).map((found) => found.code);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-check-"));
  const globals = join(folder, "prelude.d.ts");
  writeFileSync(globals, "declare global { function figure(title: string): number }\nexport {};\n");
  checker = startChecker({ cwd: folder, globals: [globals] });
});

beforeEach(() => checker.reset());

afterAll(async () => {
  await checker.dispose();
  rmSync(folder, { recursive: true });
});

describe("check", () => {
  it("places an error in the user's text", async () => {
    expect(
      await checker.check(cell('const a = 1;\n  const b: string = "😀" + 1, c: string = a;')),
    ).toEqual([
      {
        code: 2322,
        message: "Type 'number' is not assignable to type 'string'.",
        line: 2,
        column: 31,
        endLine: 2,
        endColumn: 32,
      },
    ]);
  });

  it.each([
    ["a constant's type", "const a = { x: 1 };", "a.y", [2339]],
    [
      "a destructured name",
      "const { p: [q], ...rest } = { p: [1], r: 's' };",
      "q.length; rest.r.length",
      [2339],
    ],
    ["a function", "function f(n: number) { return n }", "f('x')", [2345]],
    [
      "a class as value and type",
      "class K<T> { v!: T }",
      "const k: K<string> = new K<string>(); k.v.foo",
      [2339],
    ],
    ["an enum", "enum E { A, B }", "const e: E = E.C", [2339]],
    ["an interface", "interface I { x: number }", "const i: I = {}", [2741]],
    ["a generic type", "type G<T> = { g: T }", "const g: G<string> = { g: 1 }", [2322]],
    [
      "a namespace",
      "namespace N { export const x = 1; export type T = string }",
      "const t: N.T = N.x",
      [2322],
    ],
    ["a nested namespace", "namespace A.B.C { export const x = 1 }", "A.B.C.x.foo", [2339]],
    [
      "an alias of a namespace",
      "namespace O { export type T = string } import P = O",
      "const t: P.T = 1",
      [2322],
    ],
    ["a required module", "import os = require('node:os')", "os.cpus().foo", [2339]],
    [
      "an imported name",
      "import { readFileSync, type Stats } from 'node:fs'",
      "readFileSync(1n); let s: Stats; 1",
      [2769],
    ],
    ["an imported namespace", "import * as path from 'node:path'", "path.joyn", [2339]],
    [
      "an exported name",
      "export const x = 1; export default function g() {}",
      "x.foo; g(1)",
      [2339, 2554],
    ],
    ["a variable in a block", "for (var i = 0; i < 3; i++) {}", "i.foo", [2339]],
    ["a wrong value for a variable", "let n = 1", "n = 'x'", [2322]],
    ["a redeclared name", "let n = 1", "const n = 'a'; n.foo", [2339]],
  ])("knows %s of an earlier cell", async (_name, first, second, codes) => {
    expect(await run(first)).toEqual([]);
    expect(await errors(second)).toEqual(codes);
  });

  it.each([
    [
      "assigns to a variable",
      "let n = 1; var m: string | undefined",
      "n = 2; n++; m = 'a'; m.length",
    ],
    [
      "redeclares with another type",
      "const n = 1; class K {}; function f() {}",
      "const n = 'a'; n.length; let K = 3; let f = 1; f + K",
    ],
    [
      "adds a type to a value",
      "const Foo = { a: 1 }",
      "type Foo = typeof Foo; const x: Foo = { a: 2 }",
    ],
    [
      "adds a value to a type",
      "interface Foo<T> { a: T }",
      "const Foo = 1; const x: Foo<number> = { a: Foo }",
    ],
    [
      "awaits at the top",
      "const p = Promise.resolve(1)",
      "(await p).toFixed(); for await (const x of [p]) x.toFixed()",
    ],
    [
      "uses what a loop filled",
      "const xs = []; xs.push('a'); let total; function add(n) { xs.push(n); total = n }",
      "xs.length; xs.push(1); total = 3; let q = null; q = 1; q.toFixed(); const f = (a, { b }) => a[b]",
    ],
    [
      "uses names of the prelude and of Node",
      "",
      "figure('t').toFixed(); console.log(await fetch('x')); new URL('x'); process.argv; require('fs'); setTimeout(() => {}, 1)",
    ],
    [
      "uses new syntax",
      "",
      "using d = { [Symbol.dispose]() {} }; out: for (;;) break out; class A { accessor x = 1 }",
    ],
    [
      "names members by the symbols of another",
      "const a = Symbol('a'), b = Symbol.for('b'); const c: unique symbol = Symbol(); interface I { [c]: 1 }",
      "const o = { [a]: 'x', [b]: 2 }; o[a].length + o[b].toFixed(); const i: I = { [c]: 1 }",
    ],
    ["ends with Node's global object", "", "const beside = 1; global"],
    ["labels and leaves code unused", "", "const unused = 1; if (false) { console.log(1) }"],
  ])("lets a cell that %s pass", async (_name, first, second) => {
    await run(first);
    expect(await run(second)).toEqual([]);
  });

  it("says a constant of another cell is constant", async () => {
    await run("const a = 1; function f() {}");
    expect(await checker.check(cell("a = 2; f = 3"))).toMatchObject([
      { code: 2588, message: "Cannot assign to 'a' because it is a constant.", line: 1, column: 1 },
      { code: 2630 },
    ]);
  });

  it("keeps both meanings of a name over further cells", async () => {
    await run("const Foo = { a: 1 }");
    await run("type Foo<T> = { b: T }");
    expect(await errors("Foo.a.toFixed(); const x: Foo<string> = { b: 1 }")).toEqual([2322]);
    await run("const Foo = 'text'");
    expect(await errors("Foo.length; Foo.a")).toEqual([2339]);
  });

  it("names types of other cells without their module", async () => {
    await run("class K { private x = 1 }");
    await run("const old = new K()");
    await run("class K { private x = 1 }");
    const [found] = await checker.check(cell("const k: K = old"));
    expect(found?.message).not.toContain("triptych-cell");
  });

  it("knows of a constant what the flow of its cell proved, if that came to its end", async () => {
    const maybe = "const text: string | undefined = process.argv[9]; if (!text) throw new Error();";
    await run(maybe);
    expect(await errors("text.length")).toEqual([]);
    expect(await errors("text = 'b'")).toEqual([2588]);
    checker.commit(cell(maybe), false);
    expect(await errors("text.length")).toEqual([18048]);
  });

  it("does not know a cell that was checked and never run", async () => {
    await errors("const ghost = 1");
    expect(await errors("ghost")).toEqual([2304]);
  });

  it("knows a cell that ran unchecked", async () => {
    checker.commit(cell("const quiet = 1"));
    expect(await errors("quiet.foo")).toEqual([2339]);
  });

  it("forgets all cells on reset", async () => {
    await run("const a = 1");
    checker.reset();
    expect(await errors("a")).toEqual([2304]);
  });

  it("looks for @ts-nocheck above code that is commented out, however long", async () => {
    const comments = "// let a = 1; // see // below\n".repeat(100);
    expect(await errors(`${comments}const a: string = 1`)).toEqual([2322]);
    expect(await errors(`${comments}// @ts-nocheck\nconst a: string = 1`)).toEqual([]);
  });

  it("reports nothing in a cell with @ts-nocheck, and knows its names", async () => {
    expect(await run("// note\n// @ts-nocheck\nconst a: string = 1")).toEqual([]);
    expect(await errors("a.foo")).toEqual([2339]);
  });

  it.each([
    ["const x = (;\nlet y: string = 1", { code: 1109, line: 1, column: 12 }],
    ["const a = 1;\nfoo(1 2)", { code: 1005, line: 2, column: 7 }],
    ["if (true) {\n  1\n", { code: 1005, line: 3, column: 1 }],
    ["const t = `abc", { code: 1160, line: 1, column: 15 }],
  ])("reports only the syntax of %j", async (code, first) => {
    await run("const a = 1");
    const found = await checker.check(cell(code));
    expect(found[0]).toMatchObject(first);
    expect(found.every((item) => item.code < 2000)).toBe(true);
  });

  it("sees an edited local module, a new one and a new package at the next check", async () => {
    const use = "import { a } from './helper'; import { p } from 'pkg'; a.x.toFixed(); p.toFixed()";
    expect(await errors(use)).toEqual([2307, 2307]);
    writeFileSync(join(folder, "helper.ts"), "export const a = { y: 1 }");
    expect(await errors(use)).toEqual([2307, 2339]);
    writeFileSync(
      join(folder, "helper.ts"),
      "import { b } from './deep.ts'; export const a = { x: b }",
    );
    writeFileSync(join(folder, "deep.ts"), "export const b = 1");
    expect(await errors(use)).toEqual([2307]);
    mkdirSync(join(folder, "node_modules/pkg"), { recursive: true });
    writeFileSync(
      join(folder, "node_modules/pkg/package.json"),
      '{ "name": "pkg", "types": "t.d.ts" }',
    );
    writeFileSync(join(folder, "node_modules/pkg/t.d.ts"), "export const p: number");
    expect(await errors(use)).toEqual([]);
    writeFileSync(join(folder, "deep.ts"), "export const b = 'text'");
    expect(await errors(use)).toEqual([2551]);
  });

  it("finds errors in local modules that a cell imports, until they are mended", async () => {
    const use = "import { outer } from './outer'; outer";
    const inner = join(folder, "inner.ts");
    writeFileSync(join(folder, "outer.ts"), "export * from './inner';\nexport const outer = 1;");
    writeFileSync(inner, "\nexport const x: string = 1; const f = (y) => y;");
    expect(await checker.check(cell(use))).toEqual([
      {
        code: 2322,
        message: "Type 'number' is not assignable to type 'string'.",
        line: 2,
        column: 14,
        endLine: 2,
        endColumn: 15,
        file: {
          name: expect.stringMatching(/inner\.ts$/),
          text: "export const x: string = 1; const f = (y) => y;",
        },
      },
    ]);
    expect(await errors("const m = await import('./outer')")).toEqual([2322]);
    writeFileSync(inner, "export const x: string = '1';");
    expect(await errors(use)).toEqual([]);
    writeFileSync(inner, "import { late } from './late'; export const x: string = late;");
    expect(await errors(use)).toEqual([2307]);
    writeFileSync(join(folder, "late.ts"), "export const late = 'text';");
    expect(await errors(use)).toEqual([]);
  });

  it.each([
    ["a package", "import { z } from 'zod'; z.foo"],
    ["a package with types apart", "import seedrandom from 'seedrandom'; seedrandom.foo"],
    ["tslab's interface", "import * as tslab from 'tslab'; tslab.foo"],
  ])("finds the types of %s beside the kernel", async (_name, code) => {
    expect(await errors(code)).toEqual([2339]);
  });

  it("does not know a part that a package beside the kernel does not export", async () => {
    expect(await errors("import { x } from 'triptych/nowhere'")).toEqual([2307]);
  });

  it("obeys a tsconfig.json, also one that comes later", async () => {
    const path = join(folder, "tsconfig.json");
    const before = readdirSync(folder);
    expect(await errors("const f = (x) => x; [1][2].toFixed()")).toEqual([]);
    const compilerOptions = { strict: true, noUncheckedIndexedAccess: true, noUnusedLocals: true };
    writeFileSync(path, JSON.stringify({ compilerOptions }));
    expect(await errors("const f = (x) => x; [1][2].toFixed()")).toEqual([7006, 2532]);
    rmSync(path);
    expect(await errors("const f = (x) => x; [1][2].toFixed()")).toEqual([]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("knows elements by the factory of a comment, and says what React's lack", async () => {
    expect(await errors("<b/>")).toEqual([2875]);
    await run("const h = (tag: string, ...rest: unknown[]) => ({ tag, rest }), F = 'f'");
    const own = "/** @jsx h */ /** @jsxFrag F */";
    expect(await run(`${own}\nconst tree = <><b>{'x'.length}</b></>; tree;`)).toEqual([]);
    expect(await errors("typeof tree; <number>(<unknown>1)")).toEqual([]);
    expect(await errors(`${own}\n<b>{'x'.nope}</b>`)).toEqual([2339]);
  });

  it("obeys a tsconfig.json of a folder above, with its paths and what it extends", async () => {
    const above = mkdtempSync(join(tmpdir(), "triptych-above-"));
    const cwd = join(above, "notebooks/deep");
    mkdirSync(cwd, { recursive: true });
    mkdirSync(join(above, "lib"));
    writeFileSync(join(above, "lib/a.ts"), "export const a: number | undefined = 1;");
    writeFileSync(join(above, "base.json"), '{ "compilerOptions": { "strict": false } }');
    writeFileSync(
      join(above, "tsconfig.json"),
      '{ "extends": "./base.json", "compilerOptions": { "paths": { "#lib/*": ["./lib/*"] } } } // note',
    );
    const other = startChecker({ cwd, globals: [] });
    const found = await other.check(cell("import { a } from '#lib/a'; a.toFixed(); a.foo"));
    await other.dispose();
    rmSync(above, { recursive: true });
    expect(found.map(({ code }) => code)).toEqual([2339]);
  });
});
