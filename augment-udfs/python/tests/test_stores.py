"""Reads runs in stores: in the memory of fsspec, and in S3 as moto's server has it."""

import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pytest
import torch
from fsspec.implementations.memory import MemoryFileSystem
from pyarrow import fs
from torch.utils.data import DataLoader

import emulsion
from emulsion import _shards

RUNS = Path(os.environ["EMULSION_RUNS"])
PROFILES = ["raw", "hf", "arrow", "hub-hf"]
COLUMNS = ("row_id", "image", "soft_label", "lam", "epoch")
BATCH = 7


def same(found: Any, expected: Any) -> bool:
    return all(
        torch.equal(found[name], value) if isinstance(value, torch.Tensor) else found[name] == value
        for name, value in expected.items()
    )


def ids(loader: Any) -> list[str]:
    return [row_id for batch in loader for row_id in batch["row_id"]]


@pytest.fixture
def pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Row groups as small as those of these runs are read whole, unless no column is small enough."""
    if request.param == "pages":
        monkeypatch.setattr(_shards, "_SMALL_BYTES", 0)
    return str(request.param)


@pytest.fixture(scope="module")
def memory() -> Iterator[MemoryFileSystem]:
    """The runs in fsspec's memory, below /runs."""
    store = fsspec.filesystem("memory")
    store.put(str(RUNS), "/runs", recursive=True)
    yield store
    store.rm("/runs", recursive=True)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("pages", ["pages", "groups"], indirect=True)
def test_a_run_in_a_store_has_the_rows_of_the_run_on_a_disk(profile: str, pages: str, memory: MemoryFileSystem) -> None:
    local = emulsion.read(RUNS / profile, columns=COLUMNS)
    stored = emulsion.read(f"memory://runs/{profile}/", columns=COLUMNS)
    assert stored.classes == local.classes
    assert stored.epochs == local.epochs
    assert len(list(stored)) == len(local) == len(stored)
    assert all(same(found, expected) for found, expected in zip(stored, local, strict=True))
    assert same(stored[-1], local[-1])
    again = emulsion.read(f"runs/{profile}", columns=COLUMNS, filesystem=memory)
    assert same(pickle.loads(pickle.dumps(again))[3], local[3])
    assert len(emulsion.read(f"memory://runs/{profile}", epoch=1)) == len(local) / 2


def test_a_uri_of_a_folder_is_that_folder(tmp_path: Path) -> None:
    for name in ("raw", "raw.emulsion"):
        shutil.copytree(RUNS / name, tmp_path / "a folder" / name)
    local = emulsion.read(RUNS / "raw")
    path = f"{tmp_path}/a folder/raw"
    uris = [f"file://{path}".replace(" ", "%20"), f"file://localhost{path}/", f"file:{path}"]
    for rows in (
        *map(emulsion.read, uris),
        emulsion.read(path, filesystem=fs.LocalFileSystem()),
        emulsion.read(path, filesystem=fsspec.filesystem("file")),
        emulsion.read("raw", filesystem=fs.SubTreeFileSystem(f"{tmp_path}/a folder", fs.LocalFileSystem())),
    ):
        assert rows.classes == local.classes
        assert same(rows[5], local[5])


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("pages", ["pages", "groups"], indirect=True)
def test_loaders_read_stores(workers: int, pages: str, memory: MemoryFileSystem) -> None:
    rows = emulsion.read("memory://runs/raw", columns=("row_id", "image", "soft_label"))
    assert rows[0]["image"].shape == (3, 40, 48)  # a file that is open when workers are forked
    local = emulsion.read(RUNS / "raw", columns=("row_id",))
    expected = ids(DataLoader(local.iterable(seed=5, batch_size=BATCH), batch_size=BATCH))
    options = {"batch_size": BATCH, "num_workers": workers, "multiprocessing_context": "fork" if workers else None}
    assert ids(DataLoader(rows.iterable(seed=5, batch_size=BATCH), **options)) == expected
    assert ids(DataLoader(rows, sampler=rows.sampler(seed=5), **options)) == expected
    assert sorted(ids(DataLoader(rows, shuffle=True, **options))) == sorted(expected)


class CountingFileSystem(MemoryFileSystem):
    """Counts the bytes that are requested from shards, other than footers and indexes of pages."""

    protocol = "counting"
    requests: list[tuple[str, int, int]] = []  # noqa: RUF012

    def cat_file(self, path: str, *, start: Any = None, end: Any = None, **options: Any) -> bytes:  # as s3fs has them
        CountingFileSystem.requests.append((path, start, end))
        return super().cat_file(path, start, end, **options)


