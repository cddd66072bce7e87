"""What the kernels are asked to do, in TypeScript and in Python."""

import json
from pathlib import Path

PACKAGE_MODULES = 300

SPEED_TASKS = {
    "1+1": {"python": "1+1", "ts": "1+1", "repeat": 20},
    "200 typed lines": {
        "python": "\n".join(f"def f{i}(x: int, y: str) -> str:\n    return y * x + str({i})" for i in range(100)),
        "ts": "\n".join(
            f"function f{i}(x: number, y: string): string {{\n  return y.repeat(x) + String({i}); }}" for i in range(100)
        ),
        "again": True,
    },
    "1000 printed lines": {
        "python": "for i in range(1000): print(i)",
        "ts": "for (let i = 0; i < 1000; i++) console.log(i)",
        "lines": 1000,
    },
    "20,000 printed lines": {
        "python": "for i in range(20000): print(i)",
        "ts": "for (let i = 0; i < 20000; i++) console.log(i)",
        "lines": 20000,
    },
    "5 MB of HTML": {
        "python": "from IPython.display import HTML, display\ndisplay(HTML('x' * 5_000_000))",
        "triptych": "display.html('x'.repeat(5_000_000)); undefined",
        "tslab": "import * as tslab from 'tslab'; tslab.display.html('x'.repeat(5_000_000));",
        "deno": "await Deno.jupyter.display({ 'text/html': 'x'.repeat(5_000_000) }, { raw: true })",
    },
    "3 M loop steps over an earlier cell's variable": {
        "before": {"python": "total = 0", "ts": "let total = 0;"},
        "python": "for i in range(3000000): total += i",
        "ts": "for (let i = 0; i < 3000000; i++) total += i;",
    },
    f"import of a package with {PACKAGE_MODULES} .d.ts files": {
        "ts": "import { sum } from 'many'; sum(1, 2)",
        "deno": "import { sum } from './node_modules/many/index.js'; sum(1, 2)",
    },
    "the next cell that uses it": {"ts": "sum(3, 4)"},
}

AGAIN = "the same, second time"

DECLARATIONS = {
    "python": [f"value_{i} = {i} + 1" for i in range(150)],
    "ts": [f"const value{i}: number = {i} + 1;" for i in range(150)],
}

ENDLESS = {"python": "while True: pass", "ts": "while (true) {}"}

WORDS = {
    "python": ["str.jo", "value_1", "dict.fr", "value_2.b", "pri", "int.fr", "list.co"],
    "ts": ["console.l", "value1", "Math.ma", "value2.to", "pro", "Number.is", "Promise.al"],
}


def code_of(task, kernel, language):
    """The task's code for a kernel; None where it has no meaning there."""
    return task.get(kernel, task.get(language))


def write_package(folder):
    """A package whose types are many files, as large libraries have them."""
    package = Path(folder) / "node_modules" / "many"
    package.mkdir(parents=True)
    manifest = {"name": "many", "version": "1.0.0", "type": "module", "main": "index.js", "types": "index.d.ts"}
    (package / "package.json").write_text(json.dumps(manifest))
    (package / "index.js").write_text("export function sum(a, b) { return a + b; }\n")
    exports = [f'export * from "./part{i}.js";' for i in range(PACKAGE_MODULES)]
    own = "export declare function sum(a: number, b: number): number;"
    (package / "index.d.ts").write_text("\n".join([*exports, own]))
    for i in range(PACKAGE_MODULES):
        members = "\n".join(f"  readonly field{n}: Map<string, number[]>;" for n in range(20))
        (package / f"part{i}.d.ts").write_text(f"export interface Part{i} {{\n{members}\n}}\n")
