"""Times this kernel beside others on the same tasks, interleaved, in one run.

usage: .venv/bin/python bench/kernel/compare.py [--install-peers] [--kernels triptych,deno] [--rounds N] [--write] [--json]

Peers: ipykernel and tslab come with the project's set-up, Deno with --install-peers
(npm package `deno`, put in bench/.peers). A peer that is missing is left out and named.
Figures are medians of the rounds, in milliseconds (memory: MB, proportional set size of all processes);
ratios are ours over the peer's. --write puts the table into docs/kernel.md.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from tasks import AGAIN, COMPLETION, DECLARATIONS, ENDLESS, SPEED_TASKS, code_of, write_package

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / ".peers"
TIMEOUT_SECONDS = 20
DOCUMENT = ROOT / "docs" / "kernel.md"
BEGIN = "<!-- figures, by bench/kernel/compare.py --write -->"
END = "<!-- end of figures -->"


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
        self.folder = folder
        start = time.perf_counter()
        self._start()
        self.ready_ms = (time.perf_counter() - start) * 1e3
        self.client.execute("1", reply=True, timeout=TIMEOUT_SECONDS)
        self.first_result_ms = (time.perf_counter() - start) * 1e3
        self._subscribe()

    @staticmethod
    def _spec(argv):
        from jupyter_client.kernelspec import KernelSpec

        return KernelSpec(argv=argv, display_name="bench", language="", interrupt_mode="signal")

    def _start(self):
        """Starts the kernel and waits for its kernel_info_reply.

        jupyter_client's `wait_for_ready` waits 200 ms longer, and ZeroMQ tries a port that is not
        open yet again after 100 ms: the same for each kernel, and more than the start itself.
        """
        self.manager.start_kernel(cwd=self.folder)
        address = (self.manager.ip, self.manager.shell_port)
        deadline = time.perf_counter() + TIMEOUT_SECONDS
        while not is_open(address):
            if time.perf_counter() > deadline or not self.manager.is_alive():
                raise RuntimeError(f"{self.manager.kernel_spec.argv[0]}: the kernel did not start")
            time.sleep(0.001)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.kernel_info(reply=True, timeout=TIMEOUT_SECONDS)

    def _subscribe(self):
        """Waits until iopub's messages arrive: most kernels do not tell when one is subscribed."""
        while True:
            self.client.kernel_info(reply=True, timeout=TIMEOUT_SECONDS)
            try:
                self.client.get_iopub_msg(timeout=0.1)
                return
            except Empty:
                continue

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

    def complete(self, code):
        """Milliseconds to the reply."""
        start = time.perf_counter()
        self.client.complete(code, reply=True, timeout=TIMEOUT_SECONDS)
        return (time.perf_counter() - start) * 1e3

    def restart(self):
        """Milliseconds from the request to end for a restart to the next kernel's kernel_info_reply."""
        start = time.perf_counter()
        self.client.shutdown(restart=True)
        self.manager.provisioner.process.wait(TIMEOUT_SECONDS)
        self.client.stop_channels()
        self._start()
        milliseconds = (time.perf_counter() - start) * 1e3
        self._subscribe()
        return milliseconds

    def memory(self):
        """Proportional set size of the kernel and all its children, MB."""
        return sum(map(proportional_set_size, with_children(self.manager.provisioner.process.pid)))

    def _until_idle(self, request, start, allow_error=False):
        lines = 0
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=TIMEOUT_SECONDS)
            except Empty:
                return float("inf"), lines
            except ValueError:  # its signature is wrong: some peers' messages get mixed up in a flood
                continue
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


def is_open(address):
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0


def with_children(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in with_children(int(child)))]


