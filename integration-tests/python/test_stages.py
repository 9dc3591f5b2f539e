"""The stages of MLlib in Python, alone, in a pipeline, saved and loaded."""

import hashlib
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from conftest import png
from dev.emulsion.spark import AttentionScorer, DiffuseMixer, ImageAugmenter, PairMixer, PixMixer, SaliencyScorer
from PIL import Image
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import SQLTransformer, StringIndexer
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

STAGES = [AttentionScorer, DiffuseMixer, ImageAugmenter, PairMixer, PixMixer, SaliencyScorer]
FLIPS = "[{resize: {size: [8, 12]}}, {horizontal-flip: {p: 0.5}}]"

Photos = list[tuple[str, bytes]]


@pytest.fixture
def images(spark: SparkSession, photos: Photos) -> DataFrame:
    rows = [(name, image, ["cat", "dog"][i % 2]) for i, (name, image) in enumerate(photos)]
    return spark.createDataFrame(rows, "id STRING, image BINARY, class STRING")


def decoded(image: bytes) -> Image.Image:
    return Image.open(io.BytesIO(image)).convert("RGB")


@pytest.mark.parametrize("stage", STAGES)
def test_params_are_those_of_java(spark: SparkSession, connect: bool, stage: Any) -> None:
    python = stage()
    if connect:
        pytest.skip("Connect has no JVM beside the client")
    java = python._java_obj
    assert {param.name(): param.doc() for param in java.params()} == {p.name: p.doc for p in python.params}
    for param in java.params():
        assert java.hasDefault(param) == python.hasDefault(param.name()), param.name()
        if java.hasDefault(param):
            default = python.getOrDefault(param.name())
            found = java.getDefault(param).get()
            assert (list(found) if isinstance(default, list) else found) == default, param.name()


def test_an_augmented_image_is_flipped_or_not(images: DataFrame) -> None:
    rows = ImageAugmenter(transforms=FLIPS, seed=7).transform(images).collect()
    resized = {
        r["id"]: r["augmented"]
        for r in ImageAugmenter(transforms="[{resize: {size: [8, 12]}}]").transform(images).collect()
    }
    flipped = 0
    for row in rows:
        plain, ours = decoded(resized[row["id"]]), decoded(row["augmented"])
        assert ours.size == (12, 8)
        assert ours.tobytes() in (plain.tobytes(), plain.transpose(Image.Transpose.FLIP_LEFT_RIGHT).tobytes())
        flipped += ours.tobytes() != plain.tobytes()
        assert ("horizontal-flip" in row["transform_plan"]) == (ours.tobytes() != plain.tobytes())
    assert 0 < flipped < len(rows)


def test_a_mixed_image_is_the_mean_that_lambda_says(images: DataFrame) -> None:
    resize = "[{resize: {size: [8, 12]}}]"
    indexed = StringIndexer(inputCol="class", outputCol="label").fit(images).transform(images)
    mixer = PairMixer(method="mixup", alpha=1.0, transforms=resize, seed=7, outputFormat="png")
    plain = {r["id"]: decoded(r["augmented"]) for r in ImageAugmenter(transforms=resize).transform(images).collect()}
    rows = mixer.transform(indexed).collect()
    assert sorted(row["id"] for row in rows) == sorted(plain)
    for row in rows:
        assert row["partner_id"] != row["id"]
        assert sum(row["soft_label"]) == pytest.approx(1, abs=1e-6)
        pairs = zip(
            plain[row["id"]].tobytes(), plain[row["partner_id"]].tobytes(), decoded(row["mixed"]).tobytes(), strict=True
        )
        for base, partner, mixed in pairs:
            assert abs(row["lam"] * base + (1 - row["lam"]) * partner - mixed) <= 0.51


def test_maps_weigh_the_labels_of_transmix(images: DataFrame) -> None:
    maps = SaliencyScorer(rows=4, columns=4).transform(images.withColumn("label", F.lit(0)))
    mixer = PairMixer(method="transmix", transforms="[{resize: {size: [16, 16]}}]", attentionCol="saliency")
    rows = mixer.transform(maps).collect()
    assert len(rows) == images.count()
    assert all(row["method"] == "transmix" and '"source":"table"' in row["plan"] for row in rows)


