"""A run as a dataset of Hugging Face `datasets`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from emulsion._place import Place
from emulsion._run import SIZES, Run, footer

_CLASSES = ("label_base", "label_partner")
_BATCH = 16
_BUFFER = 1 << 16
_REQUEST = 4 << 20


def load(run: Run, cache_dir: str | None, num_proc: int | None) -> datasets.Dataset:
    files = [shard.path for shard in run.shards]
    if run.is_tar:
        return _read("webdataset", files, cache_dir, num_proc)
    schema = footer(files[0]).schema.to_arrow_schema()
    tensors = isinstance(schema.field("image").type, pa.FixedShapeTensorType)
    if tensors:
        features = _features(run, schema.remove(schema.get_field_index("image")))
        features["image"] = datasets.Array3D(run.tensor["shape"], run.tensor["dtype"])
    else:
        features = _features(run, schema)
    if tensors or not run.is_local:
        stamps = [(file, file.version) for file in files]  # other files are another dataset
        rows = datasets.Dataset.from_generator(
            _rows, features=features, gen_kwargs={"files": stamps}, cache_dir=cache_dir, num_proc=num_proc
        )
    else:
        rows = _read("parquet", files, cache_dir, num_proc, features=features)
    if tensors:
        return rows.with_format("numpy", columns=["image"], output_all_columns=True)
    return rows if run.is_encoded else rows.with_transform(partial(_decode, run.tensor))


def _read(builder: str, files: list[Place], cache_dir: str | None, num_proc: int | None, **options: Any) -> Any:
    paths = [file.path for file in files]
    return datasets.load_dataset(
        builder, data_files=paths, split="train", cache_dir=cache_dir, num_proc=num_proc, **options
    )


def _features(run: Run, schema: pa.Schema) -> datasets.Features:
    features = datasets.Features.from_arrow_schema(schema)
    if run.is_encoded:
        features["image"] = datasets.Image()
    if run.classes:
        label = datasets.ClassLabel(names=list(run.classes))
        for column in _CLASSES:
            if pa.types.is_integer(schema.field(column).type):
                features[column] = label
            elif pa.types.is_integer(schema.field(column).type.value_type):
                features[column] = datasets.List(label)
    return features


def _rows(files: list[tuple[Place, str]]) -> Iterator[dict[str, Any]]:
    for file, _ in files:
        source = file.path if file.is_local else file.open()
        buffer = _BUFFER if file.is_local else _REQUEST
        for batch in pq.ParquetFile(source, pre_buffer=False, buffer_size=buffer).iter_batches(_BATCH):
            column = batch["image"]
            images = column.to_numpy_ndarray() if hasattr(column, "to_numpy_ndarray") else column.to_pylist()
            for row, image in zip(batch.drop_columns("image").to_pylist(), images, strict=True):
                yield {**row, "image": image}


def _decode(tensor: dict[str, Any], rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    if "image" not in rows:
        return rows
    images = []
    for number, image in enumerate(rows["image"]):
        shape = [n or rows[SIZES[dim]][number] for n, dim in zip(tensor["shape"], tensor["dim_names"], strict=True)]
        images.append(np.frombuffer(image, tensor["dtype"]).reshape(shape))
    return {**rows, "image": images}
