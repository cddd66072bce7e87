import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestProgram, type TestProgram } from "./test-program.ts";

let kernel: TestProgram;

beforeAll(() => {
  kernel = startTestProgram();
  addPackage(
    "esm-only",
    { type: "module", exports: { ".": "./main.js", "./sub": { import: "./sub.js" } } },
    {
      "main.js": "export default () => 'default'; export const a = 1;",
      "sub.js": "export const s = 'sub'; globalThis.subLoaded = true;",
    },
  );
  addPackage(
    "dynamic-cjs",
    { main: "main.js" },
    {
      "main.js":
        "const names = {}; for (const k of ['one', 'two']) names[k] = k; module.exports = names;",
    },
  );
});

afterAll(() => kernel.dispose());

function addPackage(name: string, manifest: object, files: Readonly<Record<string, string>>): void {
  const folder = join(kernel.folder, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  const all = { ...files, "package.json": JSON.stringify({ name, version: "1.0.0", ...manifest }) };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(folder, file), text);
}

describe("imports", () => {
  it.each([
    {
      name: "an ES module's default and names",
      code: "import d, { a } from 'esm-only'; [d(), a]",
      result: "[ 'default', 1 ]",
    },
    {
      name: "a subpath of an exports map",
      code: "import { s } from 'esm-only/sub'; s",
      result: "'sub'",
    },
    {
      name: "a namespace beside the default",
      code: "import dd, * as ns from 'esm-only'; dd === ns.default",
      result: "true",
    },
    {
      name: "names that a CommonJS module makes at run time",
      code: "import { one, two as zwei } from 'dynamic-cjs'; one + zwei",
      result: "'onetwo'",
    },
    { name: "a module for its effect", code: "import 'esm-only/sub'; subLoaded", result: "true" },
    {
      name: "Node's own modules",
      code: "import { basename } from 'node:path'; import fs from 'fs'; basename('/a/b') + typeof fs.readFileSync",
      result: "'bfunction'",
    },
    { name: "by import()", code: "(await import('esm-only')).a", result: "1" },
    { name: "by require", code: "require('dynamic-cjs').one", result: "'one'" },
    {
      name: "a package of the kernel's own",
      code: "import { transformSync } from 'oxc-transform'; typeof transformSync",
      result: "'function'",
    },
    {
      name: "a package of the kernel's own by require",
      code: "typeof require('esbuild').build",
      result: "'function'",
    },
    {
      name: "nothing for a type",
      code: "import type { Nothing } from 'nowhere'; import { type Other } from 'esm-only'; 1",
      result: "1",
    },
    {
      name: "a re-export, which is dropped",
      code: "export { a } from 'esm-only'; export * from 'esm-only/sub'; 2",
      result: "2",
    },
  ])("$name", async ({ code, result }) => {
    const ran = await kernel.run(code);
    expect([ran.traceback, ran.result]).toEqual(["", result]);
  });

  it("reads JSON with an attribute", async () => {
    kernel.write("data.json", '{ "k": [1, 2] }');
    const ran = await kernel.run("import data from './data.json' with { type: 'json' }; data.k");
    expect(ran.result).toBe("[ 1, 2 ]");
  });

  it("reads JSON without an attribute, and again when edited", async () => {
    kernel.write("plain.json", '{ "k": 1 }');
    const code = "import plain from './plain.json'; [plain.k, require('./plain.json').k]";
    expect((await kernel.run(code)).result).toBe("[ 1, 1 ]");
    kernel.write("plain.json", '{ "k": 22 }');
    expect((await kernel.run(code)).result).toBe("[ 22, 22 ]");
  });

  it("knows where the cell is", async () => {
    const ran = await kernel.run(
      "[import.meta.dirname === process.cwd(), import.meta.filename.endsWith('cell.ts'), import.meta.url.startsWith('file:'), import.meta.resolve('esm-only').endsWith('esm-only/main.js')].join()",
    );
    expect(ran.result).toBe("'true,true,true,true'");
  });

  it("keeps an unused import for a later cell", async () => {
    await kernel.run("import { sep } from 'node:path'");
    expect((await kernel.run("sep")).result).toBe("'/'");
  });

  it("names the cell's line when a module is missing", async () => {
    const ran = await kernel.run("let before = 1;\nimport { x } from 'not-there';");
    expect(ran.traceback).toContain("Cannot find package 'not-there'");
    expect(ran.traceback).toContain("at In[");
    expect(ran.traceback).toMatch(/2 \| import \{ x \} from 'not-there';/);
  });
});

