"""The functions of SQL, called as Spark SQL, as the DataFrame API and by PySpark's call_function."""

import hashlib
import inspect
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, png
from emulsion import functions as E
from PIL import Image
from py4j.protocol import Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

Photos = list[tuple[str, bytes]]

# A task that fails is Java's error in a classic session, and PySpark's through Spark Connect.
FAILED = (PySparkException, Py4JJavaError)


def pixels(encoded: bytes) -> np.ndarray:
    """The values of an image file as Pillow decodes it, H×W×3."""
    return np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB"))


@pytest.fixture(scope="module")
def pairs(spark: SparkSession, photos: Photos) -> DataFrame:
    """Each photo with the next one."""
    rows = [(*photos[i], photos[(i + 1) % len(photos)][1]) for i in range(len(photos))]
    return spark.createDataFrame([(i, bytearray(a), bytearray(b)) for i, a, b in rows], "id STRING, a BINARY, b BINARY")


def test_sql_finds_every_function(spark: SparkSession) -> None:
    names = {row["function"] for row in spark.sql("SHOW FUNCTIONS LIKE 'emulsion_*'").collect()}
    assert names == {"emulsion_" + name.rstrip("_") for name in E.__all__}


@pytest.mark.parametrize("name", E.__all__)
def test_a_wrapper_has_the_parameters_of_its_function(spark: SparkSession, name: str) -> None:
    rows = spark.sql("DESCRIBE FUNCTION emulsion_" + name.rstrip("_")).collect()
    usage = next(row[0] for row in rows if row[0].startswith("Usage: "))
    signature = usage[usage.index("(") + 1 : usage.index(")")].translate(str.maketrans("", "", "[] "))
    renamed = {"lam": "lambda"}
    parameters = [renamed.get(it, it) for it in inspect.signature(getattr(E, name)).parameters]
    assert parameters == signature.split(",")


@pytest.mark.parametrize("name", E.__all__)
def test_a_wrapper_has_the_defaults_of_the_manual(name: str) -> None:
    """docs/sql.md is made from the functions' own descriptions."""
    page = (ROOT / "docs" / "sql.md").read_text()
    section = page.partition(f"\n### emulsion_{name.rstrip('_')}\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| `[^`]+` \| (.*) \|$", section, re.MULTILINE)
    stated = {it: re.findall(r"default `([^`]*)`$", text) for it, text in rows}
    assert stated
    of_wrapper: dict[str, list[str]] = {}
    for parameter in inspect.signature(getattr(E, name)).parameters.values():
        default = "{}" if parameter.kind is parameter.VAR_KEYWORD else parameter.default  # options, as JSON
        given = [] if default is parameter.empty else [f"{default:g}" if isinstance(default, float) else str(default)]
        of_wrapper["lambda" if parameter.name == "lam" else parameter.name] = given
    assert of_wrapper == stated


def test_called_by_name_by_expression_and_by_wrapper_they_give_the_same(pairs: DataFrame) -> None:
    lam = E.lambda_(0.8, 7, "id")
    row = pairs.select(
        F.call_function("emulsion_mixup", "a", "b", F.call_function("emulsion_lambda", F.lit(0.8), F.lit(7), "id")),
        F.expr("emulsion_mixup(a, b, emulsion_lambda(0.8, 7, id))"),
        E.mixup("a", "b", lam),
        E.mixup(F.col("a"), F.col("b"), lam),
    ).head()
    assert row is not None
    assert len({bytes(it) for it in row}) == 1


def test_in_a_view_sql_gives_the_same(spark: SparkSession, pairs: DataFrame) -> None:
    pairs.createOrReplaceTempView("pairs")
    query = "SELECT id, emulsion_cutmix(a, b, 1.0, 7, id).plan AS plan FROM pairs ORDER BY id"
    called = pairs.select("id", E.cutmix("a", "b", 1.0, 7, "id")["plan"].alias("plan")).orderBy("id")
    assert spark.sql(query).collect() == called.collect()


def test_mixup_is_the_weighted_mean_in_float32(pairs: DataFrame) -> None:
    for row in pairs.withColumn("mixed", E.mixup("a", "b", 0.25)).collect():
        a, b = pixels(row["a"]).astype(np.float32), pixels(row["b"]).astype(np.float32)
        expected = np.rint(a * np.float32(0.25) + b * np.float32(0.75))
        np.testing.assert_array_equal(pixels(row["mixed"]), expected)


