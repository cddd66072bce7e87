"""The kinds of cells of a soak. Each declares the same names anew, and checks what comes back."""

import time
from pathlib import Path

from session import Failed, stream


class Cells:
    """Runs cells in a session and counts them."""

    def __init__(self, session, folder):
        self.session = session
        self.folder = Path(folder)
        self.round = 0
        self.count = 0

    def check(self, code, result=None, printed="", error=None):
        """Milliseconds that a cell takes that gives the result, prints the text or fails with the error."""
        milliseconds, messages = self.session.run(code)
        self.count += 1
        self.compare(code, messages, result, printed, error)
        return milliseconds

    def compare(self, code, messages, result=None, printed="", error=None):
        """Fails unless the messages of a cell say just this."""
        results = [one["content"]["data"]["text/plain"] for one in of_type(messages, "execute_result")]
        errors = [one["content"]["ename"] for one in of_type(messages, "error")]
        expect(code, [] if result is None else [result], results)
        expect(code, [] if error is None else [error], errors)
        expect(code, printed, stream(messages))

    def show(self, code):
        """The bundles that a cell displays."""
        messages = self.session.run(code)[1]
        self.count += 1
        return [one["content"]["data"] for one in of_type(messages, "display_data", "update_display_data")]

    def interrupt(self, code):
        messages = self.session.interrupt(code, after_seconds=0.15)[1]
        self.count += 1
        self.compare(code, messages, error="Interrupted")

    def send_comm(self, kind, content):
        """The comm messages that answer one of the page."""
        message = self.session.client.session.msg(kind, content)
        self.session.client.shell_channel.send(message)
        messages = self.session.until_idle(message["header"]["msg_id"], time.perf_counter())[1]
        return [(one["msg_type"], one["content"]["data"]) for one in of_type(messages, "comm_msg", "comm_close")]


def of_type(messages, *types):
    return [message for message in messages if message["msg_type"] in types]


def expect(what, wanted, got):
    if wanted != got:
        raise Failed(f"{what[:200]}: {str(wanted)[:200]} is required, got {str(got)[:500]}")


def declare(cells):
    n = cells.round
    other = f'"text {n}"' if n % 2 else f"{n}"
    cells.check(
        f"interface Point {{ x: number; label: string }}\n"
        f'const point: Point = {{ x: {n}, label: "point {n}" }};\nlet total: number = {n};\nconst either = {other};\n'
        f"class Shape {{ constructor(readonly side: number) {{}} get area(): number {{ return this.side ** 2 }} }}\n"
        f"function twice(p: Point): number {{ return p.x * 2 }}\nenum Colour {{ Red, Green = {n + 1} }}"
    )
    cells.check("total += twice(point) + new Shape(3).area; total", result=str(3 * n + 9))
    kind = "string" if n % 2 else "number"
    cells.check("[point.label, typeof either, Colour.Green]", result=f"[ 'point {n}', '{kind}', {n + 1} ]")
    cells.check(f"const unused{n % 7}: number[] = [{n}]; unused{n % 7}.map((one) => one + 1)", result=f"[ {n + 1} ]")


def print_lines(cells):
    lines = "".join(f"{cells.round} line {i}\n" for i in range(500))
    cells.check(f"for (let i = 0; i < 500; i++) console.log(`{cells.round} line ${{i}}`)", printed=lines)
    cells.check("process.stdout.write('no end'); console.error('beside')", printed="no end")


def fail(cells):
    n = cells.round
    cells.check(f"const before{n % 5} = {n};\nthrow new RangeError('out {n}')", error="RangeError")
    cells.check(f"before{n % 5}", result=str(n))
    cells.check(f"await Promise.reject(new TypeError('late {n}'))", error="TypeError")
    cells.check(f"// @ts-nocheck\nconst = {n}", error="SyntaxError")


