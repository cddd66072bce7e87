"""Figures in docs/kernel.md, between marks that name the script they are by."""

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "kernel.md"


def write_figures(script, text):
    """Puts `text` between the marks of `script`, the rest left alone."""
    begin, end = f"<!-- figures, by bench/kernel/{script} --write -->", "<!-- end of figures -->"
    before, rest = DOCUMENT.read_text().split(begin)
    after = rest.partition(end)[2]
    draft = DOCUMENT.with_suffix(".tmp")
    draft.write_text(f"{before}{begin}\n{text}\n{end}{after}")
    draft.replace(DOCUMENT)
