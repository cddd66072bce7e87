"""Times this kernel beside others on the same tasks, interleaved, in one run.

usage: .venv/bin/python bench/kernel/compare.py [--install-peers] [--rounds N] [--json]

Peers: ipykernel and tslab come with the project's set-up, Deno with --install-peers
(npm package `deno`, put in bench/.peers). A peer that is missing is left out and named.
Each figure is the least of the rounds, in milliseconds; the ratio is ours over the peer's.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / ".peers"
TIMEOUT_SECONDS = 60

TASKS = {
    "1+1": {"python": "1+1", "ts": "1+1"},
    "200 typed lines": {
        "python": "\n".join(f"def f{i}(x: int, y: str) -> str:\n    return y * x + str({i})" for i in range(100)),
        "ts": "\n".join(
            f"function f{i}(x: number, y: string): string {{\n  return y.repeat(x) + String({i}); }}" for i in range(100)
        ),
    },
    "1000 printed lines": {
        "python": "for i in range(1000): print(i)",
        "ts": "for (let i = 0; i < 1000; i++) console.log(i)",
    },
    "3 M loop steps over an earlier cell's variable": {
        "before": {"python": "total = 0", "ts": "let total = 0;"},
        "python": "for i in range(3000000): total += i",
        "ts": "for (let i = 0; i < 3000000; i++) total += i;",
    },
}


ENDLESS = {"python": "while True: pass", "ts": "while (true) {}"}
CELLS_AT_ONCE = {
    "python": [f"value_{i} = {i} + 1" for i in range(100)],
    "ts": [f"const value{i}: number = {i} + 1;" for i in range(100)],
}


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


class Session:
    """One running kernel."""

    def __init__(self, argv, folder):
        self.manager = KernelManager()
        self.manager._kernel_spec = self._spec(argv)
        start = time.perf_counter()
        self.manager.start_kernel(cwd=folder)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT_SECONDS)
        self.ready_ms = (time.perf_counter() - start) * 1e3
        self.run("1")
        self.first_result_ms = (time.perf_counter() - start) * 1e3

    @staticmethod
    def _spec(argv):
        from jupyter_client.kernelspec import KernelSpec

        return KernelSpec(argv=argv, display_name="bench", language="", interrupt_mode="signal")

    def run(self, *cells):
        """Milliseconds from sending cells to the `idle` of the last; lines of stdout seen by then."""
        start = time.perf_counter()
        for code in cells:
            request = self.client.execute(code)
        return self._until_idle(request, start)

    def interrupt(self, code):
        """Milliseconds from an interrupt of an endless cell to its `idle`."""
        request = self.client.execute(code)
        time.sleep(0.5)
        start = time.perf_counter()
        self.manager.interrupt_kernel()
        return self._until_idle(request, start, allow_error=True)[0]

    def _until_idle(self, request, start, allow_error=False):
        lines = 0
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=TIMEOUT_SECONDS)
            except Empty:
                return float("inf"), lines
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "stream":
                lines += message["content"]["text"].count("\n")
            if message["msg_type"] == "error" and not allow_error:
                raise RuntimeError(str(message["content"]))
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return (time.perf_counter() - start) * 1e3, lines

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def measure(kernels, rounds):
    figures = {}
    notes = []

    def keep(task, kernel, milliseconds):
        least = figures.setdefault(task, {}).get(kernel, float("inf"))
        figures[task][kernel] = min(least, milliseconds)

    with TemporaryDirectory() as folder:
        for _ in range(rounds):
            sessions = {}
            for kernel, (argv, _language) in kernels.items():
                sessions[kernel] = Session(argv, folder)
                keep("start to kernel_info", kernel, sessions[kernel].ready_ms)
                keep("start to first result", kernel, sessions[kernel].first_result_ms)
            for task, code in TASKS.items():
                for kernel, session in sessions.items():
                    language = kernels[kernel][1]
                    if "before" in code:
                        session.run(code["before"][language])
                    milliseconds, lines = session.run(code[language])
                    keep(task, kernel, milliseconds)
                    if task.startswith("1000") and lines < 1000:
                        notes.append(f"{kernel}: only {lines} of 1000 lines before idle")
            for kernel, session in sessions.items():
                keep("100 cells at once", kernel, session.run(*CELLS_AT_ONCE[kernels[kernel][1]])[0])
                keep("1+1 after them", kernel, session.run("1+1")[0])
                if kernel != "deno":  # an interrupt by signal ends its kernel
                    keep("interrupt to idle", kernel, session.interrupt(ENDLESS[kernels[kernel][1]]))
                session.stop()
    return figures, sorted(set(notes))


def install_peers():
    PEERS.mkdir(exist_ok=True)
    subprocess.run(["npm", "install", "--prefix", str(PEERS), "--no-save", "deno@2.9.6"], check=True)
    subprocess.run(["node", str(PEERS / "node_modules/deno/install.cjs")], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install-peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    if options.install_peers:
        install_peers()
    found = specs()
    kernels = {name: spec for name, spec in found.items() if spec}
    figures, notes = measure(kernels, options.rounds)
    width = max(map(len, figures))
    print(" " * width, *(f"{kernel:>18}" for kernel in kernels))
    for task, row in figures.items():
        cells = [f"{row[k]:9.1f} ms {row['triptych'] / row[k]:5.2f}x" if k in row else " " * 18 for k in kernels]
        print(f"{task:{width}}", *cells)
    for note in notes + [f"{name}: not installed" for name, spec in found.items() if not spec]:
        print(note)
    if options.json:
        print(json.dumps({"rounds": options.rounds, "milliseconds": figures, "notes": notes}))


if __name__ == "__main__":
    main()