def test_diffusemix_takes_images_from_columns_and_views(spark: SparkSession, images: DataFrame, photos: Photos) -> None:
    white, fractal = png(Image.new("RGB", (32, 32), "white")), png(Image.new("RGB", (32, 32), "white"))
    transforms = "[{diffusemix: {size: 16, seam-width: 0}}]"
    recipe = "generated: {reject: {rule: none}}"
    columns = images.withColumns({"made": F.lit(white), "fractal": F.lit(fractal)})
    by_column = DiffuseMixer(recipe=recipe, transforms=transforms, seed=7, generatedCol="made", fractalCol="fractal")
    rows = by_column.transform(columns).collect()
    assert len(rows) == len(photos)
    for row in rows:
        share = sum(pixel == (255, 255, 255) for pixel in decoded(row["diffused"]).getdata()) / 256
        assert 0.5 <= share < 0.9, "half of each image is the white one"

    generated, fractals = f"generated_{uuid.uuid4().hex}", f"fractals_{uuid.uuid4().hex}"
    images.select(
        F.col("id").alias("source_id"),
        F.lit("generated").alias("prompt"),
        F.lit(0).alias("index"),
        F.lit(white).alias("image"),
    ).createOrReplaceTempView(generated)
    spark.createDataFrame([("f", fractal)], "fractal_id STRING, image BINARY").createOrReplaceTempView(fractals)
    by_table = DiffuseMixer(
        recipe=recipe, transforms=transforms, seed=7, generatedTable=generated, fractalTable=fractals
    )
    again = {row["id"]: row["diffused"] for row in by_table.transform(images).collect()}
    assert again == {row["id"]: row["diffused"] for row in rows}


def test_pixmix_takes_fractals_from_a_column(images: DataFrame) -> None:
    fractal = png(Image.new("RGB", (32, 32), "white"))
    resize = "{resize: {size: [8, 12]}}"
    mixer = PixMixer(transforms=f"[{resize}, {{pixmix: {{k: 4, image-size: 16}}}}]", seed=7, fractalCol="fractal")
    plain = {
        r["id"]: r["augmented"] for r in ImageAugmenter(transforms=f"[{resize}]", seed=7).transform(images).collect()
    }
    rows = mixer.transform(images.withColumn("fractal", F.lit(fractal))).collect()
    assert sorted(row["id"] for row in rows) == sorted(plain)
    assert all(decoded(row["pixmixed"]).size == (12, 8) for row in rows)
    assert any(decoded(row["pixmixed"]).tobytes() != decoded(plain[row["id"]]).tobytes() for row in rows)
    assert all('"op":"pixmix"' in row["blend_plan"] for row in rows)


def test_stages_are_saved_loaded_and_copied(images: DataFrame, tmp_path: Path) -> None:
    mixer = PairMixer(method="cutmix", alpha=0.5, transforms=FLIPS, seed=7, numPartitions=2)
    mixer.write().overwrite().save(str(tmp_path / "mixer"))
    loaded = PairMixer.load(str(tmp_path / "mixer"))
    assert {p.name: v for p, v in loaded.extractParamMap().items()} == {
        p.name: v for p, v in mixer.extractParamMap().items()
    }
    assert mixer.copy({mixer.epoch: 3}).getEpoch() == 3
    assert mixer.getEpoch() == 0
    labeled = images.withColumn("label", F.lit(1))
    assert digests(loaded.transform(labeled), "mixed") == digests(mixer.transform(labeled), "mixed")


def digests(rows: DataFrame, column: str) -> list[str]:
    return sorted(hashlib.sha256(bytes(row[0])).hexdigest() for row in rows.select(column).collect())


def test_a_pipeline_with_a_classifier_is_saved_and_loaded(images: DataFrame, tmp_path: Path) -> None:
    pipeline = Pipeline(
        stages=[
            StringIndexer(inputCol="class", outputCol="label"),
            ImageAugmenter(transforms=FLIPS, seed=7),
            PairMixer(inputCol="augmented", method="mixup", seed=7, outputFormat="vector", outputCol="features"),
            SQLTransformer(
                statement="SELECT id, features, CAST(part.label_indices AS DOUBLE) AS target,"
                " part.label_weights AS weight FROM (SELECT id, features,"
                " explode(arrays_zip(label_indices, label_weights)) AS part FROM __THIS__)"
            ),
            LogisticRegression(labelCol="target", weightCol="weight", maxIter=2),
        ]
    )
    model = pipeline.fit(images)
    predicted = {row["id"]: row["prediction"] for row in model.transform(images).collect()}
    assert len(predicted) == images.count()
    model.write().overwrite().save(str(tmp_path / "model"))
    again = PipelineModel.load(str(tmp_path / "model")).transform(images)
    assert {row["id"]: row["prediction"] for row in again.collect()} == predicted
    assert isinstance(PipelineModel.load(str(tmp_path / "model")).stages[2], PairMixer)


def test_wrong_params_are_named(images: DataFrame) -> None:
    with pytest.raises(Exception, match="labelCol must be a column, was label; there are id, image, class"):
        PairMixer(method="mixup", transforms=FLIPS).transform(images).collect()
