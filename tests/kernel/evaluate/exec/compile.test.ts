import { describe, expect, it } from "vitest";
import {
  CompileError,
  compileCell,
  compileModule,
  originalPosition,
} from "../../../../kernel/evaluate/exec/compile/index.ts";

describe("compileCell", () => {
  it.each([
    {
      name: "variables of every kind",
      code: "let a = 1; const { b, c: [d, ...e] } = x; var f; for (var g of y) { var h = 1; }",
      names: ["a", "b", "d", "e", "f", "g", "h"],
    },
    {
      name: "functions and classes",
      code: "export function f() { var inner; } export default class C {} async function* g() {}",
      names: ["f", "C", "g"],
    },
    {
      name: "imports",
      code: "import d, { a as b, type T } from 'm'; import * as n from 'm'; import type { U } from 'm';",
      names: ["d", "b", "n"],
    },
    {
      name: "enums and namespaces",
      code: "enum E { A } namespace N { export const a = 1; }",
      names: ["E", "N"],
    },
    {
      name: "nothing of inner scopes",
      code: "{ let a = 1; const b = 2; } for (const c of x) {} class D { static { var e = 1; } } (() => { var f; });",
      names: ["D"],
    },
    {
      name: "no types",
      code: "type T = 1; interface I {} declare const a: T; declare global { var g: 1 }",
      names: [],
    },
  ])("declares $name", ({ code, names }) => {
    expect([...compileCell(code).names].sort()).toEqual([...names].sort());
  });

  it.each([
    {
      name: "TypeScript",
      code: "const f = <T>(x: T) => x;\n\nboom(f<string>('a'));",
      find: "boom",
      line: 3,
      column: 1,
    },
    {
      name: "a function, which moves to the front",
      code: "let a = 1;\nfunction f(): void {\n  boom();\n}",
      find: "boom",
      line: 3,
      column: 3,
    },
    {
      name: "text after an import on its line",
      code: "import { a } from 'm'; boom(a);",
      find: "boom",
      line: 1,
      column: 24,
    },
    {
      name: "an import",
      code: "let x: number = 1;\nimport { a } from 'm';",
      find: "__triptych.import",
      line: 2,
      column: 1,
    },
    {
      name: "the last expression",
      code: "enum E { A }\n  boom(E.A)",
      find: "boom",
      line: 2,
      column: 3,
    },
    {
      name: "a declaration",
      code: "export const\n  { a } = boom();",
      find: "boom",
      line: 2,
      column: 11,
    },
    { name: "lowered syntax", code: "using r = f();\nboom(r);", find: "boom", line: 2, column: 1 },
  ])("leads back to $name", ({ code, find, line, column }) => {
    const cell = compileCell(code);
    const before = cell.program.slice(0, cell.program.indexOf(find)).split("\n");
    const position = { line: before.length, column: (before.at(-1) ?? "").length + 1 };
    expect(originalPosition(cell, position)).toEqual({ line, column });
  });

  it("knows no original of the text that it adds", () => {
    expect(originalPosition(compileCell("1"), { line: 1, column: 1 })).toBeUndefined();
  });

  it("points at the place that is no TypeScript", () => {
    const compile = () => compileCell("let a = 1;\nlet b = ;");
    expect(compile).toThrow(CompileError);
    expect(compile).toThrow(expect.objectContaining({ line: 2, column: 9 }));
  });
});

describe("compileModule", () => {
  it("drops imports that only types use, and keeps exports", () => {
    const { code } = compileModule("import { T } from './t';\nexport const a: T = 1;");
    expect(code).toBe("export const a = 1;\n");
  });
});
