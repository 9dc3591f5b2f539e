#!/usr/bin/env python3
"""Gives output directories to every reader as people call it, and prints a table of what came back.

    python3 integration-tests/readers/directory_calls.py DIRECTORY

DIRECTORY has one output per profile: raw, hf, arrow and webdataset, each with two epochs. A call is
right if it returns every row once, with the right values and Python types, and nothing else. The
rows are compared with those of single files, as pyarrow and tarfile read them. Prints a Markdown
table with the versions of the readers. Exits with 1 if any cell is not as expected.
"""

import importlib.metadata
import json
import pathlib
import sys
import tempfile
import warnings

from read_back import epoch_of, image_bytes, own, present, with_pyarrow, with_tarfile

COLUMNS = ["row_id", "variant", "base_id", "partner_id", "method", "height", "width", "channels"]
COLUMNS += ["label_base", "label_partner", "lam", "lam_drawn", "label_indices", "label_weights", "soft_label", "plan"]
# Hugging Face datasets has no type for tensors of a fixed shape, and says so.
REFUSAL = {("datasets", "arrow"): "does not have a datasets dtype equivalent"}


# Each reader: rows as dicts. With epoch, if the reader takes it from the path.


def pandas_read_parquet(out):
    import pandas

    for row in pandas.read_parquet(out).to_dict("records"):
        yield {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}


def pyarrow_read_table(out):
    import pyarrow.parquet as parquet

    return parquet.read_table(out).to_pylist()


def pyarrow_dataset(out):
    import pyarrow.dataset as dataset

    return dataset.dataset(out, partitioning="hive").to_table().to_pylist()


def duckdb_select(out):
    import duckdb

    found = duckdb.sql(f"select * from '{out}/**/*.parquet'")
    return (dict(zip(found.columns, row)) for row in found.fetchall())


def duckdb_count(out):
    import duckdb

    return duckdb.sql(f"select count(*) from '{out}/**/*.parquet'").fetchall()[0][0]


def polars_read(out):
    import polars

    return polars.read_parquet(out).to_dicts()


def polars_scan(out):
    import polars

    return polars.scan_parquet(out).collect().to_dicts()


def polars_read_epoch(out):
    import polars

    return polars.read_parquet(f"{out}/epoch=0/").to_dicts()


def polars_glob(out):
    import polars

    return polars.read_parquet(f"{out}/**/*.parquet").to_dicts()


