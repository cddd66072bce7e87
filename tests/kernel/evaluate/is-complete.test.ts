import { describe, expect, it } from "vitest";
import { isComplete } from "../../../kernel/evaluate/is-complete.ts";

describe("isComplete", () => {
  it.each([
    "",
    "1 + 1",
    "// only a comment",
    "const a = 1 // and a comment",
    "await fetch('x')",
    "for await (const x of y) z(x)",
    `function f(a: number): string { return \`\${a}\` }`,
    "interface I { x: number }\n\n\n",
    "'a\\\nb'",
    "using d = open()",
    "@dec class A<T> { @dec x = <T>1 }",
    "export const a = 1",
    "import x from 'y' with { type: 'json' }",
    "declare function f(): void",
    "function f(): void;",
    "do {} while (x)",
    "if (x) y\nelse z",
    "/[/*]/",
    "const a = <b id={1}>c</b>",
    "type G<T> = T extends string ? 1 : 2",
  ])("takes %j as complete", (code) => {
    expect(isComplete(code)).toEqual({ status: "complete" });
  });

  it.each([
    ["if (x)", "  "],
    ["if (x) {", "  "],
    ["  if (x) {\n    y()", "    "],
    ["if (x) y\nelse", "  "],
    ["foo(", "  "],
    ["foo(1,\n    2,", "      "],
    ["const a = [", "  "],
    ["const a =", "  "],
    ["const a", ""],
    ["a +", "  "],
    ["a + // why", "  "],
    ["a ??\n\n", "  "],
    ["x ? y", ""],
    ["x =>", "  "],
    ["foo.", ""],
    ["foo?.", ""],
    ["@dec", ""],
    ["class A", ""],
    ["class A {", "  "],
    ["class A {\n  f() {}\n", "  "],
    ["function f()", "  "],
    ["function f(a: number): void", "  "],
    ["interface I", ""],
    ["type A =", "  "],
    ["let x: Array<", "  "],
    ["enum E {", "  "],
    ["try {}", ""],
    ["try {}\n", ""],
    ["try {} catch", ""],
    ["for (;;)", "  "],
    ["while (x)", "  "],
    ["do", "  "],
    ["switch (x) {\n  case 1:", "    "],
    ["import { a } from", ""],
    ["import('x'", ""],
    ["`abc", ""],
    ["`abc ${", "  "],
    [`\`abc \${x} d`, ""],
    ["`abc ${`", ""],
    ["/* abc", ""],
    ["f(`a`,", "  "],
    ["'abc\\", ""],
    ["new", ""],
    ["await", ""],
    ["x satisfies", ""],
  ])("asks for more after %j", (code, indent) => {
    expect(isComplete(code)).toEqual({ status: "incomplete", indent });
  });

  it.each([
    "}",
    "foo)",
    "({)",
    "a b",
    "'abc",
    '"abc\n',
    "f('abc",
    "const 1 = 2",
    "const a;",
    "else",
    "return 1",
    "/abc",
    "let a; let a = (;",
  ])("takes %j as invalid", (code) => {
    expect(isComplete(code)).toEqual({ status: "invalid" });
  });
});
