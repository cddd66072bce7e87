import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChecker } from "../../../../kernel/evaluate/check/index.ts";
import type { Checker } from "../../../../kernel/evaluate/types.ts";

let folder: string;
let checker: Checker;

const earlier = `
/** Adds two numbers. */
function add(a: number, b = 1): number { return a + b }
const point = { alpha: 1, beta: "b", "two words": true };
let counter = 0;
class Model { fit(x: number) { return x } }
enum Color { Red, Green }
type Mode = "fast" | "slow";
interface Options { mode: Mode; depth?: number }
function train(options: Options) {}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-complete-"));
  writeFileSync(
    join(folder, "package.json"),
    '{ "name": "own", "exports": { "./sub": "./s.js" } }',
  );
  writeFileSync(join(folder, "helper.ts"), "export const helpful = 1;");
  mkdirSync(join(folder, "node_modules/pkg"), { recursive: true });
  writeFileSync(
    join(folder, "node_modules/pkg/package.json"),
    '{ "name": "pkg", "exports": { ".": { "types": "./t.d.ts" }, "./part": { "types": "./t.d.ts" } } }',
  );
  writeFileSync(join(folder, "node_modules/pkg/t.d.ts"), "export const p: number");
  checker = startChecker({ cwd: folder, globals: [] });
  checker.commit({ id: "1", number: 1, code: earlier, silent: false });
});

afterAll(async () => {
  await checker.dispose();
  rmSync(folder, { recursive: true });
});

/** Completes at `|`; gives the list and the code with the first item put in. */
async function complete(marked: string) {
  const offset = marked.indexOf("|");
  const code = marked.replace("|", "");
  const list = await checker.complete(code, offset);
  const texts = list.items.map((item) => item.text);
  const first = code.slice(0, list.start) + (texts[0] ?? "") + code.slice(list.end);
  return { ...list, texts, first };
}

describe("complete", () => {
  it.each([
    ["a property", "point.al|", "point.alpha"],
    ["a property in broken text", "if (point.be|", "if (point.beta"],
    ["a property inside a template", "`x ${point.be|", "`x ${point.beta"],
    [
      "a property behind astral characters",
      "const 𝒳 = '😀'; 'a'.charC|",
      "const 𝒳 = '😀'; 'a'.charCodeAt",
    ],
    ["a property in a later line", "1;\r\n2;\n'a'.charC|; 3", "1;\r\n2;\n'a'.charCodeAt; 3"],
    [
      "a property of a name declared anew",
      "const point = { other: 1 }; point.|",
      "const point = { other: 1 }; point.other",
    ],
    ["a name of an earlier cell", "coun|", "counter"],
    ["a global", "structuredC|", "structuredClone"],
    ["a keyword", "inter|", "interface"],
    ["an object key", "train({ mo|", "train({ mode"],
    [
      "an optional key without its mark",
      "train({ mode: 'fast', de|",
      "train({ mode: 'fast', depth",
    ],
    ["a union of strings", "train({ mode: 's|' })", "train({ mode: 'slow' })"],
    ["a key as index", "point['tw|']", "point['two words']"],
    ["a member of an enum", "Color.Gr|", "Color.Green"],
    ["a type", "const m: Mod|", "const m: Mode"],
    ["a package", "import { p } from 'pk|'", "import { p } from 'pkg'"],
    ["a module of Node", "import x from 'node:worker|", "import x from 'node:worker_threads"],
    [
      "a module of Node that nothing uses",
      "import x from 'node:punyc|",
      "import x from 'node:punycode",
    ],
    ["an export of the own package", "import { x } from 'own/su|", "import { x } from 'own/sub"],
    ["a part of a package", "import { p } from 'pkg/|'", "import { p } from 'pkg/part'"],
    ["a part of Node's", "import x from 'fs/pr|'", "import x from 'fs/promises'"],
    ["the kernel's package", "import x from 'triptych/bor|'", "import x from 'triptych/borat'"],
    [
      "a name of a package beside the kernel",
      "import { discrim| } from 'zod'",
      "import { discriminatedUnion } from 'zod'",
    ],
    ["a local module", "import './help|'", "import './helper'"],
    ["an exported name", "import { helpf| } from './helper'", "import { helpful } from './helper'"],
    ["a word with its tail kept", "cou|nt", "counternt"],
  ])("offers %s", async (_name, marked, first) => {
    expect((await complete(marked)).first).toBe(first);
  });

  it("tells kinds and signatures", async () => {
    const kinds = async (marked: string) => (await complete(marked)).items[0];
    expect(await kinds("add|")).toEqual({
      text: "add",
      kind: "function",
      signature: "function add(a: number, b?: number): number",
    });
    expect(await kinds("point.al|")).toEqual({
      text: "alpha",
      kind: "property",
      signature: "alpha: number",
    });
    expect(await kinds("new Model().f|")).toMatchObject({ kind: "method" });
    expect(await kinds("Model|")).toMatchObject({ kind: "class" });
    expect(await kinds("Color|")).toMatchObject({ kind: "enum" });
    expect(await kinds("let m: Mod|")).toMatchObject({ text: "Mode", kind: "type" });
    expect(await kinds("interf|")).toEqual({ text: "interface", kind: "keyword" });
    expect(await kinds("import './he|'")).toMatchObject({ kind: "file" });
  });

  it("puts names of the notebook before globals and the typed case first", async () => {
    const { texts } = await complete("C|");
    expect(texts[0]).toBe("Color");
    expect(texts.indexOf("counter")).toBeGreaterThan(texts.indexOf("CompressionStream"));
  });

  it("offers each text once", async () => {
    const { texts } = await complete("import x from 'node:f|'");
    expect(texts).toEqual(["node:fs", "node:fs/promises"]);
  });

  it("tells of the other signatures of a function by their number", async () => {
    const { items } = await complete("'a'.replac|");
    expect(items[0]?.signature).toMatch(/^String\.replace\([^)]*\).*\(\+3 overloads\)$/);
  });

  it("offers nothing in comments and plain strings, nor our own files", async () => {
    expect((await complete("// hello wor|")).texts).toEqual([]);
    expect((await complete("const s = 'some te|'")).texts).toEqual([]);
    expect((await complete("import './|'")).texts).toEqual([
      "helper",
      "node_modules",
      "package.json",
    ]);
  });
});

describe("inspect", () => {
  async function inspect(marked: string) {
    const found = await checker.inspect(marked.replace("|", ""), marked.indexOf("|"));
    return found?.data;
  }

  it("gives signature and documentation of a name of an earlier cell", async () => {
    expect(await inspect("ad|d(1)")).toEqual({
      "text/plain": "function add(a: number, b?: number): number\nAdds two numbers.",
      "text/markdown":
        "```typescript\nfunction add(a: number, b?: number): number\n```\nAdds two numbers.",
    });
  });

  it("gives the call's signature between the arguments", async () => {
    expect(await inspect("add(1, |")).toMatchObject({
      "text/plain": "add(a: number, b?: number): number\nAdds two numbers.",
    });
  });

  it.each([
    ["Math.max|", "(method) Math.max(...values: number[]): number"],
    ["counter|", "let counter: number"],
    ["const k: Options| = null", "interface Options"],
    ["point.be|ta", "(property) beta: string"],
    ["console.lo|g('😀')", "(method) Console.log"],
  ])("describes %s", async (marked, start) => {
    expect(String((await inspect(marked))?.["text/plain"])).toContain(start);
  });

  it("says what a name is as a type, also where it stands alone", async () => {
    expect(await inspect("Mode|")).toMatchObject({ "text/plain": 'type Mode = "fast" | "slow"' });
  });

  it("calls no signature of a function an alias", async () => {
    const found = await inspect("import { readFileSync } from 'node:fs'; readFileSync|");
    expect(String(found?.["text/plain"]).match(/^function readFileSync/gm)).toHaveLength(3);
  });

  it("has no link to a file of this machine", async () => {
    const text = String((await inspect("require('node:fs').readFileSync(|)"))?.["text/markdown"]);
    const direct = await inspect("import { readFileSync } from 'node:fs'; readFileSync|");
    expect(text + String(direct?.["text/markdown"])).not.toContain("](file:");
  });

  it("says nothing where there is nothing", async () => {
    expect(await inspect("unheardOf|")).toBeUndefined();
    expect(await inspect("  | ")).toBeUndefined();
    expect(await inspect("// add|")).toBeUndefined();
  });
});
