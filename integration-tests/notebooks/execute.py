"""Executes notebooks. Started by run.sh, which says how."""

import argparse
import base64
import io
import re
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from PIL import Image

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CELL_SECONDS = 300
MAX_BYTES = 600_000
MAX_DIFFERENCE = 3  # mean of the 8-bit values: fonts and JPEG encoders differ a little, other images much more


def images(cell):
    """The encoded images that a cell shows, each with its type."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [(kind, entry[kind]) for entry in data for kind in ("image/jpeg", "image/png") if kind in entry]


def traceback(cell):
    """What a cell that failed says; the reply to its execution need not have it."""
    return [line for output in cell.get("outputs", []) for line in output.get("traceback", [])]


def stripped(notebook):
    """The notebook without outputs, except images."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shown = images(cell)
            cell.execution_count = None
            cell.metadata = {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
            cell.outputs = [nbformat.v4.new_output("display_data", data={kind: data}) for kind, data in shown]
    notebook.metadata.pop("widgets", None)
    return notebook


def decoded(encoded):
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        return np.asarray(image.convert("RGB"), np.int16)


def differences(kept, fresh):
    """What the kept notebook shows otherwise than the one just executed."""
    for number, (before, after) in enumerate(zip(kept.cells, fresh.cells), 1):
        old, new = images(before), images(after)
        if len(old) != len(new):
            yield f"cell {number} has {len(old)} images, but shows {len(new)}"
        elif "varies" not in after.metadata.get("tags", []):
            for (_, one), (_, other) in zip(old, new):
                one, other = decoded(one), decoded(other)
                if one.shape != other.shape:
                    yield f"cell {number} has an image of {one.shape}, but shows one of {other.shape}"
                elif (difference := np.abs(one - other).mean()) > MAX_DIFFERENCE:
                    yield f"cell {number} shows another image than it has: values differ by {difference:.1f} on average"


def broken_links(notebook):
    """The files that the texts link to and that do not exist."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    links = [link for text in texts for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    return [link for link in links if not (NOTEBOOKS / link).exists()]


def problems(file, save):
    kept = nbformat.read(file, as_version=4)
    for link in broken_links(kept):
        yield f"it links to {link}, which does not exist"
    if kept.metadata.get("emulsion", {}).get("executed") is False:
        print(f"{file.name}: not executed, as it says", flush=True)
        return
    fresh = nbformat.read(file, as_version=4)
    start = time.monotonic()
    client = NotebookClient(fresh, timeout=CELL_SECONDS, resources={"metadata": {"path": str(NOTEBOOKS)}})
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError) as error:
        yield "\n".join([str(error), *(line for cell in fresh.cells for line in traceback(cell))])
        return
    print(f"{file.name}: {time.monotonic() - start:.0f} s", flush=True)
    if save:
        nbformat.write(stripped(fresh), file)
    else:
        yield from differences(kept, fresh)
        if kept != stripped(nbformat.read(file, as_version=4)):
            yield "there are outputs other than images"
    if not any(images(cell) for cell in fresh.cells):
        yield "no cell shows an image"
    if file.stat().st_size > MAX_BYTES:
        yield f"the file must have at most {MAX_BYTES:,} bytes, was {file.stat().st_size:,}; show fewer or smaller images"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("notebooks", nargs="*")
    options = parser.parse_args()
    files = [NOTEBOOKS / name for name in options.notebooks] or sorted(NOTEBOOKS.glob("*.ipynb"))
    failed = 0
    for file in files:
        found = list(problems(file, options.save))
        failed += bool(found)
        for problem in found:
            print(f"{file.name}: {problem}", file=sys.stderr, flush=True)
    how = " To keep what they show now: integration-tests/notebooks/run.sh --save" if failed else ""
    print(f"{len(files) - failed} passed, {failed} failed")
    sys.exit(f"{failed} of {len(files)} notebooks failed.{how}" if failed else 0)


if __name__ == "__main__":
    main()
