"""Runs that are small, moved or damaged, and tensors of every type, layout and size."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from torch.utils.data import DataLoader

import emulsion

CLASSES = ["a", "b", "c"]


def write(
    folder: Path,
    rows: int,
    tensor: dict[str, Any] | None = None,
    images: list[np.ndarray] | None = None,
    sizes: list[tuple[int, int]] | None = None,
    labels: str = "soft_label",
    **options: Any,
) -> Path:
    """A shard of profile raw, by pyarrow. Without `images`, that of row n has 2×2 pixels of n."""
    images = [np.full((3, 2, 2), row, np.uint8) for row in range(rows)] if images is None else images
    sizes = sizes or [(2, 2)] * rows
    columns: dict[str, Any] = {
        "row_id": pa.array([f"{row}@0.0" for row in range(rows)], pa.string()),
        "image": pa.array([image.tobytes() for image in images], pa.binary()),
        "height": pa.array([height for height, _ in sizes], pa.int32()),
        "width": pa.array([width for _, width in sizes], pa.int32()),
    }
    if labels == "soft_label":
        columns["soft_label"] = pa.array([[0.25, 0.75, 0.0]] * rows, pa.list_(pa.float32()))
    else:
        columns["label_indices"] = pa.array([[0, 2]] * rows, pa.list_(pa.int32()))
        columns["label_weights"] = pa.array([[0.25, 0.75]] * rows, pa.list_(pa.float32()))
    tensor = tensor or {"dtype": "uint8", "dim_names": ["C", "H", "W"], "shape": [3, 2, 2]}
    metadata = {
        "emulsion.tensors": json.dumps({"image": tensor}),
        "emulsion.labels": json.dumps({"kind": "single", "classes": 3, "names": CLASSES}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"part-{len(list(folder.iterdir()))}.parquet"
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), file, **options)
    return file


ONE_PAGE_PER_ROW = {"use_dictionary": False, "write_page_index": True, "data_page_size": 1, "write_batch_size": 1}


@pytest.mark.parametrize("options", [ONE_PAGE_PER_ROW, {}], ids=["pages", "groups"])
@pytest.mark.parametrize("compression", ["none", "zstd"])
@pytest.mark.parametrize("layout", ["CHW", "HWC"])
@pytest.mark.parametrize("dtype", ["uint8", "float16", "float32"])
def test_a_tensor_has_its_type_and_shape(
    tmp_path: Path, dtype: str, layout: str, compression: str, options: dict[str, Any]
) -> None:
    sizes = [(2, 5), (4, 3), (1, 1)]
    images = [np.random.default_rng(n).normal(100, 20, (3, *size)).astype(dtype) for n, size in enumerate(sizes)]
    shape = [3, None, None] if layout == "CHW" else [None, None, 3]
    stored = images if layout == "CHW" else [np.ascontiguousarray(image.transpose(1, 2, 0)) for image in images]
    tensor = {"dtype": dtype, "dim_names": list(layout), "shape": shape}
    write(tmp_path / "out/epoch=0", 3, tensor, stored, sizes, compression=compression, **options)
    found = [row["image"] for row in emulsion.read(tmp_path / "out")]
    assert [image.dtype for image in found] == [getattr(torch, dtype)] * 3
    for image, expected in zip(found, stored, strict=True):
        np.testing.assert_array_equal(image.numpy(), expected)


@pytest.mark.parametrize("labels", ["soft_label", "label_indices"])
@pytest.mark.parametrize("options", [ONE_PAGE_PER_ROW, {}], ids=["pages", "groups"])
def test_a_label_has_a_weight_for_each_class(tmp_path: Path, labels: str, options: dict[str, Any]) -> None:
    write(tmp_path / "out/epoch=0", 2, labels=labels, **options)
    expected = [0.25, 0.75, 0.0] if labels == "soft_label" else [0.25, 0.0, 0.75]
    assert [row["soft_label"].tolist() for row in emulsion.read(tmp_path / "out")] == [expected] * 2


@pytest.mark.parametrize("workers", [0, 4])
@pytest.mark.parametrize("counts", [[1], [2, 0, 3]])
def test_more_readers_than_rows_and_empty_shards(tmp_path: Path, counts: list[int], workers: int) -> None:
    for rows in counts:
        write(tmp_path / "out/epoch=0", rows)
    rows = emulsion.read(tmp_path / "out", columns=("row_id", "image", "soft_label"))
    assert len(rows) == sum(counts)
    read: list[str] = []
    for rank in range(3):
        stream = rows.iterable(batch_size=2, rank=rank, world=3)
        loader = DataLoader(stream, batch_size=2, num_workers=workers)
        for _ in range(2):
            again = [row_id for batch in loader for row_id in batch["row_id"]]
            assert len(again) == len(stream)
        read += again
    expected = [f"{row}@0.0" for count in counts for row in range(count)]
    assert sorted(read) == sorted(expected)


def test_a_run_without_rows_has_none(tmp_path: Path) -> None:
    write(tmp_path / "out/epoch=0", 0)
    rows = emulsion.read(tmp_path / "out")
    assert len(rows) == 0
    assert list(rows) == list(rows.iterable()) == []
    with pytest.raises(IndexError, match="index must be one of 0 rows, was 0"):
        rows[0]


def test_a_folder_may_be_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out/epoch=0", 3)
    monkeypatch.chdir(tmp_path / "out")
    rows = emulsion.read(".")
    monkeypatch.chdir(tmp_path)
    assert rows[2]["image"][0, 0, 0] == 2
    assert len(emulsion.read("out/")) == 3


def test_shards_that_are_gone_or_cut_are_named(tmp_path: Path) -> None:
    first, second = (write(tmp_path / "out/epoch=0", 3) for _ in range(2))
    own = tmp_path / "out.emulsion"
    own.mkdir()
    files = [{"path": f"epoch=0/{file.name}"} for file in (first, second)]
    (own / "manifest.json").write_text(json.dumps({"epochs": [{"epoch": 0, "files": files}]}))
    assert len(emulsion.read(tmp_path / "out")) == 6
    content = second.read_bytes()
    for broken in (content[:-20], b"", content[:3]):
        second.write_bytes(broken)
        with pytest.raises(ValueError, match=r"part-1\.parquet must be a whole shard: .*; run `emulsion verify`"):
            emulsion.read(tmp_path / "out")
    second.unlink()
    with pytest.raises(FileNotFoundError, match=r"part-1\.parquet must exist, since the run's manifest lists it; move"):
        emulsion.read(tmp_path / "out")
    os.rename(own, tmp_path / "elsewhere.emulsion")
    assert len(emulsion.read(tmp_path / "out")) == 3  # the shards alone


def test_columns_are_a_list(tmp_path: Path) -> None:
    write(tmp_path / "out/epoch=0", 1)
    with pytest.raises(ValueError, match="columns must be a list of names, was the text 'image'"):
        emulsion.read(tmp_path / "out", columns="image")


def test_a_stream_that_was_left_in_the_middle_begins_anew(tmp_path: Path) -> None:
    write(tmp_path / "out/epoch=0", 9)
    stream = emulsion.read(tmp_path / "out", columns=("row_id",)).iterable(seed=3)
    whole = [row["row_id"] for row in stream]
    for _, _ in zip(range(4), stream, strict=False):
        pass
    assert [row["row_id"] for row in stream] == whole


def test_the_stateful_loader_refuses_another_number_of_workers(tmp_path: Path) -> None:
    stateful = pytest.importorskip("torchdata.stateful_dataloader")
    write(tmp_path / "out/epoch=0", 40)
    rows = emulsion.read(tmp_path / "out")
    loader = stateful.StatefulDataLoader(rows.iterable(batch_size=2), batch_size=2, num_workers=2)
    next(iter(loader))
    state = loader.state_dict()
    other = stateful.StatefulDataLoader(rows.iterable(batch_size=2), batch_size=2, num_workers=3)
    other.load_state_dict(state)
    with pytest.raises((ValueError, AssertionError, RuntimeError), match=r"worker"):
        next(iter(other))
