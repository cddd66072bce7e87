"""A Ray cluster on this machine, of a head that runs no trials and nodes of one core and,
as they are told, one GPU.

    python ray_cluster.py [nodes]     by default 2

Prints its address, and that of its job interface, then answers each line of standard input with a line; its end ends the cluster.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# A busy machine is slow to answer, not lost; a node that is killed is seen by its closed connection.
os.environ.setdefault("RAY_health_check_timeout_ms", "60000")
os.environ.setdefault("RAY_raylet_start_wait_time_s", "300")

from ray.cluster_utils import Cluster

PACKAGE = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
TRIAL = os.path.join(PACKAGE, "dist/src/run/worker.js") + " --stdin"
STORE = {"object_store_memory": 100 * 2**20}
NODE = {**STORE, "num_cpus": 1, "num_gpus": 1}


def kill_worker():
    """One that runs a trial: the parent of its Node process."""
    while not (trials := subprocess.run(["pgrep", "-f", TRIAL], capture_output=True).stdout.split()):
        time.sleep(0.1)
    with open(f"/proc/{int(trials[0])}/stat") as file:
        worker = int(file.read().rsplit(")", 1)[1].split()[1])
    os.kill(worker, signal.SIGKILL)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    folder = tempfile.mkdtemp(prefix="ray-")  # short: it holds sockets, whose paths have a limit
    head = {**STORE, "num_cpus": 0, "temp_dir": folder, "include_dashboard": True, "dashboard_port": 0}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [cluster.add_node(**NODE) for _ in range(count)]
    print(cluster.address, flush=True)
    print(f"http://{cluster.webui_url}", flush=True)
    for line in sys.stdin:
        if line == "kill worker\n":
            kill_worker()
        elif line == "lose node\n":
            cluster.remove_node(nodes.pop(), allow_graceful=False)
        elif line == "add node\n":
            nodes.append(cluster.add_node(**NODE))
        print("ok", flush=True)
    cluster.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


main()