def test_cutmix_shows_the_partner_in_its_box_and_weighs_by_area(pairs: DataFrame) -> None:
    cut = pairs.withColumn("cut", E.cutmix("a", "b", 1.0, 7, "id"))
    box = F.from_json(F.col("cut.plan"), "box STRUCT<top INT, left INT, height INT, width INT>")
    shares = set()
    for row in cut.withColumn("box", box["box"]).collect():
        expected = pixels(row["a"]).copy()
        top, left, height, width = row["box"]
        rows, columns = slice(top, top + height), slice(left, left + width)
        expected[rows, columns] = pixels(row["b"])[rows, columns]
        np.testing.assert_array_equal(pixels(row["cut"]["image"]), expected)
        assert row["cut"]["lambda"] == 1 - height * width / (96 * 128)
        shares.add(row["cut"]["lambda"])
    assert len(shares) > 1


def test_a_plan_renders_the_mixture_again(pairs: DataFrame) -> None:
    cut = pairs.withColumn("cut", E.cutmix("a", "b", 1.0, 7, "id"))
    again = cut.withColumn("again", E.mix("a", "b", "cut.plan"))
    assert again.where("cut.image = again.image AND cut.lambda = again.lambda").count() == 4


@pytest.mark.parametrize("name", ["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"])
def test_resize_is_that_of_pillow(pairs: DataFrame, name: str) -> None:
    """Pillow 13 has rows before columns where that is less work, and other values then; not for this size."""
    row = pairs.select("a", E.resize("a", 31, 50, name).alias("resized")).head()  # type: ignore[arg-type]
    assert row is not None
    photo = Image.open(io.BytesIO(row["a"]))
    expected = photo.resize((50, 31), Image.Resampling[name.upper()])
    np.testing.assert_array_equal(pixels(row["resized"]), np.asarray(expected))


def test_transforms_are_named_as_in_python_as_yaml_or_by_a_recipe(pairs: DataFrame) -> None:
    row = pairs.select(
        E.transform("a", [{"random-resized-crop": {"size": 32, "filter": "bilinear"}}, "horizontal-flip"], 7, "id"),
        E.transform("a", "[{random-resized-crop: {size: 32, filter: bilinear}}, horizontal-flip]", 7, "id"),
        E.transform("a", "cutmix", 7, "id"),
        E.transform("a", "[{random-resized-crop: {size: 32}}]", 8, "id"),
    ).head()
    assert row is not None
    assert row[0] == row[1]
    assert pixels(row[0]).shape == (32, 32, 3)
    assert pixels(row[2]).shape == (224, 224, 3)
    assert row[0] != row[3]


def test_jpeg_is_that_of_pillow(pairs: DataFrame) -> None:
    row = pairs.select("a", E.encode("a", "jpeg", quality=85, subsampling="4:4:4").alias("jpeg")).head()
    assert row is not None
    out = io.BytesIO()
    Image.open(io.BytesIO(row["a"])).save(out, "JPEG", quality=85, subsampling=0)
    np.testing.assert_array_equal(pixels(row["jpeg"]), pixels(out.getvalue()))


@pytest.mark.parametrize("encoding", ["png", "webp"])
def test_lossless_formats_keep_every_value(pairs: DataFrame, encoding: str) -> None:
    row = pairs.select("a", E.encode("a", encoding).alias("encoded")).head()  # type: ignore[arg-type]
    assert row is not None
    assert Image.open(io.BytesIO(row["encoded"])).format == encoding.upper()
    np.testing.assert_array_equal(pixels(row["encoded"]), pixels(row["a"]))


def test_a_tensor_is_normalized_as_by_torchvision(pairs: DataFrame) -> None:
    mean, std = [0.5, 0.25, 0.125], [0.5, 0.25, 0.75]
    row = pairs.select("a", E.encode("a", "tensor", dtype="float32", mean=mean, std=std).alias("t")).head()
    assert row is not None
    planes = np.frombuffer(row["t"], "<f4").reshape(3, 96, 128)
    values = pixels(row["a"]).transpose(2, 0, 1) / np.float32(255)
    expected = (values - np.float32(mean)[:, None, None]) / np.float32(std)[:, None, None]
    np.testing.assert_array_equal(planes, expected)


def test_a_saliency_map_has_the_cells_asked_for(pairs: DataFrame) -> None:
    row = pairs.select(E.saliency("a"), E.saliency("a", "spectral-residual", 3, 5)).head()
    assert row is not None
    assert np.asarray(row[0]).shape == (14, 14)
    assert np.asarray(row[1]).shape == (3, 5)
    assert np.asarray(row[1]).max() <= 1
    assert np.asarray(row[0]).std() > 0


