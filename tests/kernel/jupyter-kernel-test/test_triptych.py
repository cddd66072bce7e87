"""The kernel under jupyter_kernel_test; JUPYTER_PATH must lead to its kernelspec."""

import unittest

import jupyter_kernel_test
from jupyter_kernel_test import TIMEOUT, validate_message

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

    def converse(self, code, answer):
        """Answers a cell's question; its input_request, its execute_reply and what it printed."""
        self.flush_channels()
        request = self.kc.execute(code, allow_stdin=True)
        question = self.kc.get_stdin_msg(timeout=TIMEOUT)  # the library has no valid form for it
        self.assertEqual(question["msg_type"], "input_request")
        self.assertEqual(question["parent_header"]["msg_id"], request)
        self.kc.input(answer)
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        validate_message(reply, "execute_reply", request)
        return question["content"], reply["content"], self.printed(request)

    def printed(self, request):
        text = ""
        while True:
            message = self.kc.get_iopub_msg(timeout=TIMEOUT)
            validate_message(message, message["msg_type"], request)
            if message["msg_type"] == "stream":
                text += message["content"]["text"]
            if message["content"].get("execution_state") == "idle":
                return text

    def test_stdin(self):
        samples = [
            ("console.log(await input('Name? '))", "Ada 😀", {"prompt": "Name? ", "password": False}),
            ("console.log(prompt('Name? '))", "", {"prompt": "Name? ", "password": False}),
            ("console.log(await input('Key? ', { password: true }))", "k", {"prompt": "Key? ", "password": True}),
        ]
        for code, answer, asked in samples:
            with self.subTest(code=code):
                question, reply, text = self.converse(code, answer)
                self.assertEqual(question, asked)
                self.assertEqual(reply["status"], "ok")
                self.assertEqual(text, f"{answer}\n")

    def test_stdin_not_allowed(self):
        for code in ["await input('Name? ')", "prompt('Name? ')"]:
            with self.subTest(code=code):
                self.flush_channels()
                request = self.kc.execute(code, allow_stdin=False)
                reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
                validate_message(reply, "execute_reply", request)
                self.assertEqual(reply["content"]["status"], "error")

    def recall(self, codes=(), **request):
        """Inputs that the history gives, after it ran cells."""
        rows = self.history_helper(codes, raw=True, **request)["content"]["history"]
        return [row[2] for row in rows]

    def test_history_tail(self):
        codes = ["'tail 1'", "'tail 2'", "'tail 3'"]
        self.assertEqual(self.recall(codes, hist_access_type="tail", n=2), codes[1:])
        self.assertEqual(self.recall(hist_access_type="tail", n=1, output=True), [[codes[2], codes[2]]])
        self.assertEqual(self.recall(hist_access_type="tail", n=0), [])

    def test_history_tail_leaves_out_what_is_not_stored(self):
        self.flush_channels()
        self.execute_helper("'stored'")
        self.execute_helper("'hidden'", store_history=False)
        self.execute_helper("'silent'", silent=True)
        self.assertEqual(self.recall(hist_access_type="tail", n=1), ["'stored'"])

    def test_history_search(self):
        codes = ["'search a'", "'search b'", "'search a'"]
        search = {"hist_access_type": "search", "pattern": "'search ?'"}
        self.assertEqual(self.recall(codes, **search), codes)
        self.assertEqual(self.recall(**search, unique=True), codes[1:])
        self.assertEqual(self.recall(**search, n=1), codes[2:])
        self.assertEqual(self.recall(**search, n=1, output=True), [[codes[2], codes[2]]])
        self.assertEqual(self.recall(hist_access_type="search", pattern="*rch [b]*"), codes[1:2])
        self.assertEqual(self.recall(hist_access_type="search", pattern="search a"), [])


class TriptychWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "triptych"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
