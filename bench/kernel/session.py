"""One running kernel and a client of it, for the scripts beside this one."""

import os
import socket
import time
from pathlib import Path
from queue import Empty
from subprocess import TimeoutExpired

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

TIMEOUT_SECONDS = 20
"""Of silence, after which a request that has no answer counts as failed."""
IDLE_SECONDS = 3
"""Of silence between a cell's reply and its `idle`, where that comes at all."""


class Failed(Exception):
    """A kernel did not do what it was asked for."""


class Session:
    """One running kernel, whose own files (its history) are in `folder`."""

    def __init__(self, argv, folder, interrupt_mode="signal"):
        self.manager = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=argv, display_name="bench", language="", interrupt_mode=interrupt_mode
        )
        own = str(Path(folder) / ".jupyter")
        self._launch = {"cwd": folder, "env": {**os.environ, "JUPYTER_DATA_DIR": own, "IPYTHONDIR": own}}
        start = time.perf_counter()
        try:
            self._start()
            self.ready_ms = milliseconds_since(start)
            self.client.execute("1", reply=True, timeout=TIMEOUT_SECONDS)
            self.first_result_ms = milliseconds_since(start)
            self._subscribe()
        except Exception as error:
            self.manager.shutdown_kernel(now=True)
            raise Failed(f"it does not start: {error}") from error

    def _start(self):
        """Starts the kernel and waits for its kernel_info_reply.

        jupyter_client's `wait_for_ready` waits 200 ms longer, and ZeroMQ tries a port that is not
        open yet again after 100 ms: the same for each kernel, and more than the start itself.
        """
        self.manager.start_kernel(**self._launch)
        address = (self.manager.ip, self.manager.shell_port)
        deadline = time.perf_counter() + TIMEOUT_SECONDS
        while not is_open(address):
            if time.perf_counter() > deadline or not self.manager.is_alive():
                raise Failed("its port does not open")
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
        """Milliseconds from sending cells to the `idle` of the last; what iopub told of that one."""
        start = time.perf_counter()
        for code in cells:
            request = self.client.execute(code)
        return self.until_idle(request, start)

    def until_idle(self, request, start):
        """Milliseconds from `start` to the `idle` of a request; what iopub told of it."""
        messages = []
        silence, patience = 0, TIMEOUT_SECONDS  # in waits: time also passes while a busy machine stops this process
        while silence < patience:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except Empty:
                if not self.manager.is_alive():
                    raise Failed("its process ends") from None
                silence += 1
                if self._has_replied(request):
                    patience = silence + IDLE_SECONDS
                continue
            except ValueError:  # its signature is wrong: some peers' messages get mixed up in a flood
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            messages.append(message)
            if message["content"].get("execution_state") == "idle":
                return milliseconds_since(start), messages
        raise Failed("its end is not told")

    def drain(self):
        """Waits until iopub is silent."""
        try:
            while True:
                self.client.get_iopub_msg(timeout=1)
        except Empty:
            pass

    def interrupt(self, code, after_seconds=0.5):
        """Milliseconds from an interrupt of a cell to its `idle`; what iopub told of it."""
        request = self.client.execute(code)
        time.sleep(after_seconds)
        start = time.perf_counter()
        self.manager.interrupt_kernel()
        return self.until_idle(request, start)

    def complete(self, code):
        """Milliseconds to the reply; its content."""
        start = time.perf_counter()
        content = self._reply(self.client.complete(code))
        return milliseconds_since(start), content

    def inspect(self, code, offset):
        """Content of the reply."""
        return self._reply(self.client.inspect(code, offset))

    def restart(self):
        """Milliseconds from the request to end for a restart to the next kernel's kernel_info_reply."""
        start = time.perf_counter()
        self.client.shutdown(restart=True)
        try:
            self.manager.provisioner.process.wait(TIMEOUT_SECONDS)
            self.client.stop_channels()
            self._start()
        except (TimeoutExpired, TimeoutError) as error:
            raise Failed(f"it does not start again: {error}") from error
        milliseconds = milliseconds_since(start)
        self._subscribe()
        return milliseconds

    def memory(self, kind="Pss"):
        """Memory of the kernel and all its children, MB.

        `Pss` shares what several programs have mapped among them, so that it is less while others
        run on the same engine; `Pss_Anon` is what no file backs.
        """
        return sum(memory_of(process, kind) for process in with_children(self.manager.provisioner.process.pid))

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def _reply(self, request):
        silence = 0
        while silence < TIMEOUT_SECONDS:
            try:
                reply = self.client.get_shell_msg(timeout=1)
            except Empty:
                silence += 1
                continue
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]
        raise Failed("its reply does not come")

    def _has_replied(self, request):
        try:
            while True:
                if self.client.get_shell_msg(timeout=0)["parent_header"].get("msg_id") == request:
                    return True
        except Empty:
            return False


def is_open(address):
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0


def milliseconds_since(start):
    return (time.perf_counter() - start) * 1e3


def stream(messages, name="stdout"):
    """What was printed."""
    parts = (message["content"] for message in messages if message["msg_type"] == "stream")
    return "".join(part["text"] for part in parts if part["name"] == name)


def with_children(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in with_children(int(child)))]


def memory_of(pid, kind):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1e3