def mistype(cells):
    cells.check(f"const wrong: number = 'text {cells.round}'; console.log(wrong)", error="TypeScriptError")


def show(cells):
    size = 300_000 + cells.round
    [bundle] = cells.show(f"display.html('h'.repeat({size})); undefined")
    expect("display.html", size, len(bundle["text/html"]))
    first, second = cells.show(
        f"const shown = display.html('a', {{ id: 'same' }}); shown.update({{ 'text/html': 'b'.repeat({size}) }})"
    )
    expect("update", ("a", size), (first["text/html"], len(second["text/html"])))
    cells.check("'r'.repeat(9_000)", result=f"'{'r' * 9_000}'")


def complete(cells):
    cells.check(f"const record = {{ alpha: {cells.round}, beta: 'b' }}")
    expect("record.", ["alpha", "beta"], sorted(cells.session.complete("record.")[1]["matches"]))
    content = cells.session.inspect(f"record /* {cells.round} */", 3)
    expect("inspect", True, content["found"] and "alpha: number" in content["data"]["text/plain"])


def interrupt(cells):
    if cells.round % 5:
        return
    cells.check(f"let steps = {cells.round}")
    cells.interrupt("while (true) steps = steps + 0")
    cells.interrupt("await new Promise(() => {})")
    cells.interrupt("setInterval(() => {}, 1); await null; for (;;);")
    cells.check("steps", result=str(cells.round))


def use_timers(cells):
    cells.check(
        f"setTimeout(() => console.log('late {cells.round}'), 5); const ticks = setInterval(() => {{}}, 2);"
        "await new Promise((resolve) => setTimeout(resolve, 30)); clearInterval(ticks);",
        printed=f"late {cells.round}\n",
    )


def edit_module(cells):
    if cells.round % 5:  # Node keeps each version of a module, 5 kB of these
        return
    part = f"export function size(): number {{ return {cells.round} }}\n"
    (cells.folder / "part.ts").write_text(part)
    (cells.folder / "whole.ts").write_text('import { size } from "./part";\nexport const whole = size() + 1;\n')
    cells.check('import { whole } from "./whole"; whole', result=str(cells.round + 1))


def wait(cells):
    cells.check(
        f"const parts = await Promise.all([1, 2, 3].map(async (one) => one * {cells.round})); parts.length", result="3"
    )
    cells.check("for await (const one of [Promise.resolve('a')]) console.log(one)", printed="a\n")


def talk(cells):
    if cells.round == 0:
        cells.check("comms.register('echo', (comm) => comm.onMsg(({ data }) => comm.send(data)))")
    comm = {"comm_id": f"page {cells.round}"}
    expect("comm_open", [], cells.send_comm("comm_open", {**comm, "target_name": "echo", "data": {}}))
    data = {"n": cells.round, "text": "t" * 50_000}
    expect("comm_msg", [("comm_msg", data)], cells.send_comm("comm_msg", {**comm, "data": data}))
    expect("comm_close", [], cells.send_comm("comm_close", {**comm, "data": {}}))
    cells.check(
        f"const own = comms.open('nobody', {{ n: {cells.round} }});\n"
        "own.send({ big: 'b'.repeat(50_000) }); own.close()"
    )


def allocate(cells):
    cells.check(
        f"let big: Float64Array | undefined = new Float64Array(4_000_000).fill({cells.round}); big.at(-1)",
        result=str(cells.round),
    )
    cells.check("big = undefined")
    cells.check(
        "let list: object[] = Array.from({ length: 100_000 }, (_, i) => ({ i })); list.length", result="100000"
    )
    cells.check("list = []; undefined")


KINDS = {
    "declare": declare,
    "print": print_lines,
    "fail": fail,
    "mistype": mistype,
    "show": show,
    "complete": complete,
    "interrupt": interrupt,
    "timers": use_timers,
    "modules": edit_module,
    "await": wait,
    "comms": talk,
    "arrays": allocate,
}
