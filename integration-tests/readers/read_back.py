#!/usr/bin/env python3
"""Reads the output of read_back.sh with every available reader, and compares every value.

    python3 integration-tests/readers/read_back.py [--strict] DIRECTORY

Two checks. Each reader's rows, all columns of all epochs, must add up to the content digest in
manifest.json; it is recomputed here as docs/reproducibility.md defines it. And each snippet of
docs/formats.md, and of the README.md of an output with layout hub, is run unchanged: its ids, images
and labels must be those of profile raw, where a JPEG must be the one that Pillow encodes from the
raw image. Needs numpy, Pillow and pyarrow; other readers that are not installed are listed, and with
--strict are errors. Spark's snippets need PySpark, and Emulsion's bundle in EMULSION_BUNDLE for tar
files. Exits with 0 if all agree.
"""

import glob
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import re
import struct
import sys
import tarfile

import numpy as np
import pyarrow.parquet as parquet
from PIL import Image

HEIGHT, WIDTH = 40, 48
MEAN = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
STD = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
STRING, INT, DOUBLE, BYTES, INTS, FLOATS = range(6)
COLUMNS = {
    "row_id": STRING, "epoch": INT, "variant": INT, "base_id": STRING, "partner_id": STRING,
    "method": STRING, "image": BYTES, "height": INT, "width": INT, "channels": INT,
    "label_base": INT, "label_partner": INT, "lam": DOUBLE, "lam_drawn": DOUBLE,
    "label_indices": INTS, "label_weights": FLOATS, "soft_label": FLOATS, "plan": STRING,
}  # fmt: skip


def own(out):
    """The folder of Emulsion's own files of an output."""
    return out.with_name(out.name + ".emulsion")


# The content digest.


def encoded(value, kind):
    if value is None:
        return b"\0"
    if kind == STRING:
        value = value.encode()
    if kind in (STRING, BYTES):
        return b"\1" + struct.pack(">i", len(value)) + value
    if kind == INT:
        return b"\1" + struct.pack(">i", value)
    if kind == DOUBLE:
        return b"\1" + struct.pack(">d", value)
    return b"\1" + struct.pack(">i", len(value)) + np.asarray(value, ">i4" if kind == INTS else ">f4").tobytes()


def image_bytes(image):
    if isinstance(image, dict):
        image = image["bytes"]
    return image if isinstance(image, bytes) else np.asarray(image, "<f4").tobytes()


def epoch_of(row_id):
    """The epoch in BASE_ID@EPOCH.VARIANT; Parquet files do not have it as a column."""
    return int(row_id.rpartition("@")[2].partition(".")[0])


def digest(rows):
    total = 0
    for row in rows:
        row = {"epoch": epoch_of(row["row_id"]), **row, "image": image_bytes(row["image"])}
        sha = hashlib.sha256(b"".join(encoded(row[name], kind) for name, kind in COLUMNS.items()))
        total += int.from_bytes(sha.digest()[:16], "big")
    return f"{total % 2**128:032x}"


# Readers of complete rows.


def files(out, extension):
    """The shards: one folder for each epoch, or with layout hub one for all."""
    return sorted(glob.glob(f"{out}/epoch=*/*.{extension}") + glob.glob(f"{out}/data/*.{extension}"))


def with_pyarrow(out):
    for file in files(out, "parquet"):
        table = parquet.ParquetFile(file).read()
        image = table["image"].combine_chunks()
        if hasattr(image, "to_numpy_ndarray"):
            tensors = image.to_numpy_ndarray()
            assert tensors.shape == (len(table), 3, HEIGHT, WIDTH), tensors.shape
            for row, tensor in zip(table.drop_columns("image").to_pylist(), tensors):
                yield dict(row, image=tensor)
        else:
            yield from table.to_pylist()


def with_duckdb(out):
    import duckdb

    found = duckdb.sql(f"select * from read_parquet('{out}/*/*.parquet', hive_partitioning = false)")
    for row in found.fetchall():
        yield dict(zip(found.columns, row))


def with_polars(out):
    import polars

    for file in files(out, "parquet"):
        yield from polars.read_parquet(file, hive_partitioning=False).to_dicts()


def with_datasets(out):
    import datasets

    rows = datasets.load_dataset("parquet", data_files=files(out, "parquet"), split="train", cache_dir=f"{out}/../cache")
    if isinstance(rows.features["image"], datasets.Image):
        names = json.loads((own(out) / "classes.json").read_text())["classes"]
        for column in ("label_base", "label_partner"):
            assert rows.features[column] == datasets.ClassLabel(names=names), rows.features[column]
        assert rows.features["soft_label"] == datasets.List(datasets.Value("float32")), rows.features
        assert isinstance(rows[0]["image"], Image.Image), rows[0]["image"]
        rows = rows.cast_column("image", datasets.Image(decode=False))
    yield from rows


