"""Where a run is: a folder on a disk or in a store."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyarrow import fs

_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(?://([^/?]*))?(/[^?]*)?(\?.*)?")
_LOCAL = ("", "localhost")
_WITHOUT_AUTHORITY = ("file", "hdfs", "viewfs")
_READ_AHEAD = 1 << 16


@dataclass(frozen=True)
class Place:
    """A file or a folder. Its text is what a message calls it, without credentials."""

    filesystem: Any
    path: str

    @staticmethod
    def of(path: str | os.PathLike[str], filesystem: Any = None) -> Place:
        """The folder of a path or a URI; with a file system of pyarrow or fsspec, the one there."""
        text = os.fspath(path)
        uri = _URI.fullmatch(text) if isinstance(path, str) else None
        if filesystem is not None:
            return _within(filesystem, text, uri)
        if uri is None:
            return Place(fs.LocalFileSystem(), os.path.abspath(text))
        scheme, authority, key, query = uri.groups("")
        if scheme == "file":
            if authority not in _LOCAL:
                raise ValueError(f"a URI of a file must name no host, was {text}")
            return Place(fs.LocalFileSystem(), os.path.abspath(unquote(key)))
        if scheme in ("s3a", "s3n"):
            scheme = "s3"
        try:
            found, root = fs.FileSystem.from_uri(f"{scheme}://{authority}/{query}")
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
            return _by_fsspec(f"{scheme}://{authority}{key}", problem)
        return Place(found, (root.rstrip("/") + key).rstrip("/"))

    @property
    def is_local(self) -> bool:
        return isinstance(self.filesystem, fs.LocalFileSystem)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return os.path.splitext(self.name)[1]

    @property
    def is_file(self) -> bool:
        return bool(self.filesystem.get_file_info(self.path).type == fs.FileType.File)

    @property
    def is_folder(self) -> bool:
        try:
            return bool(self.filesystem.get_file_info(self.path).type == fs.FileType.Directory)
        except OSError:
            if "/" in self.path:
                raise
            return False  # a bucket of someone else

    @property
    def version(self) -> str:
        """Another text if the file has been written again."""
        info = self.filesystem.get_file_info(self.path)
        return f"{info.size} {info.mtime_ns}"

    def __truediv__(self, name: str) -> Place:
        return Place(self.filesystem, f"{self.path.rstrip('/')}/{name}")

    def __str__(self) -> str:
        if self.is_local:
            return self.path
        fsspec = _fsspec_of(self.filesystem)
        protocol = fsspec.protocol if fsspec is not None else self.filesystem.type_name
        return f"{protocol if isinstance(protocol, str) else protocol[0]}://{self.path}"

    def beside(self, suffix: str) -> Place:
        """The folder with the same name and a suffix."""
        return Place(self.filesystem, self.path + suffix)

    def entries(self) -> Iterator[Place]:
        """What is in a folder, by name; nothing if there is no such folder."""
        found = self.filesystem.get_file_info(fs.FileSelector(self.path, allow_not_found=True))
        return (Place(self.filesystem, entry.path) for entry in sorted(found, key=lambda entry: str(entry.path)))

    def text(self) -> str:
        with self.open() as file:
            return str(file.read(), "utf-8")

    def open(self) -> Any:
        """The file, for pyarrow."""
        fsspec = _fsspec_of(self.filesystem)
        if fsspec is not None:  # pyarrow would open it with a buffer of many megabytes
            return pa.PythonFile(fsspec.open(self.path, "rb", block_size=_READ_AHEAD), mode="r")
        return self.filesystem.open_input_file(self.path)


class StoredFile:
    """A file in a store. Every `read` is a request, which several threads may make at the same time."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._fsspec = _fsspec_of(place.filesystem)
        self._file = None if self._fsspec is not None else place.open()
        self.size = int(self._fsspec.size(place.path) if self._file is None else self._file.size())

    def read(self, start: int, length: int) -> memoryview:
        if self._fsspec is not None:
            # by name: the second argument of s3fs is a version
            return memoryview(self._fsspec.cat_file(self._place.path, start=start, end=start + length))
        assert self._file is not None
        return memoryview(self._file.read_at(length, start))


def _fsspec_of(filesystem: Any) -> Any:
    """The file system of fsspec in one of pyarrow, or None."""
    if isinstance(filesystem, fs.PyFileSystem) and isinstance(filesystem.handler, fs.FSSpecHandler):
        return filesystem.handler.fs
    return None


def _within(filesystem: Any, text: str, uri: re.Match[str] | None) -> Place:
    if not isinstance(filesystem, fs.FileSystem):
        if not hasattr(filesystem, "_strip_protocol"):
            raise TypeError(f"filesystem must be one of pyarrow or fsspec, was {type(filesystem).__name__}")
        if "file" in filesystem.protocol:
            return _within(fs.LocalFileSystem(), text, uri)
        return Place(fs.PyFileSystem(fs.FSSpecHandler(filesystem)), str(filesystem._strip_protocol(text)).rstrip("/"))
    if uri is not None:
        scheme, authority, key, _ = uri.groups("")
        container = authority.partition("@")[0] if scheme.startswith("abfs") else authority.rpartition("@")[2]
        text = key if scheme in _WITHOUT_AUTHORITY else container + key
    if isinstance(filesystem, fs.LocalFileSystem):
        text = os.path.abspath(text)
    return Place(filesystem, text.rstrip("/"))


def _by_fsspec(uri: str, problem: Exception) -> Place:
    try:
        import fsspec

        filesystem, path = fsspec.core.url_to_fs(uri)
    except (ImportError, TypeError, ValueError) as other:
        raise ValueError(
            f"path must be a folder or a URI that pyarrow or fsspec can open, was {uri}: {problem}; {other}; "
            "give the file system as filesystem="
        ) from other
    return Place(fs.PyFileSystem(fs.FSSpecHandler(filesystem)), str(path).rstrip("/"))
