"""The shards of a run: files of which single rows are read."""

from __future__ import annotations

import json
import mmap
import os
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from emulsion._place import Place, StoredFile
from emulsion._thrift import Compact

_PLAIN = 0
_DATA_PAGE = 0
_SMALL_BYTES = 256 << 10
_CODECS = {1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}
_HELD_BYTES = 32 << 20
_TAR_BLOCK = 512

Floats = npt.NDArray[np.float32]
Image = memoryview | npt.NDArray[np.float32]
"""The bytes of a tensor or of an encoded image; a tensor in profile `arrow`."""


class Shard(Protocol):
    """An open file. Rows are counted from 0."""

    def image(self, row: int) -> Image: ...

    def soft_label(self, row: int, classes: int) -> Floats: ...

    def value(self, row: int, column: str) -> Any: ...


def open_shard(place: Place) -> Shard:
    return TarShard(place) if place.suffix == ".tar" else ParquetShard(place)


def dense(indices: Sequence[int] | npt.NDArray[np.int32], weights: Any, classes: int) -> Floats:
    """The soft label with a weight per class, from the sparse one."""
    if not classes:
        raise ValueError(
            "the number of classes must be known for soft_label, but the run's own folder is not there; move it next "
            "to the shards, or read label_indices and label_weights"
        )
    label = np.zeros(classes, np.float32)
    label[np.asarray(indices, np.int64)] = weights
    return label


def _map(path: str) -> memoryview:
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise ValueError(f"{path} is empty; run `emulsion verify` on the run")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


class MappedFile:
    """A file on a disk, mapped into memory."""

    def __init__(self, place: Place) -> None:
        self._buffer = _map(place.path)
        self.size = len(self._buffer)

    def read(self, start: int, length: int) -> memoryview:
        return self._buffer[start : start + length]


class _Pages(NamedTuple):
    """A column of a row group that has a page per row.

    `spans` is where they are in the file, as start and length; `levels` the number of levels before the values of a
    page: repetition and definition.
    """

    spans: list[tuple[int, int]]
    codec: int
    levels: int


