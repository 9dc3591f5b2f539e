"""The Python side of Emulsion, image augmentation and mixing on Apache Spark.

`read` gives the rows of a run to torch and Hugging Face `datasets`; `emulsion.functions` calls the SQL functions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulsion.rows import Rows


def read(
    path: str | os.PathLike[str],
    epoch: int | None = None,
    columns: Sequence[str] = ("image", "soft_label"),
    transform: Callable[[dict[str, Any]], Any] | None = None,
    filesystem: Any = None,
) -> Rows:
    """The rows of a finished run, as a map-style dataset of torch; `Rows.iterable` is the iterable one.

    Args:
        path: the output directory of `emulsion augment`, in any profile: a folder, or a URI such as s3://bucket/out
            (s3a:// is the same), gs://, abfss://, hdfs:// or file://. Runs in stores are Parquet, not tar
        epoch: the one epoch to read; all of them if it is None
        columns: those that a row has. `image` is a tensor, `soft_label` one of float32 with a weight per class; the
            others are as docs/formats.md lists them, and may be None
        transform: applied to every row, a dictionary of the columns
        filesystem: of pyarrow or fsspec, in which `path` is; for a store that needs more than a URI says

    Raises:
        FileNotFoundError: if there are no shards
        ValueError: if the run is not finished or not whole, or has no such epoch or column
    """
    from emulsion.rows import Rows

    return Rows(path, epoch, columns, transform, filesystem)


def __getattr__(name: str) -> str:
    if name == "__version__":
        return _version("emulsion")
    raise AttributeError(f"module emulsion has no attribute {name}")
