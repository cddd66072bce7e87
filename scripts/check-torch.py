"""Loads emitted LSRL models into PyTorch and transformers and compares their answers.

    bench/.venv/bin/python scripts/check-torch.py [--install-peers] [--keep FOLDER]

Writes the models with scripts/emit-lsrl.mjs (build first: npm run build), loads each by the names of the
library's own state dict, runs its sequences, and prints the greatest error of the answers. Exit status 1
if one is above the limit of its row. --install-peers (with any Python) makes bench/.venv first: torch,
transformers and safetensors, 5 GB. A run of it is kept in docs/lsrl-torch.txt.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "bench/.venv/bin/python"

# Values up to 1 are rounded to float32, half a unit in the last place; tokens are integers.
FLOAT32 = 1e-7
FLOAT64 = 1e-12
# Products of any two numbers are approximate: the emitters' own bounds are near these.
ANALOGUE = {"lstm": 1e-9, "gru": 1e-5, "tanhRnn": 1e-5}


def install_peers():
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", ROOT / "bench/.venv"], check=True)
    packages = ["torch", "transformers", "safetensors", "numpy"]
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *packages], check=True)


def load_module(meta, state):
    """The library's module with all its weights; strict, so that every name and shape must fit."""
    import torch
    import transformers

    package, _, name = meta["library"].rpartition(".")
    config = json.loads(meta["config"])
    if package == "torch.nn":
        module = getattr(torch.nn, name)(**config, dtype=getattr(torch, meta["dtype"]))
    elif package == "transformers":
        settings = getattr(transformers, name.replace("Model", "Config"))(**config)
        module = getattr(transformers, name)(settings).eval()
    else:
        return LinearRnn(config["layers"], state)
    module.load_state_dict(state, strict=True)
    return module


class LinearRnn:
    """The paper's Linear RNN and its gated form, which no library has (equations 3 and 4)."""

    def __init__(self, kinds, state):
        self.layers = [
            (kind, {k.split(".", 2)[2]: v for k, v in state.items() if k.startswith(f"layers.{i}.")})
            for i, kind in enumerate(kinds)
        ]

    def __call__(self, x):
        import torch

        for kind, w in self.layers:
            s, outputs = w["initial_state"], []
            for token in x:
                s = w["A"] @ s + w["B"] @ token + w["bias"]
                y = s
                for j in range(sum(k.startswith("phi") for k in w) // 2):
                    y = w[f"phi.{j}.weight"] @ y + w[f"phi.{j}.bias"]
                    y = torch.relu(y) if kind == "linear" else y
                if kind == "gated":
                    y = (w["gamma.weight"] @ token + w["gamma.bias"]) * y
                outputs.append(y)
            x = torch.stack(outputs)
        return x


def run(meta, module, maps, sequence):
    """[T][outputs]"""
    import torch

    x = torch.tensor(sequence, dtype=getattr(torch, meta["dtype"]))
    if "read_in.weight" in maps:
        x = x @ maps["read_in.weight"].T + maps["read_in.bias"]
    if meta["library"].startswith("transformers."):
        options = {}
        if "first_position" in meta:
            positions = torch.arange(len(x)) + json.loads(meta["first_position"])
            options["position_ids"] = positions[None]
        h = module(inputs_embeds=x[None], use_cache=False, **options).last_hidden_state[0]
    elif meta["library"].startswith("torch."):
        h = module(x[:, None])[0][:, 0]
    else:
        h = module(x)
    return h @ maps["read_out.weight"].T + maps["read_out.bias"]


def check(path):
    import torch
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        meta = file.metadata()
        state = {name: file.get_tensor(name) for name in file.keys()}
    maps = {name: state.pop(name) for name in list(state) if name.startswith("read_")}
    details = json.loads(path.with_suffix(".json").read_text())
    module = load_module(meta, state)
    error = 0.0
    with torch.no_grad():
        for sequence, answer in zip(details["sequences"], details["answers"]):
            outputs = run(meta, module, maps, sequence)[-details["numLast"] :]
            right = torch.tensor(answer, dtype=outputs.dtype)
            distance = (outputs - right).abs().nan_to_num(nan=float("inf"))
            error = max(error, distance.max().item())
    limit = FLOAT32 if meta["dtype"] == "float32" else FLOAT64
    if details["variant"] == "analogue":
        limit = ANALOGUE[meta["architecture"]]
    config = json.loads(meta["config"])
    layers = config.get("num_layers") or config.get("num_hidden_layers") or len(config["layers"])
    return {**meta, **details, "layers": layers, "width": config.get("hidden_size", "-"),
            "error": error, "limit": limit}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--install-peers", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder for the models; default: a temporary one")
    options = parser.parse_args()
    if options.install_peers:
        install_peers()
        return subprocess.run([PYTHON, __file__]).returncode
    try:
        import torch
        import transformers
    except ImportError as error:
        sys.exit(f"check-torch: {error.name} is required; --install-peers installs it in bench/.venv")
    transformers.logging.set_verbosity_error()
    print(f"torch {torch.__version__}, transformers {transformers.__version__}; greatest error of the answers")
    print(f"{'architecture':16}{'':10}{'dtype':9}{'program':15}{'layers':>7}{'width':>7}{'error':>10}{'limit':>9}")
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        subprocess.run(["node", ROOT / "scripts/emit-lsrl.mjs", folder], check=True, cwd=ROOT)
        rows = [check(path) for path in folder.glob("*.safetensors")]
    order = ["linearRnn", "gatedLinearRnn", "reluRnn", "tanhRnn", "lstm", "gru", "mamba", "hawk", "griffin"]
    for row in sorted(rows, key=lambda r: (order.index(r["architecture"]), r["dtype"], r["variant"],
                                           r["program"][:3] != "vec", len(r["program"]), r["program"])):
        failed += row["error"] > row["limit"]
        mark = "" if row["error"] <= row["limit"] else "  MISSED"
        print(f"{row['architecture']:16}{row['variant']:10}{row['dtype']:9}{row['program']:15}"
              f"{row['layers']:7}{row['width']:>7}{row['error']:10.1e}{row['limit']:9.0e}{mark}")
    print(f"{len(rows) - failed} of {len(rows)} models answer as they should")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
