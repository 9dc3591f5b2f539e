"""Reads runs of every profile, which integration-tests/readers/run.sh has left in the folder EMULSION_RUNS."""

import io
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, DistributedSampler

import emulsion

RUNS = Path(os.environ["EMULSION_RUNS"])
PROFILES = ["raw", "hf", "arrow", "webdataset", "hub-hf", "hub-webdataset"]
COLUMNS = ("row_id", "image", "soft_label")
BATCH = 7


@pytest.fixture(scope="session")
def stored() -> dict[str, dict[str, Any]]:
    """The rows of profile raw, as pyarrow reads them."""
    files = sorted(RUNS.glob("raw/epoch=*/*.parquet"))
    return {row["row_id"]: row for file in files for row in pq.ParquetFile(file).read().to_pylist()}


def ids(loader: Any) -> list[str]:
    return [row_id for batch in loader for row_id in batch["row_id"]]


def stream(rank: int = 0, world: int = 1, **settings: Any) -> Any:
    rows = emulsion.read(RUNS / "raw", columns=COLUMNS)
    return rows.iterable(**{"seed": 5, "batch_size": BATCH, "rank": rank, "world": world} | settings)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_row_is_as_it_is_stored(profile: str, stored: dict[str, dict[str, Any]]) -> None:
    rows = emulsion.read(RUNS / profile, columns=(*COLUMNS, "epoch", "lam", "partner_id"))
    assert len(rows) == len(stored)
    assert rows.epochs == (0, 1)
    assert list(rows.classes) == json.loads((RUNS / f"{profile}.emulsion/classes.json").read_text())["classes"]
    read = list(rows)
    assert sorted(row["row_id"] for row in read) == sorted(stored)
    for row in read:
        expected = stored[row["row_id"]]
        pixels = np.frombuffer(expected["image"], np.uint8).reshape(3, expected["height"], expected["width"])
        assert torch.equal(row["image"], torch.from_numpy(as_profile(profile, pixels)))
        assert row["soft_label"].dtype == torch.float32
        assert row["soft_label"].tolist() == expected["soft_label"]
        assert row["row_id"].endswith(f"@{row['epoch']}.0")
        assert (row["lam"], row["partner_id"] or None) == (expected["lam"], expected["partner_id"])


def as_profile(profile: str, pixels: np.ndarray) -> np.ndarray:
    """The image in a profile: in arrow normalized, in the others through a JPEG as read_back.sh asks for it."""
    if profile == "raw":
        return pixels.copy()
    if profile == "arrow":
        mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
        std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
        return (pixels.astype(np.float32) / np.float32(255) - mean) / std
    options = {"quality": 80} if profile.endswith("webdataset") else {"quality": 90, "subsampling": "4:4:4"}
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0))).save(file, "JPEG", **options)
    return np.array(Image.open(file)).transpose(2, 0, 1).copy()


@pytest.mark.parametrize("profile", PROFILES)
def test_one_epoch_of_several(profile: str) -> None:
    rows = emulsion.read(RUNS / profile, epoch=1, columns=("row_id",))
    assert rows.epochs == (1,)
    assert len(rows) == len(emulsion.read(RUNS / profile)) / 2
    assert all(row["row_id"].endswith("@1.0") for row in rows)


@pytest.mark.parametrize("workers", [0, 2, 4])
@pytest.mark.parametrize("world", [1, 2])
def test_a_loader_delivers_every_row_once(workers: int, world: int, stored: dict[str, Any]) -> None:
    read: list[str] = []
    for rank in range(world):
        rows = stream(rank, world)
        rows.set_epoch(3)
        loader = DataLoader(rows, batch_size=BATCH, num_workers=workers)
        batches = list(loader)
        assert len(batches) == len(loader)
        assert batches[0]["image"].shape[:2] == (BATCH, 3)
        alone = stream(rank, world)
        alone.set_epoch(3)
        assert ids(batches) == [row["row_id"] for row in alone]
        read += ids(batches)
    assert sorted(read) == sorted(stored)


