"""Runs trials as tasks of a Ray cluster, for src/run/executors/ray.ts.

The order is the first line of standard input, whose end ends this process. Each line of standard
output is a message: {"kind": "record" | "lost" | "fatal", ...}.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

MOST_PENDING = 1000  # tasks that the cluster is asked for at a time

messages = sys.stdout


class Lost(Exception):
    """A process that ended without a record: it is run again."""


def tell(**message):
    messages.write(json.dumps(message) + "\n")
    messages.flush()


def keep_messages_apart():
    """Sends what Ray prints to standard error."""
    global messages
    messages = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)


def run_trial(order, trial):
    """Runs on a node: returns the record as JSON, and the files that the trial made, if asked for."""
    output = trial["output"]
    if order["fetch"]:
        output = os.path.join(tempfile.gettempdir(), "triptych-trials", trial["hash"])
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            order["command"],
            cwd=order["cwd"] if os.path.isdir(order["cwd"]) else None,
            env={**os.environ, **order["env"]},
            stdin=subprocess.PIPE,  # open while this lives: its end ends the process
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        try:
            process.stdin.write(json.dumps({**trial, "output": output}).encode() + b"\n")
            process.stdin.flush()
            lines = process.stdout.read().decode().splitlines()
        except BrokenPipeError:
            lines = []
        code = process.wait()
        if code != 0 or not lines:
            complaints.seek(max(0, complaints.tell() - 2000))
            raise Lost(f"the process ended with code {code}. {complaints.read().decode(errors='replace')}")
    return lines[-1], read_files(output) if order["fetch"] else {}


def read_files(output):
    """What belongs to a trial, by its path in the run directory; its checkpoint and record do not."""
    files = {}
    for kind in ("adapters", "events"):
        for folder, _, names in os.walk(os.path.join(output, kind)):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    files[os.path.relpath(path, output)] = file.read()
    return files


def write_files(output, files):
    for name, content in files.items():
        path = os.path.join(output, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".part", "wb") as file:
            file.write(content)
        os.replace(path + ".part", path)


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)  # Ray ends the tasks of a driver that has ended


def main():
    keep_messages_apart()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=end_with_input, daemon=True).start()
    try:
        import ray
    except ImportError as error:
        return tell(
            kind="fatal",
            error=f"`import ray` must work in {sys.executable}, got {error}. Install it with: pip install 'ray[default]', or name another Python with --python.",
        )
    try:
        ray.init(address=order["address"], log_to_driver=False, logging_level="ERROR")
    except Exception as error:
        return tell(
            kind="fatal",
            error=f"a Ray cluster must run at {order['address']}, got {error}. Start one with: ray start --head",
        )
    resources = {name: value for name, value in order["resources"].items() if value is not None}
    task = ray.remote(run_trial).options(
        max_retries=order["retries"], retry_exceptions=[Lost], **resources
    )
    rest = ray.put({name: value for name, value in order.items() if name != "trials"})
    waiting = list(reversed(order["trials"]))
    pending = {}
    while waiting or pending:
        while waiting and len(pending) < MOST_PENDING:
            trial = waiting.pop()
            pending[task.remote(rest, trial)] = trial
        ready, _ = ray.wait(list(pending), num_returns=1)
        for reference in ready:
            trial = pending.pop(reference)
            try:
                record, files = ray.get(reference)
                write_files(trial["output"], files)
                tell(kind="record", record=json.loads(record))
            except Exception as error:
                reason = getattr(error, "cause", None) or error
                tell(kind="lost", hash=trial["hash"], error=str(reason).strip()[:2000])


if __name__ == "__main__":
    main()
    os._exit(0)  # not to wait for the thread that reads standard input
