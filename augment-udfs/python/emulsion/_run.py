"""What a run states of itself: its shards, the tensors in them and the names of the classes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from emulsion._place import Place
from emulsion._shards import TarShard

SIZES = {"H": "height", "W": "width", "C": "channels"}
"""The columns with the length of a dimension that differs from row to row."""

_CONNECTIONS = 16


@dataclass(frozen=True)
class ShardFile:
    """A shard: its epoch, and the number of rows in each row group. A tar file is one group."""

    path: Place
    epoch: int
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """A finished run.

    Args:
        root: its output directory
        tensor: `image` as docs/formats.md describes it under `emulsion.tensors`
        class_count: number of classes
        classes: their names in the order of their indices; empty if they are not known
        columns: those that its rows have
        shards: of the epochs that are read, by name
    """

    root: Place
    tensor: dict[str, Any]
    class_count: int
    classes: tuple[str, ...]
    columns: frozenset[str]
    shards: tuple[ShardFile, ...]

    @property
    def is_local(self) -> bool:
        return self.root.is_local

    @property
    def is_tar(self) -> bool:
        return self.shards[0].path.suffix == ".tar"

    @property
    def is_encoded(self) -> bool:
        """Whether images are encoded: JPEG, PNG or WebP."""
        return "encoding" in self.tensor or self.is_tar


def open_run(root: Place, epoch: int | None) -> Run:
    own = root / ".emulsion"
    if not own.is_folder:
        own = root.beside(".emulsion")
    files = _files(root, own)
    if epoch is not None and epoch not in {of for _, of in files}:
        epochs = sorted({of for _, of in files})
        raise ValueError(f"epoch must be one of {epochs} of {root}, was {epoch}")
    files = [(file, of) for file, of in files if epoch is None or of == epoch]
    metadata = _metadata(own, files[0][0])
    labels = json.loads(metadata.get("emulsion.labels", "{}"))
    names = labels.get("names")
    if names is None and (own / "classes.json").is_file:
        names = json.loads((own / "classes.json").text())["classes"]
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        shards = tuple(pool.map(lambda file: _shard(*file), files))
    return Run(
        root,
        json.loads(metadata.get("emulsion.tensors", "{}")).get("image", {}),
        labels.get("classes", len(names or ())),
        tuple(names or ()),
        _columns(next((shard.path for shard in shards if sum(shard.groups)), shards[0].path)),
        shards,
    )


def _files(root: Place, own: Place) -> list[tuple[Place, int]]:
    """The shards and their epochs: those that the seal lists; without the run's own folder, those that are there."""
    manifest = own / "manifest.json"
    if manifest.is_file:
        epochs = json.loads(manifest.text())["epochs"]
        files = [(root / file["path"], int(epoch["epoch"])) for epoch in epochs for file in epoch["files"]]
    elif own.is_folder:
        raise ValueError(
            f"{root} is not a finished run: there is no {manifest}; run `emulsion augment` again with the same recipe "
            "to finish it"
        )
    else:
        found = [file for file in _found(root) if file.suffix in (".parquet", ".tar")]
        files = [(file, epoch) for file in found if (epoch := _epoch(file)) is not None]
    if not files:
        raise FileNotFoundError(f"{root} must be the output directory of `emulsion augment`, but has no shards")
    if not root.is_local and files[0][0].suffix == ".tar":
        raise ValueError(
            f"a run of tar files must be on a local or mounted file system, was {root}: they can be read only from "
            "start to end; copy the run, read it with WebDataset, or write profile raw or hf"
        )
    return files


def _found(root: Place) -> Iterator[Place]:
    """The files in the folders of shards: one for each epoch, or `data`."""
    for folder in root.entries():
        if folder.name.startswith("epoch=") or folder.name == "data":
            yield from folder.entries()


def _epoch(file: Place) -> int | None:
    """The epoch of a shard without a manifest: it is in the path, or else in the rows. None if there are no rows."""
    folder, _, number = file.path.split("/")[-2].partition("=")
    if folder == "epoch":
        return int(number)
    if file.suffix == ".tar":
        shard = TarShard(file)
        return int(shard.value(0, "epoch")) if len(shard) else None
    metadata = footer(file)
    column = metadata.schema.names.index("epoch")
    return int(metadata.row_group(0).column(column).statistics.min) if metadata.num_rows else None


def footer(file: Place) -> Any:
    """The footer of a Parquet file."""
    with file.open() as opened:
        return pq.read_metadata(opened)


def _metadata(own: Place, file: Place) -> dict[str, str]:
    sidecar = own / "metadata.json"
    if sidecar.is_file:
        metadata: dict[str, str] = json.loads(sidecar.text())
        return metadata
    if file.suffix == ".tar":
        return {}
    found = footer(file).metadata or {}
    if b"emulsion.tensors" not in found:
        raise ValueError(f"{file} must have the footer key emulsion.tensors; move the folder {own} next to the shards")
    return {key.decode(): value.decode() for key, value in found.items() if key.startswith(b"emulsion.")}


def _columns(file: Place) -> frozenset[str]:
    names = TarShard(file).columns() if file.suffix == ".tar" else set(footer(file).schema.to_arrow_schema().names)
    return frozenset(names | {"epoch", "soft_label"})


def _shard(file: Place, epoch: int) -> ShardFile:
    try:
        if file.suffix == ".tar":
            return ShardFile(file, epoch, (len(TarShard(file)),))
        metadata = footer(file)
    except FileNotFoundError as problem:
        raise FileNotFoundError(
            f"{file} must exist, since the run's manifest lists it; move the shards and the run's own folder together"
        ) from problem
    except (pa.ArrowInvalid, OSError) as problem:
        raise ValueError(f"{file} must be a whole shard: {problem}; run `emulsion verify` on the run") from problem
    return ShardFile(file, epoch, tuple(metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)))
