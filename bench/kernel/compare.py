"""Times this kernel beside others on the same tasks, interleaved, in one run.

usage: .venv/bin/python bench/kernel/compare.py [--install-peers] [--kernels triptych,deno] [--rounds N] [--tasks a,b] [--write] [--json]

Peers: ipykernel and tslab come with the project's set-up, Deno with --install-peers
(npm package `deno`, put in bench/.peers). A peer that is missing is left out and named.
Figures are medians of the rounds, in milliseconds (memory: MB of all processes together);
ratios are ours over the peer's. What a kernel fails to do once is told and not tried again.
--write puts the table into docs/kernel.md.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from jupyter_client.kernelspec import KernelSpecManager

from document import write_figures
from session import Failed, Session, stream
from tasks import AGAIN, DECLARATIONS, ENDLESS, SPEED_TASKS, WORDS, code_of, write_package

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / ".peers"


def specs():
    """Kernel name to (argv, language); a peer that is not installed maps to None."""
    node = shutil.which("node")
    ours = KernelSpecManager().get_kernel_spec("triptych").argv
    tslab = ROOT / "node_modules" / "tslab" / "bin" / "tslab"
    deno = PEERS / "node_modules" / ".bin" / "deno"
    return {
        "triptych": (ours, "ts"),
        "ipykernel": ([sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "python"),
        "tslab": ([node, str(tslab), "kernel", "--config-path={connection_file}"], "ts") if tslab.exists() else None,
        "deno": ([str(deno), "jupyter", "--kernel", "--conn", "{connection_file}"], "ts") if deno.exists() else None,
    }


class Figures:
    """What each kernel took for each task, and which it cannot do: those are not tried again."""

    def __init__(self):
        self.values = {}
        self.failures = {}

    def take(self, task, kernel, measure):
        """Adds what `measure` returns."""
        if (task, kernel) in self.failures:
            return
        row = self.values.setdefault(task, {})
        try:
            row.setdefault(kernel, []).append(measure())
        except Failed as error:
            row[kernel] = []
            self.fail(task, kernel, error)

    def fail(self, task, kernel, error):
        self.failures[task, kernel] = str(error)
        print(f"{kernel}: {task} fails: {error}", file=sys.stderr, flush=True)

    def medians(self):
        return {
            task: {kernel: statistics.median(values) for kernel, values in row.items() if values}
            for task, row in self.values.items()
        }


def measure(kernels, rounds, tasks=("",)):
    """Figures of all rounds, of the tasks whose names begin so; says on stderr how far it is."""
    figures = Figures()
    for number in range(1, rounds + 1):
        with TemporaryDirectory() as folder, ExitStack() as running:
            write_package(folder)
            sessions = {}
            for kernel, (argv, _language) in kernels.items():
                try:
                    session = Session(argv, folder)
                except Failed as error:
                    figures.fail("start to kernel_info", kernel, error)
                    continue
                sessions[kernel] = session
                running.callback(session.stop)
                figures.take("start to kernel_info", kernel, lambda: session.ready_ms)
                figures.take("start to first result", kernel, lambda: session.first_result_ms)
            time.sleep(2)
            for task, take in steps():
                if not task.startswith(tasks):
                    continue
                print(f"round {number} of {rounds}: {task}", file=sys.stderr, flush=True)
                for kernel, session in sessions.items():
                    take(figures, kernel, kernels[kernel][1], session)
    return figures


def steps():
    """What is done with each kernel in turn: name and function."""
    yield "memory, idle (MB)", take_memory
    for name, task in SPEED_TASKS.items():
        yield name, partial(take_speed, name, task)
    yield "150 cells at once", take_declarations
    yield "1+1 after them", partial(take_speed, "1+1 after them", SPEED_TASKS["1+1"])
    yield "completion", take_completion
    yield "interrupt to idle", take_interrupt


def take_memory(figures, kernel, _language, session):
    figures.take("memory, idle (MB)", kernel, session.memory)
    figures.take("of it not backed by files (MB)", kernel, lambda: session.memory("Pss_Anon"))


def take_speed(name, task, figures, kernel, language, session):
    code = code_of(task, kernel, language)
    if code is None:
        return
    before = task.get("before", {}).get(language)
    lines = task.get("lines", 0)
    for suffix in ["", f", {AGAIN}"] if task.get("again") else [""]:
        for _ in range(task.get("repeat", 1)):
            figures.take(name + suffix, kernel, lambda: time_cells(session, code, before=before, lines=lines))


def take_declarations(figures, kernel, language, session):
    figures.take("150 cells at once", kernel, lambda: time_cells(session, *DECLARATIONS[language]))


def take_completion(figures, kernel, language, session):
    for word in WORDS[language]:
        figures.take("completion", kernel, lambda: session.complete(word[:-1])[0])
        figures.take("completion, a letter more", kernel, lambda: session.complete(word)[0])


def take_interrupt(figures, kernel, language, session):
    figures.take("interrupt to idle", kernel, lambda: session.interrupt(ENDLESS[language])[0])
    figures.take("restart to ready", kernel, session.restart)


def time_cells(session, *cells, before=None, lines=0):
    """Milliseconds from sending cells to the `idle` of the last; `before` is run, but not timed."""
    if before is not None:
        session.run(before)
    milliseconds, messages = session.run(*cells)
    for message in messages:
        if message["msg_type"] == "error":
            raise Failed(f"{message['content']['ename']}: {message['content']['evalue'][:120]}")
    if stream(messages).count("\n") < lines:
        session.drain()
        raise Failed("not all lines are there when the cell ends")
    return milliseconds


def tell(figures, kernels, absent):
    """The table, as Markdown."""
    peers = [kernel for kernel in kernels if kernel != "triptych"]
    lines = [f"| | ours | {' | '.join(f'{peer}, ratio' for peer in peers)} |", "| --- " * (len(peers) + 2) + "|"]

    def cell(task, row, kernel):
        if (task, kernel) in figures.failures:
            return "fails"
        if kernel not in row:
            return ""
        ratio = f", {row['triptych'] / row[kernel]:.2f}" if kernel != "triptych" and "triptych" in row else ""
        return f"{row[kernel]:.3g}{ratio}"

    for task, row in figures.medians().items():
        lines.append(f"| {task} | {' | '.join(cell(task, row, kernel) for kernel in ['triptych', *peers])} |")
    notes = [f"{kernel}: {task}: {reason}" for (task, kernel), reason in figures.failures.items()]
    return "\n".join([*lines, "", *(f"- {note}" for note in sorted(notes) + absent)])


def install_peers():
    PEERS.mkdir(exist_ok=True)
    subprocess.run(["npm", "install", "--prefix", str(PEERS), "--no-save", "deno@2.9.6"], check=True)
    subprocess.run(["node", str(PEERS / "node_modules/deno/install.cjs")], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install-peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kernels", default="triptych,ipykernel,tslab,deno")
    parser.add_argument("--tasks", default="", help="beginnings of names, comma between; the start is always timed")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # kernels must not outlive it
    if options.install_peers:
        install_peers()
    found = {name: spec for name, spec in specs().items() if name in options.kernels.split(",")}
    kernels = {name: spec for name, spec in found.items() if spec}
    figures = measure(kernels, options.rounds, tuple(options.tasks.split(",")))
    table = tell(figures, kernels, [f"{name}: not installed" for name, spec in found.items() if not spec])
    print(table)
    if options.write:
        write_figures("compare.py", table)
    if options.json:
        failures = [{"task": task, "kernel": kernel, "why": why} for (task, kernel), why in figures.failures.items()]
        print(json.dumps({"rounds": options.rounds, "medians": figures.medians(), "failures": failures}))


if __name__ == "__main__":
    main()