def test_workers_that_stay_follow_set_epoch(stored: dict[str, Any]) -> None:
    rows = stream()
    loader = DataLoader(rows, batch_size=BATCH, num_workers=2, persistent_workers=True)
    passes = []
    for epoch in (0, 1):
        rows.set_epoch(epoch)
        passes.append(ids(loader))
    assert sorted(passes[0]) == sorted(passes[1]) == sorted(stored)
    assert passes[0] != passes[1]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_pass_resumes_in_the_middle(workers: int) -> None:
    rows = stream(1, 2)
    rows.set_epoch(2)
    whole = ids(DataLoader(rows, batch_size=BATCH, num_workers=workers))
    batches = iter(DataLoader(rows, batch_size=BATCH, num_workers=workers))
    first = [row_id for _ in range(3) for row_id in next(batches)["row_id"]]
    state = json.loads(json.dumps(rows.state_dict(3 * BATCH) if workers else rows.state_dict()))
    assert state["rows"] == 3 * BATCH
    resumed = stream(1, 2)
    resumed.load_state_dict(state)
    resumed.set_epoch(2)
    loader = DataLoader(resumed, batch_size=BATCH, num_workers=4)
    assert len(loader) == -(-(len(whole) - 3 * BATCH) // BATCH)
    assert first + ids(loader) == whole
    resumed.set_epoch(3)
    assert len(ids(loader)) == len(whole)


@pytest.mark.parametrize("workers", [0, 2])
def test_the_stateful_loader_resumes(workers: int) -> None:
    stateful = pytest.importorskip("torchdata.stateful_dataloader")
    whole = ids(stateful.StatefulDataLoader(stream(), batch_size=BATCH, num_workers=workers))
    loader = stateful.StatefulDataLoader(stream(), batch_size=BATCH, num_workers=workers)
    batches = iter(loader)
    first = [row_id for _ in range(3) for row_id in next(batches)["row_id"]]
    state = loader.state_dict()
    del batches
    resumed = stateful.StatefulDataLoader(stream(), batch_size=BATCH, num_workers=workers)
    resumed.load_state_dict(state)
    assert first + ids(resumed) == whole


def test_a_finished_pass_has_no_rows_left() -> None:
    rows = stream()
    whole = ids(DataLoader(rows, batch_size=BATCH))
    state = rows.state_dict()
    assert state["rows"] == len(whole)
    assert ids(DataLoader(rows, batch_size=BATCH)) == whole  # the same pass again
    rows.load_state_dict(state)
    assert ids(DataLoader(rows, batch_size=BATCH)) == []


def test_another_state_is_an_error() -> None:
    state = stream().state_dict()
    with pytest.raises(ValueError, match="seed must be 5 as in the state that is loaded, was 6"):
        stream(seed=6).load_state_dict(state)
    with pytest.raises(ValueError, match="world must be 1 as in the state that is loaded, was 2"):
        stream(0, 2).load_state_dict(state)


def test_samplers_of_torch_and_our_own(stored: dict[str, Any]) -> None:
    rows = emulsion.read(RUNS / "raw", columns=COLUMNS)
    assert sorted(ids(DataLoader(rows, batch_size=BATCH, shuffle=True, num_workers=2))) == sorted(stored)
    ranks = [DistributedSampler(rows, 2, rank) for rank in (0, 1)]
    assert sorted(row for sampler in ranks for row in ids(DataLoader(rows, sampler=sampler))) == sorted(stored)
    sampler = rows.sampler(seed=5, rank=1, world=2)
    sampler.set_epoch(3)
    alone = stream(1, 2)
    alone.set_epoch(3)
    expected = [row["row_id"] for row in alone]
    assert ids(DataLoader(rows, batch_size=BATCH, sampler=sampler)) == expected
    sampler.load_state_dict(sampler.state_dict(10))
    assert ids(DataLoader(rows, batch_size=BATCH, sampler=sampler)) == expected[10:]


def test_a_transform_makes_the_rows() -> None:
    rows = emulsion.read(RUNS / "raw", transform=lambda row: (row["image"].float() / 255, row["soft_label"]))
    image, label = rows[-1]
    assert image.dtype == torch.float32
    assert label.shape == (len(rows.classes),)
    assert torch.equal(pickle.loads(pickle.dumps(emulsion.read(RUNS / "raw")))[0]["image"], rows[0][0].mul(255).byte())


@pytest.mark.parametrize("profile", PROFILES)
def test_hugging_face_datasets(profile: str, tmp_path: Path, stored: dict[str, Any]) -> None:
    rows = emulsion.read(RUNS / profile).to_hf(str(tmp_path))
    tar = profile.endswith("webdataset")
    fields = [row["json"] for row in rows] if tar else rows
    assert sorted(row["row_id"] for row in fields) == sorted(stored)
    first = rows[0]
    image = np.asarray(first["jpg" if tar else "image"])
    expected = stored[(first["json"] if tar else first)["row_id"]]
    height, width = expected["height"], expected["width"]
    assert image.shape == ((3, height, width) if profile in ("raw", "arrow") else (height, width, 3))
    if not tar:
        assert rows.features["label_base"].names == list(emulsion.read(RUNS / profile).classes)
        assert first["label_base"] == expected["label_base"]


def test_shards_that_another_program_has_rewritten(tmp_path: Path, stored: dict[str, Any]) -> None:
    for name in ("raw", "raw.emulsion"):
        shutil.copytree(RUNS / name, tmp_path / name)
    for number, file in enumerate(sorted(tmp_path.glob("raw/epoch=*/*.parquet"))):
        table = pq.ParquetFile(file).read()
        pq.write_table(table, file, compression=["snappy", "none"][number % 2], use_dictionary=number % 3 == 0)
    for row in emulsion.read(tmp_path / "raw", columns=COLUMNS):
        assert row["image"].numpy().tobytes() == stored[row["row_id"]]["image"]
        assert row["soft_label"].tolist() == stored[row["row_id"]]["soft_label"]


def test_shards_alone_are_enough(tmp_path: Path, stored: dict[str, Any]) -> None:
    for name in ("raw", "hub-hf"):
        shutil.copytree(RUNS / name, tmp_path / name)
        rows = emulsion.read(tmp_path / name, epoch=1, columns=COLUMNS)
        assert len(rows) == len(stored) / 2
        assert rows.classes == emulsion.read(RUNS / name).classes


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"epoch must be one of \[0, 1\] of .*raw, was 2"):
        emulsion.read(RUNS / "raw", epoch=2)
    with pytest.raises(ValueError, match=r"columns must be some of \['base_id', .*\], was label"):
        emulsion.read(RUNS / "raw", columns=("image", "label"))
    with pytest.raises(
        FileNotFoundError, match=r"must be the output directory of `emulsion augment`, but has no shards"
    ):
        emulsion.read(tmp_path)
    with pytest.raises(IndexError, match="index must be from 0 to"):
        emulsion.read(RUNS / "raw")[1000]
    shutil.copytree(RUNS / "raw.emulsion", tmp_path / "raw.emulsion")
    (tmp_path / "raw.emulsion/manifest.json").unlink()
    with pytest.raises(
        ValueError, match=r"is not a finished run: there is no .*manifest\.json; run `emulsion augment`"
    ):
        emulsion.read(tmp_path / "raw")