describe("local TypeScript", () => {
  it.each(["../lib/shapes", "../lib/shapes.ts", "../lib/shapes.js", "../lib"])(
    "is found as %s",
    async (specifier) => {
      mkdirSync(join(kernel.folder, "../lib"), { recursive: true });
      kernel.write(
        "../lib/shapes.ts",
        "export enum Shape { Square = 'square' }\nexport interface T {}\n",
      );
      kernel.write(
        "../lib/index.ts",
        "export { Shape } from './shapes';\nimport { T } from './shapes';",
      );
      const ran = await kernel.run(`import { Shape } from '${specifier}'; Shape.Square`);
      expect([ran.traceback, ran.result]).toEqual(["", "'square'"]);
    },
  );

  it("is read anew when edited, with those that import it, and no other", async () => {
    kernel.write("leaf.ts", "export const version: number = 1;");
    kernel.write("other.ts", "export const id = Math.random();");
    kernel.write("root.ts", "export { version } from './leaf';\nexport { id } from './other';");
    const code = "import { version, id } from './root'; [version, id]";
    const first = await kernel.run(code);
    kernel.write("leaf.ts", "export const version: number = 22;");
    const second = await kernel.run(code);
    expect(second.result?.replace("22", "1")).toBe(first.result);
    expect(second.result).toContain("22");
  });

  it("is the same instance while it is not edited", async () => {
    kernel.write("state.ts", "export const state = { n: 0 };");
    await kernel.run("import { state as one } from './state'; one.n = 5;");
    expect((await kernel.run("import { state as two } from './state.ts'; two.n")).result).toBe("5");
  });

  it("is found by import.meta.resolve and by import() of a module", async () => {
    kernel.write("found.ts", "export const load = async (n: string) => (await import(n)).size;");
    kernel.write("size.ts", "export const size: number = 3;");
    const ran = await kernel.run(
      "import { load } from './found'; [await load('./size'), import.meta.resolve('./size').endsWith('/size.ts')]",
    );
    expect(ran.result).toBe("[ 3, true ]");
  });

  it("keeps its own lines in errors", async () => {
    kernel.write(
      "faulty.ts",
      "interface Unused {\n  a: number;\n}\nexport function fail(x: Unused): never {\n  throw new RangeError('bad ' + x.a);\n}\n",
    );
    const ran = await kernel.run("import { fail } from './faulty';\nfail({ a: 1 })");
    expect(ran.traceback).toMatch(/5 \| {3}throw new RangeError/);
    expect(ran.traceback).toContain("at fail (faulty.ts:5:9)");
    expect(ran.traceback).toMatch(/at In\[\d+\]:2:1/);
  });

  it.each([
    { name: "TypeScript", file: "broken.ts", text: "const fine = 1;\nlet x: = 2;\n", place: "2:8" },
    { name: "JavaScript", file: "broken.js", text: "export {};\nlet x = = 2;\n", place: "2:9" },
    { name: "CommonJS", file: "broken.cjs", text: "exports.a = 1;\nlet x = = 2;\n", place: "2:9" },
  ])("says where it is no $name, and which cell asked", async ({ file, text, place }) => {
    kernel.write(file, text);
    for (const code of [`import './${file}'`, `await import('./${file}')`]) {
      const ran = await kernel.run(code);
      const cell = ran.id.replace(/^cell /, "");
      expect([ran.error, ran.traceback]).toEqual([
        "SyntaxError",
        expect.stringMatching(new RegExp(`at ${file}:${place}\\n +at (async )?In\\[${cell}\\]`)),
      ]);
    }
  });

  it("names the cell that imports a module which failed before", async () => {
    kernel.write("fails.ts", "export {};\nnull!.x;\n");
    await kernel.run("import './fails'");
    const ran = await kernel.run("\nimport './fails'");
    const cell = ran.id.replace(/^cell /, "");
    expect(ran.traceback).toContain("at fails.ts:2:7");
    expect(ran.traceback).toMatch(new RegExp(`at (async )?In\\[${cell}\\]:2:1$`));
  });
});