class ParquetShard:
    """A Parquet file, mapped into memory or in a store.

    Emulsion writes a page per row, so images and labels are read by the index of the pages: nothing but the pages of a
    row is touched. Other columns, and pages that are written otherwise (as in profile `arrow`, or by another program),
    are read by pyarrow, a row group at a time, of which the last few are held; so are small columns in a store, where
    a request costs more than they do.
    """

    def __init__(self, place: Place) -> None:
        self._content: MappedFile | StoredFile = MappedFile(place) if place.is_local else StoredFile(place)
        self._fetched: dict[int, memoryview] = {}
        size = self._content.size
        length = int.from_bytes(self._content.read(size - 8, 4), "little")
        self._footer = Compact(self._content.read(size - 8 - length, length)).read_struct()
        source = place.path if place.is_local else place.open()
        self._file = pq.ParquetFile(source, memory_map=True, pre_buffer=False)
        schema = self._file.schema
        self._leaves = {schema.column(i).path: i for i in range(len(schema))}
        self._columns = set(self._file.schema_arrow.names)
        counts = [group[3] for group in self._footer[4]]
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._pages: dict[tuple[int, str], _Pages | None] = {}
        self._held: OrderedDict[tuple[int, str], Any] = OrderedDict()
        self._image_leaf = "image.bytes" if "image.bytes" in self._leaves else "image"
        labels = ("soft_label",) if "soft_label" in self._columns else ("label_indices", "label_weights")
        self._label_leaves = [f"{column}.list.element" for column in labels]

    def spans(self, row: int, columns: Collection[str]) -> list[tuple[int, int]]:
        """Where the pages are of which a row is read, as start and length."""
        leaves = [self._image_leaf] if "image" in columns else []
        leaves += self._label_leaves if "soft_label" in columns else []
        group, first = self._locate(row)
        found = (self._pages_of(group, leaf) for leaf in leaves)
        return [pages.spans[row - first] for pages in found if pages is not None]

    def fetch(self, start: int, length: int) -> None:
        """Reads a page from a store, which the next call for its row takes."""
        self._fetched[start] = self._content.read(start, length)

    def image(self, row: int) -> Image:
        page = self._page(row, self._image_leaf)
        if page is not None:
            return page[4 : 4 + int.from_bytes(page[:4], "little")]
        image = self.value(row, "image")
        encoded = image["bytes"] if isinstance(image, dict) else image
        return encoded if isinstance(encoded, np.ndarray) else memoryview(encoded)

    def soft_label(self, row: int, classes: int) -> Floats:
        if "soft_label" in self._columns:
            return self._numbers(row, "soft_label", "<f4")
        return dense(self._numbers(row, "label_indices", "<i4"), self._numbers(row, "label_weights", "<f4"), classes)

    def value(self, row: int, column: str) -> Any:
        group, first = self._locate(row)
        return self._column(group, column)[row - first]

    def _numbers(self, row: int, column: str, dtype: str) -> npt.NDArray[Any]:
        """A list without nulls."""
        page = self._page(row, f"{column}.list.element")
        if page is None:
            return np.asarray(self.value(row, column), dtype)
        return np.frombuffer(page, dtype) if len(page) else np.zeros(0, dtype)

    def _locate(self, row: int) -> tuple[int, int]:
        """The group of a row, and its first row."""
        group = int(np.searchsorted(self._starts, row, side="right")) - 1
        return group, int(self._starts[group])

    def _page(self, row: int, leaf: str) -> memoryview | None:
        """The values in the page of a row; None if there is no such page."""
        group, first = self._locate(row)
        pages = self._pages_of(group, leaf)
        if pages is None:
            return None
        start, length = pages.spans[row - first]
        content = self._fetched.pop(start, None)
        compact = Compact(self._content.read(start, length) if content is None else content)
        header = compact.read_struct()
        if header[1] != _DATA_PAGE or header[5][2] != _PLAIN:
            self._pages[group, leaf] = None
            return None
        page = compact.buffer[compact.position : compact.position + header[3]]
        if pages.codec in _CODECS:
            page = memoryview(pa.decompress(page, header[2], codec=_CODECS[pages.codec]))
        for _ in range(pages.levels):
            page = page[4 + int.from_bytes(page[:4], "little") :]
        return page

    def _pages_of(self, group: int, leaf: str) -> _Pages | None:
        if (group, leaf) not in self._pages:
            self._pages[group, leaf] = self._index(group, leaf)
        return self._pages[group, leaf]

    def _index(self, group: int, leaf: str) -> _Pages | None:
        if leaf not in self._leaves:
            return None
        chunk = self._footer[4][group][1][self._leaves[leaf]]
        column = self._file.schema.column(self._leaves[leaf])
        codec, length, has_dictionary = chunk[3][4], chunk[3][7], 11 in chunk[3]
        if 4 not in chunk or has_dictionary or (codec and codec not in _CODECS):
            return None
        if isinstance(self._content, StoredFile) and length < _SMALL_BYTES:
            return None
        spans = [(page[1], page[2]) for page in Compact(self._content.read(chunk[4], chunk[5])).read_struct()[1]]
        if len(spans) != self._starts[group + 1] - self._starts[group]:
            return None
        levels = int(column.max_repetition_level > 0) + int(column.max_definition_level > 0)
        return _Pages(spans, codec, levels)

    def _column(self, group: int, column: str) -> Any:
        """A column of a row group, of those that were read last."""
        key = (group, column)
        if key not in self._held:
            while self._held and sum(_bytes(held) for held in self._held.values()) > _HELD_BYTES:
                self._held.popitem(last=False)
            array = self._file.read_row_group(group, columns=[column], use_threads=False)[column].combine_chunks()
            tensors = isinstance(array.type, pa.FixedShapeTensorType)
            self._held[key] = array.to_numpy_ndarray() if tensors else array.to_pylist()
        self._held.move_to_end(key)
        return self._held[key]


def _bytes(column: Any) -> int:
    if isinstance(column, np.ndarray):
        return column.nbytes
    return sum(len(value) if isinstance(value, (bytes, str, list)) else 8 for value in column)


class _Members(NamedTuple):
    """Where the members of a row are in the file: image and JSON."""

    image: tuple[int, int]
    json: tuple[int, int]


class TarShard:
    """A tar file of profile `webdataset`, mapped into memory; its headers are read once."""

    def __init__(self, place: Place) -> None:
        self._buffer = _map(place.path)
        self._rows: list[_Members] = []
        self._last: tuple[int, dict[str, Any]] = (-1, {})
        image = (0, 0)
        position = 0
        while position < len(self._buffer) and self._buffer[position]:
            header = bytes(self._buffer[position : position + _TAR_BLOCK])
            extension = header[:100].rstrip(b"\0").rpartition(b".")[2]
            length = int(header[124:135], 8)
            start = position + _TAR_BLOCK
            if extension == b"json":
                self._rows.append(_Members(image, (start, start + length)))
            elif extension != b"cls":
                image = (start, start + length)
            position = start + -(-length // _TAR_BLOCK) * _TAR_BLOCK

    def __len__(self) -> int:
        return len(self._rows)

    def image(self, row: int) -> Image:
        start, end = self._rows[row].image
        return self._buffer[start:end]

    def soft_label(self, row: int, classes: int) -> Floats:
        fields = self._fields(row)
        if "soft_label" in fields:
            return np.asarray(fields["soft_label"], np.float32)
        return dense(fields["label_indices"], fields["label_weights"], classes)

    def value(self, row: int, column: str) -> Any:
        return self._fields(row)[column]

    def columns(self) -> set[str]:
        return set(self._fields(0)) | {"image"} if self._rows else set()

    def _fields(self, row: int) -> dict[str, Any]:
        if self._last[0] != row:
            start, end = self._rows[row].json
            self._last = row, json.loads(bytes(self._buffer[start:end]))
        return self._last[1]