def test_labels_are_those_of_timm(spark: SparkSession) -> None:
    """timm 1.0.19, data/mixup.py: off = s / K, on = 1 - s + off; mixed as lam * y1 + (1 - lam) * y2."""
    data = spark.createDataFrame([(3, 1)], "a INT, b INT")
    a, b = E.soft_label("a", 4, 0.1), E.soft_label("b", 4, 0.1)
    row = data.select(
        E.mix_labels(a, b, 0.3),
        E.sparse_label(E.mix_labels(E.soft_label("a", 4), E.soft_label("b", 4), 0.25)),
        E.soft_labels(F.array("a", "b"), 4),
        E.smooth_label(F.array(F.lit(0.5), F.lit(0.5)), 0.5),
        E.dense_label(F.array("b"), F.array(F.lit(0.5)), 3),
    ).head()
    assert row is not None
    off, on = np.float32(0.1 / 4), np.float32(1 - 0.1 + 0.1 / 4)
    one, other = np.float32([off, off, off, on]), np.float32([off, on, off, off])
    np.testing.assert_array_equal(np.float32(row[0]), one * np.float32(0.3) + other * np.float32(0.7))
    assert row[1].asDict() == {"indices": [1, 3], "weights": [0.75, 0.25]}
    assert row[2] == [0, 1, 0, 1]
    assert row[3] == [0.5, 0.5]
    assert row[4] == [0, 0.5, 0]


def test_the_ring_is_the_order_of_the_keys(spark: SparkSession) -> None:
    """The key is the first 128 bits of NumPy's Philox, of the seed and SHA-256 of the id."""
    keys = spark.createDataFrame([("a",), ("b",), ("c",)], "id STRING").select(
        "id", E.ring_key(7, "id", 2).alias("key")
    )
    for row in keys.collect():
        high, low = np.frombuffer(hashlib.sha256(row["id"].encode()).digest()[:16], ">u8")
        counter = np.array([0, 1 << 48, low, high], np.uint64)
        words = np.random.Philox(key=np.array([7, 2], np.uint64), counter=counter).random_raw(2)
        assert row["key"] == words.astype(">u8").tobytes()


def test_null_gives_null(pairs: DataFrame) -> None:
    row = pairs.select(
        E.mixup("a", F.lit(None).cast("binary"), 0.5),
        E.lambda_(1.0, 7, F.lit(None).cast("string")),
        E.cutmix("a", "b", F.lit(None).cast("double"), 7, "id"),
    ).head()
    assert row is not None
    assert list(row) == [None, None, None]


def test_an_unreadable_image_is_an_error_that_says_how_to_skip_it(spark: SparkSession, photos: Photos) -> None:
    cut = photos[0][1][:-20]
    data = spark.createDataFrame(
        [("cut", bytearray(cut)), ("whole", bytearray(photos[0][1]))], "id STRING, image BINARY"
    )
    with pytest.raises(FAILED, match=r"emulsion_resize: cannot decode image: PNG .* to skip such rows"):
        data.select(E.resize("image", 2, 2)).collect()
    read = data.where(E.decode_info("image")["reason"].isNull())
    assert [row["id"] for row in read.select("id", E.resize("image", 2, 2)).collect()] == ["whole"]


def test_a_wrong_type_is_an_error_of_analysis(spark: SparkSession) -> None:
    with pytest.raises(AnalysisException, match="DATATYPE_MISMATCH"):
        spark.sql("SELECT emulsion_mixup(array(1), 'x', 0.5)").collect()


WRONG: list[tuple[Callable[[], Column], str]] = [
    (lambda: E.resize("a", 1, 1, F.lit("cubic")), "filter must be one of nearest, bilinear, .* was cubic"),
    (lambda: E.encode("a", F.lit("gif")), "format must be one of jpeg, png, webp, tensor, was gif"),
    (lambda: E.encode("a", "jpeg", qualty=3), "qualty is not a key; did you mean quality?"),
    (lambda: E.transform("a", "[horizontal-flop]", 7, "id"), "horizontal-flop is not an operation; did you mean"),
    (lambda: F.call_function("emulsion_mixup", "a", "b"), "takes 3 arguments, was called with 2"),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_argument_is_named(pairs: DataFrame, call: Callable[[], Column], message: str) -> None:
    with pytest.raises(FAILED, match=message):
        pairs.select(call()).collect()


def test_a_table_keeps_what_a_query_mixed(spark: SparkSession, pairs: DataFrame, tmp_path: Path) -> None:
    path = str(tmp_path / "mixed")
    pairs.select("id", E.mixup("a", "b", 0.5).alias("image")).write.parquet(path)
    assert spark.read.parquet(path).where(E.decode_info("image")["width"] == 128).count() == 4


def test_gray_images_become_color(spark: SparkSession) -> None:
    gray = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    data = spark.createDataFrame([(bytearray(png(gray)),)], "image BINARY")
    row = data.select(E.encode("image", "tensor", layout="hwc").alias("t")).head()
    assert row is not None
    expected = np.repeat(np.arange(12, dtype=np.uint8), 3)
    np.testing.assert_array_equal(np.frombuffer(row["t"], np.uint8), expected)