describe("local CommonJS", () => {
  it.each([
    { name: "a .cts file", code: "import { one } from './common.cts'; one", result: "1" },
    { name: "a .cts file by require", code: "require('./common').one", result: "1" },
    { name: "a .ts file by require", code: "require('./esm').two", result: "2" },
    { name: "export =", code: "import whole = require('./whole.cts'); whole.three", result: "3" },
  ])("has $name", async ({ code, result }) => {
    kernel.write("common.cts", "export const one: number = 1;");
    kernel.write("esm.ts", "import { one } from './common.cts'; export const two = one + 1;");
    kernel.write("whole.cts", "const three: number = 3; export = { three };");
    const ran = await kernel.run(code);
    expect([ran.traceback, ran.result]).toEqual(["", result]);
  });

  it.each([
    { name: "require", code: "require('./outer.cjs').inner" },
    { name: "import", code: "import { inner } from './outer.cjs'; inner" },
  ])("is read anew by $name when what it requires was edited", async ({ code }) => {
    kernel.write("inner.cts", "export const inner: number = 1;");
    kernel.write("outer.cjs", "exports.inner = require('./inner.cts').inner;");
    expect((await kernel.run(code)).result).toBe("1");
    kernel.write("inner.cts", "export const inner: number = 22;");
    expect((await kernel.run(code)).result).toBe("22");
  });

  it("keeps its own lines in errors", async () => {
    kernel.write(
      "thrower.cts",
      "interface A {}\nexport function fail() {\n  throw new Error('c');\n}",
    );
    const ran = await kernel.run("require('./thrower').fail()");
    expect(ran.traceback).toContain("3 |   throw new Error('c');");
    expect(ran.traceback).toContain("(thrower.cts:3:9)");
  });
});

describe("elements", () => {
  const runtime = "export const jsx = (tag, p) => ({ tag, ...p }), jsxs = jsx, Fragment = 'f';";
  const exports = { "./jsx-runtime": "./main.mjs" };

  it("call the factory of a comment", async () => {
    const ran = await kernel.run(
      "/** @jsx h */\nconst h = (tag: string, p: unknown, ...c: unknown[]) => [tag, p, c]; <b id='1'>{2}</b>",
    );
    expect(ran.result).toBe("[ 'b', { id: '1' }, [ 2 ] ]");
  });

  it("say which package is missing for React's", async () => {
    const ran = await kernel.run("<b/>");
    expect(ran.traceback).toContain("Cannot find package 'react'");
  });

  it("are those of the package that a comment or a project above the notebook names", async () => {
    addPackage("own-jsx", { type: "module", exports }, { "main.mjs": runtime });
    const named = await kernel.run("/** @jsxImportSource own-jsx */\n<b id='1'/>");
    expect(named.result).toBe("{ tag: 'b', id: '1' }");
    kernel.write("../base.json", '{ "compilerOptions": { "jsxImportSource": "own-jsx" } } // note');
    kernel.write("../tsconfig.json", '{ "extends": "./base", "compilerOptions": { }, }');
    kernel.write("part.tsx", "export const part = <b>x</b>;");
    const ran = await kernel.run("import { part } from './part'; using u = null; <i>{part}</i>");
    rmSync(join(kernel.folder, "../tsconfig.json"));
    expect(ran.result).toBe("{ tag: 'i', children: { tag: 'b', children: 'x' } }");
  });
});

describe("import * as tslab", () => {
  it("shows through our displays and tells the versions", async () => {
    const ran = await kernel.run(
      "import * as tslab from 'tslab'; tslab.display.html('<b>1</b>'); tslab.display.png(new Uint8Array([1, 2])); Object.keys(tslab.versions).join()",
    );
    const shown = kernel.outputs.filter(({ output }) => output.type === "display").slice(-2);
    expect(ran.result).toBe("'tslab,typescript,node'");
    expect(shown.map(({ output }) => output)).toMatchObject([
      { data: { "text/html": "<b>1</b>" } },
      { data: { "image/png": "AQI=" } },
    ]);
  });

  it("replaces the one output of newDisplay", async () => {
    await kernel.run(
      "import { newDisplay } from 'tslab'; const place = newDisplay(); place.text('1'); place.text('2');",
    );
    const shown = kernel.outputs
      .flatMap(({ output }) => (output.type === "display" ? output : []))
      .slice(-2);
    expect(shown).toMatchObject([{ update: false }, { update: true }]);
    expect(shown[0]).toHaveProperty("displayId", shown[1]?.displayId);
  });
});