@pytest.mark.parametrize("pages", ["pages"], indirect=True)
def test_of_a_shuffled_pass_every_image_is_requested_once(pages: str, memory: MemoryFileSystem) -> None:
    rows = emulsion.read("/runs/raw", columns=("image",), filesystem=CountingFileSystem())
    CountingFileSystem.requests.clear()
    assert len(list(rows.iterable(seed=5))) == len(rows)
    images = [(path, start) for path, start, end in CountingFileSystem.requests if end - start > 3 * 40 * 48]
    assert len(images) == len(set(images)) == len(rows)
    assert all(end - start < 2 * 3 * 40 * 48 for _, start, end in CountingFileSystem.requests)


def test_tar_files_in_a_store_are_refused(memory: MemoryFileSystem) -> None:
    with pytest.raises(ValueError, match=r"a run of tar files must be on a local .*, was memory:///runs/webdataset: "):
        emulsion.read("memory://runs/webdataset")


def test_what_is_no_place(memory: MemoryFileSystem) -> None:
    with pytest.raises(FileNotFoundError, match=r"memory:///runs/none must be the output directory of `emulsion"):
        emulsion.read("memory://runs/none")
    with pytest.raises(ValueError, match=r"path must be a folder or a URI that .*, was nowhere://a/b: "):
        emulsion.read("nowhere://a/b")
    with pytest.raises(ValueError, match="a URI of a file must name no host, was file://host/a"):
        emulsion.read("file://host/a")
    with pytest.raises(TypeError, match="filesystem must be one of pyarrow or fsspec, was str"):
        emulsion.read("out", filesystem="s3")


@pytest.mark.parametrize("profile", ["raw", "hf", "arrow"])
def test_hugging_face_datasets_of_a_run_in_a_store(profile: str, tmp_path: Path, memory: MemoryFileSystem) -> None:
    rows = emulsion.read(f"memory://runs/{profile}", epoch=1).to_hf(str(tmp_path / "store"))
    local = emulsion.read(RUNS / profile, epoch=1).to_hf(str(tmp_path / "disk"))
    assert rows.features == local.features
    assert rows["row_id"][:] == local["row_id"][:]
    for number in (0, len(local) - 1):
        np.testing.assert_array_equal(np.asarray(rows[number]["image"]), np.asarray(local[number]["image"]))
        assert rows[number]["soft_label"] == local[number]["soft_label"]


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What to put behind a URI of the bucket `runs`, which has profile raw below `some folder`."""
    pytest.importorskip("moto")
    log = tmp_path_factory.mktemp("moto") / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        address = address_of(server, log)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_ACCESS_KEY_ID", "any")
            environment.setenv("AWS_SECRET_ACCESS_KEY", "any")
            environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
            store = fs.S3FileSystem(
                endpoint_override=address, scheme="http", region="us-east-1", allow_bucket_creation=True
            )
            store.create_dir("runs")
            for name in ("raw", "raw.emulsion"):
                fs.copy_files(str(RUNS / name), f"runs/some folder/{name}", fs.LocalFileSystem(), store)
            yield f"?endpoint_override={address.replace(':', '%3A')}&scheme=http&region=us-east-1"
    finally:
        server.terminate()
        server.wait()


def address_of(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(300):
        text = log.read_text()
        if "Running on http://" in text:
            return text.partition("Running on http://")[2].split()[0]
        assert server.poll() is None, text
        time.sleep(0.1)
    raise TimeoutError(log.read_text())


@pytest.mark.parametrize("pages", ["pages"], indirect=True)
def test_s3_with_workers_that_are_forked_or_spawned(pages: str, s3: str) -> None:
    rows = emulsion.read(f"s3a://runs/some folder/raw{s3}", columns=("row_id", "image", "soft_label"))
    local = emulsion.read(RUNS / "raw", columns=("row_id", "image", "soft_label"))
    assert all(same(found, expected) for found, expected in zip(rows, local, strict=True))
    expected = ids(DataLoader(local.iterable(seed=5, batch_size=BATCH), batch_size=BATCH))
    for context in ("fork", "spawn"):
        loader = DataLoader(
            rows.iterable(seed=5, batch_size=BATCH),
            batch_size=BATCH,
            num_workers=2,
            multiprocessing_context=context,
            timeout=60,
        )
        assert ids(loader) == expected