def proportional_set_size(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3


def measure(kernels, rounds):
    """Figures of each round by task and kernel, and what went wrong."""
    figures = {}
    notes = set()

    def keep(task, kernel, figure):
        figures.setdefault(task, {}).setdefault(kernel, []).append(figure)

    for _ in range(rounds):
        with TemporaryDirectory() as folder:
            write_package(folder)
            sessions = {}
            for kernel, (argv, _language) in kernels.items():
                sessions[kernel] = Session(argv, folder)
                keep("start to kernel_info", kernel, sessions[kernel].ready_ms)
                keep("start to first result", kernel, sessions[kernel].first_result_ms)
            time.sleep(2)
            for kernel, session in sessions.items():
                keep("memory, idle (MB)", kernel, session.memory())
            for name, task in SPEED_TASKS.items():
                for kernel, session in sessions.items():
                    for suffix in ["", *([f", {AGAIN}"] if name == "200 typed lines" else [])]:
                        time_task(session, (kernel, kernels[kernel][1]), (name, task), suffix, keep, notes)
            for kernel, session in sessions.items():
                language = kernels[kernel][1]
                keep("150 cells at once", kernel, session.run(*DECLARATIONS[language])[0])
                for _ in range(SPEED_TASKS["1+1"]["repeat"]):
                    keep("1+1 after them", kernel, session.run("1+1")[0])
                for length in range(2, len(COMPLETION[language]) + 1):
                    keep("completion", kernel, session.complete(COMPLETION[language][:length]))
                if kernel == "deno":  # an interrupt by signal ends its kernel
                    continue
                keep("interrupt to idle", kernel, session.interrupt(ENDLESS[language]))
                keep("restart to ready", kernel, session.restart())
            for session in sessions.values():
                session.stop()
    medians = {
        task: {kernel: statistics.median(values) for kernel, values in row.items()} for task, row in figures.items()
    }
    return medians, sorted(notes)


def time_task(session, kernel_and_language, named_task, suffix, keep, notes):
    kernel, language = kernel_and_language
    name, task = named_task
    code = code_of(task, kernel, language)
    if code is None:
        return
    if "before" in task:
        session.run(task["before"][language])
    for _ in range(task.get("repeat", 1)):
        try:
            milliseconds, lines = session.run(code)
        except RuntimeError as error:
            notes.add(f"{kernel}: {name} fails: {str(error)[:120]}")
            return
        if lines < task.get("lines", 0):
            notes.add(f"{kernel}: {name}: not all are there when the cell ends")
            return
        keep(name + suffix, kernel, milliseconds)


def tell(figures, kernels, notes):
    """The table, as Markdown."""
    peers = [kernel for kernel in kernels if kernel != "triptych"]
    lines = [f"| | ours | {' | '.join(f'{peer}, ratio' for peer in peers)} |", "| --- " * (len(peers) + 2) + "|"]
    for task, row in figures.items():
        ours = row["triptych"]
        cells = [f"{row[peer]:.3g}, {ours / row[peer]:.2f}" if peer in row else "" for peer in peers]
        lines.append(f"| {task} | {ours:.3g} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *(f"- {note}" for note in notes)])


def write_document(text):
    """Puts the table between its marks in docs/kernel.md, the rest left alone."""
    before, rest = DOCUMENT.read_text().split(BEGIN)
    _, after = rest.split(END)
    draft = DOCUMENT.with_suffix(".tmp")
    draft.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
    draft.replace(DOCUMENT)


def install_peers():
    PEERS.mkdir(exist_ok=True)
    subprocess.run(["npm", "install", "--prefix", str(PEERS), "--no-save", "deno@2.9.6"], check=True)
    subprocess.run(["node", str(PEERS / "node_modules/deno/install.cjs")], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install-peers", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kernels", default="triptych,ipykernel,tslab,deno")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    if options.install_peers:
        install_peers()
    found = {name: spec for name, spec in specs().items() if name in options.kernels.split(",")}
    kernels = {name: spec for name, spec in found.items() if spec}
    figures, problems = measure(kernels, options.rounds)
    notes = problems + [f"{name}: not installed" for name, spec in found.items() if not spec]
    table = tell(figures, kernels, notes)
    print(table)
    if options.write:
        write_document(table)
    if options.json:
        print(json.dumps({"rounds": options.rounds, "medians": figures, "notes": notes}))


if __name__ == "__main__":
    main()