MEMORY = """
import resource, sys, emulsion

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

rows = emulsion.read(sys.argv[1])
rows[0]
before = peak()
for row in range(0, len(rows), len(rows) // 16):
    rows[row]
print(peak() - before)
"""


def test_rows_of_a_large_row_group_are_read_alone(tmp_path: Path) -> None:
    side, count = 224, 450  # one row group of 64.6 MiB
    table = pa.table(
        {
            "image": [bytes([number % 256]) * (3 * side * side) for number in range(count)],
            "soft_label": pa.array([[0.25, 0.75]] * count, pa.list_(pa.float32())),
        }
    )
    tensors = {"image": {"dtype": "uint8", "dim_names": ["C", "H", "W"], "shape": [3, side, side]}}
    labels = {"kind": "single", "classes": 2, "names": ["a", "b"]}
    metadata = {"emulsion.tensors": json.dumps(tensors), "emulsion.labels": json.dumps(labels)}
    folder = tmp_path / "large" / "epoch=0"
    folder.mkdir(parents=True)
    pq.write_table(
        table.replace_schema_metadata(metadata),
        folder / "part-0.parquet",
        compression="none",
        use_dictionary=False,
        write_page_index=True,
        data_page_size=1,
        write_batch_size=1,
    )
    assert pq.read_metadata(folder / "part-0.parquet").num_row_groups == 1
    command = [sys.executable, "-c", MEMORY, str(tmp_path / "large")]
    grown = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert grown < 8 << 10, f"{grown} KiB"  # 17 rows of 147 KiB, their pages and their tensors
