"""The SQL functions of Emulsion as functions of PySpark's DataFrame API.

Each function calls the one of SQL whose name has ``emulsion_`` in front, in any session that has Emulsion's jar, also
through Spark Connect. ``docs/sql.md`` says what they compute and when they fail::

    from emulsion import functions as E

    pairs.select("id", E.mixup("base", "partner", E.lambda_(0.8, 7, "id")).alias("image"))

A ``str`` names a column where the type is :data:`ColumnOrName`; elsewhere it is a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from pyspark.sql import functions

if TYPE_CHECKING:
    from pyspark.sql import Column

    ColumnOrName: TypeAlias = Column | str
    """A column, or its name."""

    Integer: TypeAlias = int | Column
    Number: TypeAlias = float | Column
    Text: TypeAlias = str | Column

Operations: TypeAlias = "Text | Sequence[str | Mapping[str, Any]]"
"""A recipe or a list of operations as YAML or JSON, the name of a shipped recipe, or the list as Python has it."""

Filter: TypeAlias = Literal["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"]
Format: TypeAlias = Literal["jpeg", "png", "webp", "tensor"]
Saliency: TypeAlias = Literal["fine-grained", "spectral-residual"]

__all__ = [
    "cutmix",
    "decode_info",
    "dense_label",
    "encode",
    "lambda_",
    "mix",
    "mix_labels",
    "mixup",
    "resize",
    "ring_key",
    "saliency",
    "smooth_label",
    "soft_label",
    "soft_labels",
    "sparse_label",
    "transform",
]


def decode_info(image: ColumnOrName) -> Column:
    """What an image file says of itself, or the reason why it cannot be read, which is no error."""
    return _call("decode_info", _column(image))


def transform(
    image: ColumnOrName,
    operations: Operations,
    seed: Integer,
    id: ColumnOrName,
    epoch: Integer = 0,
    variant: Integer = 0,
) -> Column:
    """The image as PNG after the transforms of a recipe, with the draws of ``augment`` for the sample."""
    text = (
        json.dumps(operations) if isinstance(operations, Sequence) and not isinstance(operations, str) else operations
    )
    return _call("transform", _column(image), text, *_draws(seed, id, epoch, variant))


def resize(image: ColumnOrName, height: Integer, width: Integer, filter: Filter | Column = "bicubic") -> Column:
    """The image as PNG, resized as Pillow's ``Image.resize`` does."""
    return _call("resize", _column(image), height, width, filter)


def encode(image: ColumnOrName, format: Format | Column, **options: Any) -> Column:
    """The image in another format, with the bytes that ``augment`` writes.

    :param options: the keys of the recipe's ``output`` section for the format: ``quality`` and ``subsampling`` of
        ``jpeg``; ``dtype``, ``layout``, ``mean`` and ``std`` of ``tensor``
    """
    return _call("encode", _column(image), format, json.dumps(options))


def saliency(
    image: ColumnOrName, method: Saliency | Column = "fine-grained", rows: Integer = 14, columns: Integer = 14
) -> Column:
    """How salient each cell of a grid over the image is."""
    return _call("saliency", _column(image), method, rows, columns)


def ring_key(seed: Integer, id: ColumnOrName, epoch: Integer = 0) -> Column:
    """The sample's place on the ring of an epoch, 16 bytes: a sample's partner is the next in their order."""
    return _call("ring_key", seed, _column(id), epoch)


def lambda_(alpha: Number, seed: Integer, id: ColumnOrName, epoch: Integer = 0, variant: Integer = 0) -> Column:
    """The weight of the base, drawn from Beta(alpha, alpha) as ``augment`` draws it for the sample."""
    return _call("lambda", alpha, *_draws(seed, id, epoch, variant))


def mixup(base: ColumnOrName, partner: ColumnOrName, lam: float | ColumnOrName) -> Column:
    """The mixture of two images by MixUp, as PNG.

    :param lam: weight of the base, from 0 to 1
    """
    return _call("mixup", _column(base), _column(partner), _number(lam))


def cutmix(
    base: ColumnOrName,
    partner: ColumnOrName,
    alpha: Number,
    seed: Integer,
    id: ColumnOrName,
    epoch: Integer = 0,
    variant: Integer = 0,
) -> Column:
    """A struct of the mixture by CutMix as PNG, the weight of the base's label, lambda as drawn, and the plan."""
    return _call("cutmix", _column(base), _column(partner), alpha, *_draws(seed, id, epoch, variant))


def mix(base: ColumnOrName, partner: ColumnOrName, plan: ColumnOrName) -> Column:
    """A struct of the image of a plan as PNG and the weight of the base's label."""
    return _call("mix", _column(base), _column(partner), _column(plan))


def soft_label(label: ColumnOrName, classes: Integer, smoothing: Number = 0.0) -> Column:
    """The weight per class of a sample of one class."""
    return _call("soft_label", _column(label), classes, smoothing)


def soft_labels(labels: ColumnOrName, classes: Integer, smoothing: Number = 0.0) -> Column:
    """The weight per class of a sample of several classes."""
    return _call("soft_labels", _column(labels), classes, smoothing)


def smooth_label(weights: ColumnOrName, smoothing: Number) -> Column:
    """The weights of a label, smoothed."""
    return _call("smooth_label", _column(weights), smoothing)


def mix_labels(base: ColumnOrName, partner: ColumnOrName, lam: float | ColumnOrName) -> Column:
    """The mixture of two labels with a weight per class.

    :param lam: weight of the base, from 0 to 1
    """
    return _call("mix_labels", _column(base), _column(partner), _number(lam))


def sparse_label(weights: ColumnOrName) -> Column:
    """A struct of the classes that have a weight, and their weights."""
    return _call("sparse_label", _column(weights))


def dense_label(indices: ColumnOrName, weights: ColumnOrName, classes: Integer) -> Column:
    """The weight per class of a label that names classes and their weights."""
    return _call("dense_label", _column(indices), _column(weights), classes)


def _call(name: str, *arguments: object) -> Column:
    columns = [functions.lit(it) if isinstance(it, (str, int, float)) else cast("Column", it) for it in arguments]
    return functions.call_function("emulsion_" + name, *columns)


def _column(given: ColumnOrName) -> Column:
    return functions.col(given) if isinstance(given, str) else given


def _number(given: float | ColumnOrName) -> Column:
    return functions.lit(given) if isinstance(given, (int, float)) else _column(given)


def _draws(seed: Integer, id: ColumnOrName, epoch: Integer, variant: Integer) -> list[object]:
    return [seed, _column(id), epoch, variant]
