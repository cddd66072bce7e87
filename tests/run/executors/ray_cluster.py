"""A Ray cluster of a head and two nodes on this machine, for ray.slow.test.ts.

Prints its address, then answers each line of standard input with a line; its end ends the cluster.
"""

import os
import signal
import subprocess
import sys

# A busy machine is slow to answer, not lost; a node that is killed is seen by its closed connection.
os.environ.setdefault("RAY_health_check_timeout_ms", "60000")

from ray.cluster_utils import Cluster

SIZE = {"num_cpus": 1, "object_store_memory": 100 * 2**20}

cluster = Cluster(initialize_head=True, head_node_args={**SIZE, "include_dashboard": False})
nodes = [cluster.add_node(**SIZE), cluster.add_node(**SIZE)]
print(cluster.address, flush=True)


def kill_worker():
    """One that runs a trial: the parent of its Node process."""
    listed = subprocess.run(["pgrep", "-f", "worker.js --stdin"], capture_output=True, text=True)
    trial = int(listed.stdout.split()[0])
    with open(f"/proc/{trial}/stat") as file:
        worker = int(file.read().rsplit(")", 1)[1].split()[1])
    os.kill(worker, signal.SIGKILL)


for line in sys.stdin:
    if line == "kill worker\n":
        kill_worker()
    elif line == "lose node\n":
        cluster.remove_node(nodes.pop(), allow_graceful=False)
    elif line == "add node\n":
        nodes.append(cluster.add_node(**SIZE))
    print("ok", flush=True)
cluster.shutdown()
