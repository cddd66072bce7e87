"""numpy's and scipy's side of bench/lsrl.mjs: runs programs and networks, and times them on request.

Reads one JSON request a line on stdin and answers each with one line; the first line it prints names
the versions. The engines: `interpreter` computes a program node by node in numpy; `csr` and `dense`
compute a compiled network stage by stage with scipy's sparse rows and with numpy's matrices, `csr32`
and `dense32` in float32.
"""

import json
import sys
import time

import numpy as np
import scipy
from scipy.sparse import csr_array


def read_vector(numbers, dtype=float):
    return np.array([float(number) for number in numbers], dtype)


def read_csr(matrix, dtype=float):
    arrays = (np.array(matrix["values"], dtype), matrix["entryColumns"], matrix["rowStarts"])
    return csr_array(arrays, shape=(matrix["rows"], matrix["columns"]), dtype=dtype)


def read_dense(matrix, dtype=float):
    return read_csr(matrix, dtype).toarray()


def create_interpreter(program):
    places = {node["id"]: i for i, node in enumerate(program["nodes"])}
    values = [None] * len(places)
    steps = [create_node(i, node, places, values) for i, node in enumerate(program["nodes"])]
    output = places[program["output"]]

    def step(token):
        for i, compute in enumerate(steps):
            values[i] = compute(token)
        return values[output]

    return step


def create_node(i, node, places, values):
    kind = node["kind"]
    x = places.get(node.get("x"))
    if kind == "Input":
        return lambda token: token
    if kind == "Linear":
        A, b = read_dense(node["A"]), read_vector(node["b"])
        return lambda _: A @ values[x] + b
    if kind == "LinState":
        A, B, bias = read_dense(node["A"]), read_dense(node["B"]), read_vector(node["bias"])
        values[i] = read_vector(node["initState"])
        return lambda _: A @ values[i] + B @ values[x] + bias
    if kind == "ReLU":
        return lambda _: np.maximum(values[x], 0)
    if kind == "Concat":
        xs = [places[name] for name in node["xs"]]
        return lambda _: np.concatenate([values[j] for j in xs])
    if kind == "Slice":
        start, end = node["start"], node["end"]
        return lambda _: values[x][start:end]
    if kind == "Multiplicative":
        return lambda _: np.multiply(*np.split(values[x], 2))
    raise ValueError(kind)


def create_network(network, read_matrix, dtype):
    stages = [create_stage(stage, read_matrix, dtype) for stage in network["stages"]]
    stages.append(create_map(network["readout"], read_matrix, dtype))

    def step(x):
        for stage in stages:
            x = stage(x)
        return x

    return step


def create_map(affine, read_matrix, dtype):
    weights, bias = read_matrix(affine["weights"], dtype), read_vector(affine["bias"], dtype)
    return lambda x: weights @ x + bias


def create_stage(stage, read_matrix, dtype):
    if stage["kind"] == "ReLU":
        affine = create_map(stage["map"], read_matrix, dtype)
        return lambda x: np.maximum(affine(x), 0)
    if stage["kind"] == "Multiplicative":
        gate = create_map(stage["gate"], read_matrix, dtype)
        value = create_map(stage["value"], read_matrix, dtype)
        return lambda x: gate(x) * value(x)
    A, B = read_matrix(stage["A"], dtype), read_matrix(stage["B"], dtype)
    bias, state = read_vector(stage["bias"], dtype), read_vector(stage["initState"], dtype)

    def advance(x):
        nonlocal state
        state = A @ state + B @ x + bias
        return state

    return advance


def create_engines(document):
    network = document["network"]
    return {
        "interpreter": create_interpreter(document["program"]),
        "csr": create_network(network, read_csr, np.float64),
        "dense": create_network(network, read_dense, np.float64),
        "csr32": create_network(network, read_csr, np.float32),
        "dense32": create_network(network, read_dense, np.float32),
    }


def time_steps(step, tokens, ms):
    """Microseconds a token; the clock is read after every token, which costs 0.1 us."""
    start, elapsed, count = time.perf_counter(), 0, 0
    while elapsed < ms / 1000:
        step(tokens[count % len(tokens)])
        count += 1
        elapsed = time.perf_counter() - start
    return elapsed / count * 1e6


def read_speed(num_bytes):
    """Gigabytes a second of dot products of an array with itself; the best of ten."""
    numbers = np.ones(num_bytes // 8)
    repeats = max(1, 2**24 // num_bytes)
    best = 0
    for _ in range(10):
        start = time.perf_counter()
        for _ in range(repeats):
            numbers.dot(numbers)
        best = max(best, repeats * num_bytes / (time.perf_counter() - start) / 1e9)
    return best


def main():
    version = f"numpy {np.__version__}, scipy {scipy.__version__}, Python {sys.version.split()[0]}"
    print(json.dumps(version), flush=True)
    cases = []
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            with open(request["path"]) as file:
                document = json.load(file)
            engines = create_engines(document)
            tokens = [np.array(token, float) for token in document["sequence"]]
            inputs = {name: tokens for name in engines}
            for name in ("csr32", "dense32"):
                inputs[name] = [token.astype(np.float32) for token in tokens]
            cases.append((engines, inputs))
            answer = {name: [step(x) for x in inputs[name]][-1].tolist() for name, step in engines.items()}
        elif request["do"] == "time":
            engines, inputs = cases[request["number"]]
            answer = time_steps(engines[request["engine"]], inputs[request["engine"]], request["ms"])
        else:
            answer = read_speed(request["bytes"])
        print(json.dumps(answer), flush=True)


main()
