"""What a run states of itself: its shards, the tensors in them and the names of the classes."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from emulsion._shards import TarShard

SIZES = {"H": "height", "W": "width", "C": "channels"}
"""The columns with the length of a dimension that differs from row to row."""

_FOLDERS = ("epoch=*", "data")


@dataclass(frozen=True)
class ShardFile:
    """A shard: its epoch, and the number of rows in each row group. A tar file is one group."""

    path: Path
    epoch: int
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """A finished run.

    Args:
        path: its output directory
        tensor: `image` as docs/formats.md describes it under `emulsion.tensors`
        class_count: number of classes
        classes: their names in the order of their indices; empty if they are not known
        columns: those that its rows have
        shards: of the epochs that are read, by name
    """

    path: Path
    tensor: dict[str, Any]
    class_count: int
    classes: tuple[str, ...]
    columns: frozenset[str]
    shards: tuple[ShardFile, ...]

    @property
    def is_tar(self) -> bool:
        return self.shards[0].path.suffix == ".tar"

    @property
    def is_encoded(self) -> bool:
        """Whether images are encoded: JPEG, PNG or WebP."""
        return "encoding" in self.tensor or self.is_tar


def open_run(path: str | os.PathLike[str], epoch: int | None) -> Run:
    root = Path(path)
    own = root / ".emulsion"
    if not own.is_dir():
        own = root.with_name(root.name + ".emulsion")
    files = _files(root, own)
    if epoch is not None and epoch not in {of for _, of in files}:
        epochs = sorted({of for _, of in files})
        raise ValueError(f"epoch must be one of {epochs} of {root}, was {epoch}")
    files = [(file, of) for file, of in files if epoch is None or of == epoch]
    metadata = _metadata(own, files[0][0])
    labels = json.loads(metadata.get("emulsion.labels", "{}"))
    names = labels.get("names")
    if names is None and (own / "classes.json").is_file():
        names = json.loads((own / "classes.json").read_text("utf-8"))["classes"]
    with ThreadPoolExecutor(8) as pool:
        shards = tuple(pool.map(lambda file: _shard(*file), files))
    return Run(
        root,
        json.loads(metadata.get("emulsion.tensors", "{}")).get("image", {}),
        labels.get("classes", len(names or ())),
        tuple(names or ()),
        _columns(files[0][0]),
        shards,
    )


def _files(root: Path, own: Path) -> list[tuple[Path, int]]:
    """The shards and their epochs: those that the seal lists; without the run's own folder, those that are there."""
    manifest = own / "manifest.json"
    if manifest.is_file():
        epochs = json.loads(manifest.read_text("utf-8"))["epochs"]
        files = [(root / file["path"], int(epoch["epoch"])) for epoch in epochs for file in epoch["files"]]
    elif own.is_dir():
        raise ValueError(
            f"{root} is not a finished run: there is no {manifest}; run `emulsion augment` again with the same recipe "
            "to finish it"
        )
    else:
        found = (file for folder in _FOLDERS for file in root.glob(f"{folder}/*"))
        files = [(file, _epoch(file)) for file in sorted(found) if file.suffix in (".parquet", ".tar")]
    if not files:
        raise FileNotFoundError(f"{root} must be the output directory of `emulsion augment`, but has no shards")
    return files


def _epoch(file: Path) -> int:
    """The epoch of a shard without a manifest: it is in the path, or else in the rows."""
    folder, _, number = file.parent.name.partition("=")
    if folder == "epoch":
        return int(number)
    if file.suffix == ".tar":
        return int(TarShard(file).value(0, "epoch"))
    metadata = pq.read_metadata(file)
    column = metadata.schema.names.index("epoch")
    return int(metadata.row_group(0).column(column).statistics.min)


def _metadata(own: Path, file: Path) -> dict[str, str]:
    sidecar = own / "metadata.json"
    if sidecar.is_file():
        metadata: dict[str, str] = json.loads(sidecar.read_text("utf-8"))
        return metadata
    if file.suffix == ".tar":
        return {}
    footer = pq.read_metadata(file).metadata or {}
    if b"emulsion.tensors" not in footer:
        raise ValueError(f"{file} must have the footer key emulsion.tensors; move the folder {own} next to the shards")
    return {key.decode(): value.decode() for key, value in footer.items() if key.startswith(b"emulsion.")}


def _columns(file: Path) -> frozenset[str]:
    names = TarShard(file).columns() if file.suffix == ".tar" else set(pq.read_schema(file).names)
    return frozenset(names | {"epoch", "soft_label"})


def _shard(file: Path, epoch: int) -> ShardFile:
    if file.suffix == ".tar":
        return ShardFile(file, epoch, (len(TarShard(file)),))
    metadata = pq.read_metadata(file)
    return ShardFile(file, epoch, tuple(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)))