def ray_read(out):
    import logging

    import ray

    if not ray.is_initialized():
        ray.init(num_cpus=2, log_to_driver=False, logging_level="ERROR", include_dashboard=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel("ERROR")
    return ray.data.read_parquet(out).take_all()


def load(*arguments, **keywords):
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        splits = datasets.load_dataset(*arguments, cache_dir=cache, **keywords)
        assert list(splits) == ["train"], list(splits)
        rows = splits["train"]
        check_features(rows.features)
        for name, feature in rows.features.items():
            if isinstance(feature, datasets.Image):
                rows = rows.cast_column(name, datasets.Image(decode=False))
        yield from list(rows)


def check_features(features):
    """Images have the type of images, and class indices their names, where the format has them."""
    import datasets

    images = [name for name in ("jpg", "image") if isinstance(features.get(name), datasets.Image)]
    if images == ["image"]:
        assert isinstance(features["label_base"], datasets.ClassLabel), features["label_base"]
        assert isinstance(features["label_partner"], datasets.ClassLabel), features["label_partner"]
    if "json" in features:
        assert images == ["jpg"], features
        assert features["json"]["lam"] == datasets.Value("float64"), features["json"]["lam"]
        assert features["json"]["label_partner"] == datasets.Value("int64"), features["json"]


def load_directory(out):
    return load(out)


def load_parquet(out):
    return load("parquet", data_dir=out)


def load_tars(out):
    return load("webdataset", data_dir=out)


def load_tars_by_pattern(out):
    return load("webdataset", data_files=f"{out}/epoch=*/*.tar")


def webdataset_rows(out):
    import glob

    import webdataset

    shards = sorted(glob.glob(f"{out}/epoch=*/*.tar"))
    for row in webdataset.WebDataset(shards, shardshuffle=False, empty_check=False):
        yield {"jpg": row["jpg"], "json": json.loads(row["json"])}


PARQUET = {
    "load_dataset(OUT)": ("datasets", load_directory),
    'load_dataset("parquet", data_dir=OUT)': ("datasets", load_parquet),
    "pandas.read_parquet(OUT)": ("pandas", pandas_read_parquet),
    "pyarrow.parquet.read_table(OUT)": ("pyarrow", pyarrow_read_table),
    'pyarrow.dataset.dataset(OUT, partitioning="hive")': ("pyarrow", pyarrow_dataset),
    "ray.data.read_parquet(OUT)": ("ray", ray_read),
    "select count(*) from 'OUT/**/*.parquet'": ("duckdb", duckdb_count),
    "select * from 'OUT/**/*.parquet'": ("duckdb", duckdb_select),
    "polars.read_parquet(OUT)": ("polars", polars_read),
    "polars.scan_parquet(OUT)": ("polars", polars_scan),
    'polars.read_parquet(OUT + "/epoch=0/")': ("polars", polars_read_epoch),
    'polars.read_parquet(OUT + "/**/*.parquet")': ("polars", polars_glob),
}
TAR = {
    "load_dataset(OUT)": ("datasets", load_directory),
    'load_dataset("webdataset", data_dir=OUT)': ("datasets", load_tars),
    'load_dataset("webdataset", data_files=OUT + "/epoch=*/*.tar")': ("datasets", load_tars_by_pattern),
    'WebDataset(glob(OUT + "/epoch=*/*.tar"))': ("webdataset", webdataset_rows),
}


# What came back.


def plain(value):
    """Lists instead of arrays, Python's numbers instead of NumPy's."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, tuple) else value


def same(found, expected):
    found = plain(found)
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(same, found, expected))
    if expected is None:
        return found is None
    # pandas has class indices with gaps as floats
    return type(found) is type(expected) and found == expected or isinstance(expected, int) and found == float(expected)


def from_tar(row):
    """A row of a tar shard as one of columns."""
    return dict(present(row["json"]), image=row["jpg"])


def check(rows, expected, epochs):
    """Raises AssertionError at the first difference."""
    wanted = {name: row for name, row in expected.items() if row["epoch"] in epochs}
    if isinstance(rows, int):
        assert rows == len(wanted), f"{rows} rows, not {len(wanted)}"
        return f"{rows} rows"
    names = set()
    has_epoch = False
    for row in rows:
        row = from_tar(row) if "json" in row else row
        name = row["row_id"]
        assert name in wanted, f"{name} is not a row"
        assert name not in names, f"{name} is there twice"
        names.add(name)
        for column in COLUMNS:
            assert same(row[column], wanted[name][column]), (
                f"{name}: {column} is {row[column]!r}, not {wanted[name][column]!r}"
            )
        found, image = (bytes(plain_image(r["image"])) for r in (row, wanted[name]))
        assert found == image, f"{name}: another image"
        if "epoch" in row:
            has_epoch = True
            assert int(row["epoch"]) == wanted[name]["epoch"], f"{name}: epoch is {row['epoch']!r}"
        extra = set(row) - set(COLUMNS) - {"epoch", "image"}
        assert not extra, f"columns {extra}"
    assert len(names) == len(wanted), f"{len(names)} rows, not {len(wanted)}"
    return f"{len(names)} rows" + ("" if has_epoch else ", without `epoch`")


def plain_image(image):
    return image_bytes(image.tolist() if hasattr(image, "tolist") and not isinstance(image, bytes) else image)


def cell(call, name, out, expected):
    reader, read = call
    try:
        epochs = {0} if read is polars_read_epoch else {0, 1}
        return True, check(read(str(out)), expected, epochs)
    except Exception as problem:
        refusal = REFUSAL.get((reader, name))
        if refusal and refusal in str(problem):
            return True, "refuses the tensors"
        lines = [f"{type(e).__name__}: {e}" for e in (problem, problem.__cause__) if e]
        return False, "WRONG: " + " / ".join(lines).replace("\n", " ")[:300]


def expected_rows(name, out):
    if name == "webdataset":
        rows = list(with_tarfile(out))
    else:
        rows = [dict(row, epoch=epoch_of(row["row_id"])) for row in with_pyarrow(out)]
    found = {row["row_id"]: row for row in rows}
    assert len(found) == len(rows)
    sealed = json.loads((own(out) / "manifest.json").read_text())["epochs"]
    assert len(rows) == sum(epoch["rows"] for epoch in sealed), len(rows)
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    warnings.simplefilter("ignore")
    root = pathlib.Path(sys.argv[1]).resolve()
    readers = sorted({reader for reader, _ in [*PARQUET.values(), *TAR.values()]})
    print("versions: " + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in readers))
    wrong = 0
    for names, calls in ((("raw", "hf", "arrow"), PARQUET), (("webdataset",), TAR)):
        expected = {name: expected_rows(name, root / name) for name in names}
        print("\n| call | " + " | ".join(f"`{name}`" for name in names) + " |\n|---|" + "---|" * len(names))
        for text, call in calls.items():
            cells = [cell(call, name, root / name, expected[name]) for name in names]
            wrong += sum(not right for right, _ in cells)
            print(f"| `{text}` | " + " | ".join(found for _, found in cells) + " |")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