def with_ray(out):
    import ray

    for folder in sorted(glob.glob(f"{out}/epoch=*") + glob.glob(f"{out}/data")):
        yield from ray.data.read_parquet(folder, partitioning=None).take_all()


def present(fields):
    """The JSON of a tar shard, with None for the values that mean no partner and no plan."""
    assert None not in fields.values(), fields
    absent = {"partner_id": "", "label_partner": -1, "plan": ""}
    return {name: None if value == absent.get(name) else value for name, value in fields.items()}


def with_tarfile(out):
    for file in files(out, "tar"):
        image = None
        with tarfile.open(file) as tar:
            for member in tar:
                content = tar.extractfile(member).read()
                if member.name.endswith(".json"):
                    yield dict(present(json.loads(content)), image=image)
                elif not member.name.endswith(".cls"):
                    image = content


def with_webdataset(out):
    import webdataset

    for row in webdataset.WebDataset(files(out, "tar"), shardshuffle=False):
        fields = present(json.loads(row["json"]))
        assert int(row["cls"]) == fields["label_base"], row["__key__"]
        yield dict(fields, image=next(row[name] for name in ("jpg", "png", "webp") if name in row))


PARQUET = {"pyarrow": with_pyarrow, "duckdb": with_duckdb, "polars": with_polars, "datasets": with_datasets, "ray": with_ray}
TAR = {"tarfile": with_tarfile, "webdataset": with_webdataset}
RUNS = ("raw", "raw-float16", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp", "hub-hf", "hub-webdataset")
UNFIT = {"arrow": ("datasets", "polars")}  # do not support fixed-shape tensors


# The snippets of docs/formats.md.

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def snippets(text):
    """(label, code) for each block of Python."""
    found = re.findall(r"^([^\n]+):\n\n```python\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    assert len(found) == text.count("```python"), "a line with a colon must introduce every snippet"
    return found


def sections(page):
    """The page by the titles of its sections."""
    return {part.partition("\n")[0]: part for part in page.split("\n## ")}


def snippets_of(name, out):
    """What shows how to read this output."""
    if name.startswith("hub-"):
        return snippets((out / "README.md").read_text())
    page = sections(PAGE.read_text())
    found = snippets(page[f"Reading profile {name.split('-')[0]}"])
    return found + snippets(page["From torch"] + page["Files and row groups"]) if name == "raw" else found


def modules(code):
    """The modules that a snippet imports."""
    lines = re.findall(r"^(?:import (.*)|from (\S+) import)", code, re.MULTILINE)
    names = {name.split()[0] for plain, source in lines for name in (source or plain).split(", ")}
    return {name.split(".")[0] for name in names}


def expected_image(name, raw):
    """The image of a row in a profile, from its uint8 tensor in profile raw."""
    if name == "raw":
        return raw
    normalized = (raw.astype(np.float32) / np.float32(255) - MEAN) / STD
    if name == "arrow":
        return normalized
    if name == "raw-float16":
        return normalized.transpose(1, 2, 0).astype(np.float16)
    rows = np.ascontiguousarray(raw.transpose(1, 2, 0))
    name = name.removeprefix("hub-")
    options = {"hf": {"quality": 90, "subsampling": "4:4:4"}, "webdataset": {"quality": 80}}.get(name)
    if options is None:
        return rows
    file = io.BytesIO()
    Image.fromarray(rows).save(file, "JPEG", **options)
    return np.asarray(Image.open(file))


def spark_session():
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    if "EMULSION_BUNDLE" in os.environ:
        builder = builder.config("spark.jars", os.environ["EMULSION_BUNDLE"])
    return builder.getOrCreate()


def run_spark(name, code, out, oracle):
    """Rows of Spark are compared with what the files have."""
    found = {"OUT": str(out), "spark": spark_session()}
    exec(compile(code, str(PAGE), "exec"), found)
    image = "bytes" if "bytes" in found["rows"].columns else "image"
    rows = found["rows"].select("row_id", image, "soft_label").collect()
    expected = {}
    for row in with_tarfile(out) if files(out, "tar") else with_pyarrow(out):
        stored = row["image"]["bytes"] if isinstance(row["image"], dict) else row["image"]
        expected[row["row_id"]] = stored, row["soft_label"]
    for row in rows:
        stored, soft = expected.pop(row["row_id"])
        value = bytes(row[image]) if isinstance(stored, bytes) else row[image]
        assert np.array_equal(value, stored if isinstance(stored, bytes) else np.ravel(stored)), row["row_id"]
        assert np.array_equal(np.float32(row["soft_label"]), np.float32(soft)), row["row_id"]
    assert {epoch_of(row_id) for row_id in expected} in (set(), {1}), "rows are missing"
    return len(rows)


def run_snippet(name, code, out, oracle):
    found = {"OUT": str(out)}
    exec(compile(code, str(PAGE), "exec"), found)
    if "ids" not in found:  # the one that reads with little memory
        found["ids"] = [row["row_id"] for row in found["rows"]]
        found["labels"] = [row["soft_label"] for row in found["rows"]]
        stored = [np.frombuffer(row["image"], np.uint8) for row in found["rows"]]
        found["images"] = [image.reshape(3, HEIGHT, WIDTH) for image in stored]
    count = 0
    for sample, image, label in zip(found["ids"], found["images"], found["labels"], strict=True):
        raw, soft = oracle[sample]
        expected = expected_image(name, raw)
        image = np.asarray(image)
        assert image.shape == expected.shape, f"{sample}: shape {image.shape}, expected {expected.shape}"
        assert image.dtype == expected.dtype and np.array_equal(image, expected), f"{sample}: pixels differ"
        assert np.array_equal(np.asarray(label, np.float32), soft), f"{sample}: labels differ"
        count += 1
    assert count, "no rows"
    return count


class Findings:
    def __init__(self):
        self.wrong, self.missing = 0, set()

    def has(self, modules):
        absent = [m for m in modules if m not in sys.modules and importlib.util.find_spec(m) is None]
        self.missing.update(absent)
        return not absent

    def check(self, what, test):
        try:
            print(f"ok: {what}: {test()}")
        except Exception as problem:
            self.wrong += 1
            print(f"WRONG: {what}: {type(problem).__name__}: {problem}")


def check_rows(name, read, out, expected):
    rows = list(read(out))
    found = digest(rows)
    assert found == expected, f"content digest {found} of {len(rows)} rows, the manifest has {expected}"
    return f"{len(rows)} rows as written"


def check_hub(code, out, oracle):
    """Card, features and split are those of the dataset, and the first epoch is there by itself."""
    import datasets

    found = {"OUT": str(out)}
    exec(compile(code, str(PAGE), "exec"), found)
    info = datasets.load_dataset_builder(str(out)).info
    assert info.features == found["rows"].features, info.features
    assert info.splits["train"].num_examples == len(found["rows"]) == len(oracle), info.splits
    assert sorted(found["rows"]["row_id"]) == sorted(oracle)
    for part in (found["first"], found["same"]):
        assert sorted(part["row_id"]) == sorted(row_id for row_id in oracle if epoch_of(row_id) == 0)
    return f"{len(oracle)} rows with the features of the card"


def main():
    strict = "--strict" in sys.argv
    paths = [a for a in sys.argv[1:] if not a.startswith("-")]
    if len(paths) != 1:
        sys.exit(__doc__)
    root = pathlib.Path(paths[0]).resolve()
    findings = Findings()
    oracle = {}
    for row in with_pyarrow(root / "raw"):
        pixels = np.frombuffer(row["image"], np.uint8).reshape(3, HEIGHT, WIDTH)
        oracle[row["row_id"]] = pixels, np.array(row["soft_label"], np.float32)
    for name in RUNS:
        out = root / name
        if not out.exists():
            continue
        expected = json.loads((own(out) / "manifest.json").read_text())["contentDigest"]
        profile = name.removeprefix("hub-").split("-")[0]
        for reader, read in (TAR if profile == "webdataset" else PARQUET).items():
            if reader in UNFIT.get(profile, ()) or (name == "hf-png" and reader == "datasets"):
                continue  # without the footer, datasets does not decode images
            if findings.has([reader]):
                findings.check(f"{name}, {reader}", lambda: check_rows(name, read, out, expected))
        if name == "hf-png":
            continue  # its README is that of hf
        for label, code in snippets_of(name, out):
            run = run_snippet
            if "spark." in code:
                if name.endswith("webdataset") and "EMULSION_BUNDLE" not in os.environ:
                    findings.missing.add("EMULSION_BUNDLE")
                    continue
                run = run_spark
            needed = ["pyspark"] if run is run_spark else modules(code)
            if findings.has(needed):
                findings.check(f"{name}, snippet: {label}", lambda: f"{run(name, code, out, oracle)} rows equal")
    if (root / "hub-hf").exists() and findings.has(["datasets"]):
        for label, code in snippets(sections(PAGE.read_text())["For the Hugging Face Hub"]):
            findings.check(f"hub-hf, snippet: {label}", lambda: check_hub(code, root / "hub-hf", oracle))
    if findings.missing:
        print("NOT INSTALLED, not checked: " + ", ".join(sorted(findings.missing)))
    sys.exit(1 if findings.wrong or (strict and findings.missing) else 0)


if __name__ == "__main__":
    main()
