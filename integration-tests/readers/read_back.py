#!/usr/bin/env python3
"""Reads the output of read_back.sh with every available reader, and compares every value.

    python3 integration-tests/readers/read_back.py [--strict] DIRECTORY

Two checks. Each reader's rows, all columns of all epochs, must add up to the content digest in
manifest.json; it is recomputed here as docs/reproducibility.md defines it. And each snippet of the
output's README.md is run unchanged: its ids, images and labels must be those of profile raw, where
a JPEG must be the one that Pillow encodes from the raw image. Needs numpy, Pillow and pyarrow; other
readers that are not installed are listed, and with --strict are errors. Exits with 0 if all agree.
"""

import glob
import hashlib
import importlib.util
import io
import json
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


def with_pyarrow(out):
    for file in sorted(glob.glob(f"{out}/epoch=*/*.parquet")):
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

    found = duckdb.sql(f"select * from read_parquet('{out}/epoch=*/*.parquet', hive_partitioning = false)")
    for row in found.fetchall():
        yield dict(zip(found.columns, row))


def with_polars(out):
    import polars

    for file in sorted(glob.glob(f"{out}/epoch=*/*.parquet")):
        yield from polars.read_parquet(file, hive_partitioning=False).to_dicts()


def with_datasets(out):
    import datasets

    rows = datasets.load_dataset("parquet", data_files=f"{out}/epoch=*/*.parquet", split="train", cache_dir=f"{out}/../cache")
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

    for folder in sorted(glob.glob(f"{out}/epoch=*")):
        yield from ray.data.read_parquet(folder, partitioning=None).take_all()


def present(fields):
    """The JSON of a tar shard, with None for the values that mean no partner and no plan."""
    assert None not in fields.values(), fields
    absent = {"partner_id": "", "label_partner": -1, "plan": ""}
    return {name: None if value == absent.get(name) else value for name, value in fields.items()}


def with_tarfile(out):
    for file in sorted(glob.glob(f"{out}/epoch=*/*.tar")):
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

    for row in webdataset.WebDataset(sorted(glob.glob(f"{out}/epoch=*/*.tar")), shardshuffle=False):
        fields = present(json.loads(row["json"]))
        assert int(row["cls"]) == fields["label_base"], row["__key__"]
        yield dict(fields, image=next(row[name] for name in ("jpg", "png", "webp") if name in row))


PARQUET = {"pyarrow": with_pyarrow, "duckdb": with_duckdb, "polars": with_polars, "datasets": with_datasets, "ray": with_ray}
TAR = {"tarfile": with_tarfile, "webdataset": with_webdataset}
UNFIT = {"arrow": ("datasets", "polars")}  # do not support fixed-shape tensors


# The snippets of README.md.


def snippets(readme):
    """(label, code) for each block of Python."""
    return re.findall(r"^([^\n]+):\n\n```python\n(.*?)```", readme, re.MULTILINE | re.DOTALL)


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
    options = {"hf": {"quality": 90, "subsampling": "4:4:4"}, "webdataset": {"quality": 80}}.get(name)
    if options is None:
        return rows
    file = io.BytesIO()
    Image.fromarray(rows).save(file, "JPEG", **options)
    return np.asarray(Image.open(file))


def run_snippet(name, code, out, oracle):
    found = {"OUT": str(out)}
    exec(compile(code, f"{out}.emulsion/README.md", "exec"), found)
    count = 0
    for sample, image, label in zip(found["ids"], found["images"], found["labels"], strict=True):
        raw, soft = oracle[sample]
        expected = expected_image(name, raw)
        image = np.asarray(image)
        assert image.shape == expected.shape, f"{sample}: shape {image.shape}, expected {expected.shape}"
        assert image.dtype == expected.dtype and np.array_equal(image, expected), f"{sample}: pixels differ"
        assert np.array_equal(np.asarray(label, np.float32), soft), f"{sample}: labels differ"
        count += 1
    assert count >= 16, f"only {count} rows"
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
    for name in ("raw", "raw-float16", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp"):
        out = root / name
        expected = json.loads((own(out) / "manifest.json").read_text())["contentDigest"]
        profile = name.split("-")[0]
        for reader, read in (TAR if profile == "webdataset" else PARQUET).items():
            if reader in UNFIT.get(profile, ()) or (name == "hf-png" and reader == "datasets"):
                continue  # without the footer, datasets does not decode images
            if findings.has([reader]):
                findings.check(f"{name}, {reader}", lambda: check_rows(name, read, out, expected))
        if name == "hf-png":
            continue  # its README is that of hf
        for label, code in snippets((own(out) / "README.md").read_text()):
            if "spark." in code:
                continue  # ProfilesIT runs these
            if findings.has(modules(code)):
                findings.check(
                    f"{name}, README: {label}", lambda: f"{run_snippet(name, code, out, oracle)} rows equal"
                )
    if findings.missing:
        print("NOT INSTALLED, not checked: " + ", ".join(sorted(findings.missing)))
    print("Spark's snippets are not run here, but in ProfilesIT")
    sys.exit(1 if findings.wrong or (strict and findings.missing) else 0)


if __name__ == "__main__":
    main()
