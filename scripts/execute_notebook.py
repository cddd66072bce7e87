"""Executes one notebook without a browser and writes it, with an HTML report, to a folder.

usage: execute_notebook.py NOTEBOOK OUTPUT_FOLDER

Prints one JSON object a line: {"cell": 3, "cells": 20} as it goes, {"error": "..."} when a cell fails.
Exit status 1 when a cell failed; what ran until then is written all the same.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

CELL_TIMEOUT_SECONDS = 1800


def tell(**fields):
    print(json.dumps(fields), flush=True)


def write_atomically(path, text):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def without_live_widgets(notebook):
    """A page has no kernel: what has a page of its own beside a widget is shown as that."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def main(source, folder):
    notebook = nbformat.read(source, as_version=4)
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    client = NotebookClient(
        notebook,
        kernel_name="triptych",
        timeout=CELL_TIMEOUT_SECONDS,
        resources={"metadata": {"path": str(source.parent)}},
        on_cell_start=lambda cell, cell_index: tell(
            cell=sum(i <= cell_index for i in code_cells), cells=len(code_cells)
        ),
    )
    failure = None
    try:
        with TemporaryDirectory() as data:  # cells that nobody typed are not in the user's history
            client.execute(env={**os.environ, "JUPYTER_DATA_DIR": data})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        failure = str(error)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / source.name, nbformat.writes(notebook) + "\n")
    html, _ = HTMLExporter().from_notebook_node(without_live_widgets(notebook))
    write_atomically(folder / (source.stem + ".html"), html)
    if failure:
        tell(error=failure)
    return 1 if failure else 0


if __name__ == "__main__":
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
