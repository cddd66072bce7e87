"""Works one kernel for many minutes with mixed cells, checks every answer, and watches its memory.

usage: .venv/bin/python bench/kernel/soak.py [--minutes 30] [--only declare,print] [--write] [--json]

A wrong answer ends the run. Memory is what all the kernel's processes hold that no file backs, MB; its
growth is between the medians of the second and the last fifth of the run, for in the first the engine
warms up. --write puts the table into docs/kernel.md.
"""

import argparse
import json
import os
import random
import signal
import statistics
import sys
import time
from tempfile import TemporaryDirectory

from jupyter_client.kernelspec import KernelSpecManager

from document import write_figures
from session import Session
from soak_cells import KINDS, Cells

REST_SECONDS = 0.2
"""Between rounds; a user's kernel is idle most of the time, and a freed page returns when it is."""
LATENCY_CELLS = 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", help="names of kinds, comma between", default=",".join(KINDS))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the kernel must not outlive it
    kinds = [KINDS[name] for name in options.only.split(",")]
    argv = KernelSpecManager().get_kernel_spec("triptych").argv
    with TemporaryDirectory() as folder:
        session = Session(argv, folder, interrupt_mode="message")
        try:
            samples = soak(Cells(session, folder), kinds, options.minutes)
        finally:
            session.stop()
    table = tell(samples)
    print(table)
    if options.write:
        write_figures("soak.py", table)
    if options.json:
        print(json.dumps({"samples": samples, "growth": growth(samples)}))


def soak(cells, kinds, minutes):
    """Runs rounds of all kinds in random orders; a sample at the end of every minute."""
    order = random.Random(1)
    samples = []
    memories = []
    start = time.monotonic()
    for minute in range(1, round(minutes) + 1):
        while time.monotonic() - start < 60 * minute:
            for run_kind in order.sample(kinds, len(kinds)):
                run_kind(cells)
            cells.round += 1
            time.sleep(REST_SECONDS)
            memories.append(cells.session.memory("Pss_Anon"))
        latency = statistics.median(cells.check("1+1", result="2") for _ in range(LATENCY_CELLS))
        sample = {"minute": minute, "cells": cells.count, "memory": statistics.median(memories), "latency": latency}
        memories.clear()
        samples.append(sample)
        print(json.dumps(sample), file=sys.stderr, flush=True)
    return samples


def growth(samples):
    """Medians of the second and the last fifth, MB."""
    fifth = max(1, len(samples) // 5)
    memories = [sample["memory"] for sample in samples]
    return {
        "second_fifth": statistics.median(memories[fifth : 2 * fifth] or memories),
        "last_fifth": statistics.median(memories[-fifth:]),
    }


def tell(samples):
    """The table, as Markdown; of a long run every so many minutes."""
    step = max(1, len(samples) // 10)
    lines = ["| minute | cells | memory, MB | `1+1`, ms |", "| --- | --- | --- | --- |"]
    for sample in samples[step - 1 :: step]:
        lines.append("| {minute} | {cells} | {memory:.0f} | {latency:.1f} |".format(**sample))
    ends = growth(samples)
    change = ends["last_fifth"] - ends["second_fifth"]
    sentence = (
        f"Memory, median of the last fifth against the second: {ends['last_fifth']:.0f} against "
        f"{ends['second_fifth']:.0f} MB, {change:+.0f} MB or {100 * change / ends['second_fifth']:+.1f} %."
    )
    return "\n".join([*lines, "", sentence])


if __name__ == "__main__":
    main()
