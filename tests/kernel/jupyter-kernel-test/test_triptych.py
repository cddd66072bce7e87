"""The kernel under jupyter_kernel_test; JUPYTER_PATH must lead to its kernelspec."""

import unittest

import jupyter_kernel_test

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

RICH = """({{
  [Symbol.for("Jupyter.display")]() {{
    return {{ {mime}: {value}, "text/plain": "plain" }};
  }},
}})"""


def rich(mime, value):
    return RICH.format(mime=repr(mime), value=value)


class TriptychTests(jupyter_kernel_test.KernelTests):
    kernel_name = "triptych"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"

    completion_samples = [
        {"text": "const point = { alpha: 1, beta: 2 };\npoint.", "matches": {"alpha", "beta"}},
        {"text": "const point = { alpha: 1, beta: 2 };\npoint.al", "matches": {"alpha"}},
        {"text": "type Mode = 'fast' | 'slow';\nconst mode: Mode = '", "matches": {"fast", "slow"}},
        {"text": "interface P { '😀': 1; name: 2 }\nconst é = '😀😀'; let p!: P; p.na", "matches": {"name"}},
        {"text": "console.lo", "matches": {"log"}},
        {"text": "import { readFileSyn } from 'node:fs'"},
        {"text": "Math."},
        {"text": "const x: Map<str"},
        {"text": "%types warn\n[1].fil"},
        {"text": ""},
    ]

    complete_code_samples = [
        "",
        "1",
        "// a remark",
        "const a = 1;",
        "const a = 1",
        "console.log('hello, world')",
        "function f(x: number): number {\n  return x;\n}",
        "const x = await Promise.resolve(1);",
        "for await (const x of []) {}",
        "interface A { b?: string }",
        "type A<T> = T extends string ? 1 : 2;",
        "enum Colour { Red, Green }",
        "class A<T> { constructor(readonly b: T) {} }",
        "import { readFile } from 'node:fs/promises';",
        "export const a = 1;",
        "`a ${1} b`",
        "const f = (a: number) => ({ a })",
        "label: for (;;) break label;",
        "a satisfies string",
        "/x[/]y/g.test('')",
        "%types warn\n1",
    ]
    incomplete_code_samples = [
        "console.log('hello, world'",
        "function f() {",
        "function f()",
        "if (true) {",
        "const a =",
        "const a = [1, 2,",
        "`a ${1}",
        "`open",
        "/* a remark",
        "interface A {",
        "class A {\n  b() {",
        "for (const x of [1, 2]) {",
        "a +",
        "f(a,",
        "import {",
        "const f = () =>",
        "try {",
        "switch (a) { case 1:",
    ]
    invalid_code_samples = [
        "import 7q",
        "const = 1",
        "let 1a = 1;",
        "}",
        "a b",
        "1 +* 2",
        "'open",
        "const a = );",
        "if (true) { ]",
        "class { 1 }}",
    ]

    code_generate_error = "throw new RangeError('out of range')"

    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2, 3].map((x) => x * 2)", "result": "[ 2, 4, 6 ]"},
        {"code": "({ a: 1, b: [true, null] })", "result": "{ a: 1, b: [ true, null ] }"},
        {"code": "await Promise.resolve(5)", "result": "5"},
        {"code": "2n ** 64n", "result": "18446744073709551616n"},
        {"code": "new Map([[1, 2]])", "result": "Map(1) { 1 => 2 }"},
        {"code": rich("text/html", "'<b>1</b>'"), "mime": "text/html", "result": "<b>1</b>"},
        {"code": rich("text/html", "'<b>1</b>'"), "mime": "text/plain", "result": "plain"},
        {"code": rich("text/markdown", "'**1**'"), "mime": "text/markdown", "result": "**1**"},
        {"code": rich("text/latex", "'$x$'"), "mime": "text/latex", "result": "$x$"},
        {"code": rich("image/svg+xml", "'<svg/>'"), "mime": "image/svg+xml", "result": "<svg/>"},
        {"code": rich("image/png", f"'{PNG}'"), "mime": "image/png", "result": PNG},
        {
            "code": rich("application/json", "{ a: [1] }"),
            "mime": "application/json",
            "result": {"a": [1]},
        },
        {
            "code": rich("application/vnd.vegalite.v5+json", "{ mark: 'bar' }"),
            "mime": "application/vnd.vegalite.v5+json",
            "result": {"mark": "bar"},
        },
    ]

    code_display_data = [
        {"code": "display(42)", "mime": "text/plain"},
        {"code": "display(" + rich("text/html", "'<b>1</b>'") + ")", "mime": "text/html"},
        {"code": "display.html('<b>1</b>')", "mime": "text/html"},
        {"code": "display.html('<b>1</b>')", "mime": "text/plain"},
        {"code": "display.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "mime": "image/svg+xml"},
        {"code": "display.markdown('**1**')", "mime": "text/markdown"},
        {"code": "display.latex('$x$')", "mime": "text/latex"},
        {"code": "display.json({ a: 1 })", "mime": "application/json"},
        {"code": "display.javascript('1')", "mime": "application/javascript"},
        {"code": "display.text('1')", "mime": "text/plain"},
        {"code": f"display.png('{PNG}')", "mime": "image/png"},
        {"code": f"display.png(Buffer.from('{PNG}', 'base64'))", "mime": "image/png"},
        {"code": "display.raw({ 'text/x-own': 'own' })", "mime": "text/x-own"},
    ]

    code_history_pattern = "1 ? [0-9]*"
    supported_history_operations = ("tail", "range", "search")

    code_inspect_sample = "parseInt"
    code_page_something = "Math.max?"
    code_clear_output = "clearOutput()"


class TriptychWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "triptych"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
