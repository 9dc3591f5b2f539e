"""The stages of Emulsion for pipelines of MLlib, on Spark 3.5 and 4.x.

The module is named like the package of the Java classes, by which PySpark finds the Python class of a stage that it
loads. The params are those of the Java classes, with their names, docs and defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AttentionScorer", "DiffuseMixer", "ImageAugmenter", "PairMixer", "PixMixer", "SaliencyScorer"]


class _Stage(JavaTransformer, JavaMLReadable[Any], JavaMLWritable):
    """A stage whose Java class has the name of its own class."""

    _input_kwargs: dict[str, Any]

    def _start(self, defaults: dict[str, Any]) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(f"{type(self).__module__}.{type(self).__name__}", self.uid)
        self._setDefault(**defaults)
        self._set(**self._input_kwargs)


class _Scorer(_Stage):
    """A stage that adds a map of each image."""

    inputCol: Param[str] = Param(Params._dummy(), "inputCol", "name of the column of images", TypeConverters.toString)
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the column for the maps",
        TypeConverters.toString,
    )
    handleInvalid: Param[str] = Param(
        Params._dummy(),
        "handleInvalid",
        "how to treat unreadable images: error, skip or keep",
        TypeConverters.toString,
    )

    def _start(self, defaults: dict[str, Any]) -> None:
        super()._start({"inputCol": "image", "handleInvalid": "error", **defaults})

    def setInputCol(self, value: str) -> Self:
        self._set(inputCol=value)
        return self

    def getInputCol(self) -> str:
        return self.getOrDefault(self.inputCol)

    def setOutputCol(self, value: str) -> Self:
        self._set(outputCol=value)
        return self

    def getOutputCol(self) -> str:
        return self.getOrDefault(self.outputCol)

    def setHandleInvalid(self, value: str) -> Self:
        self._set(handleInvalid=value)
        return self

    def getHandleInvalid(self) -> str:
        return self.getOrDefault(self.handleInvalid)


class AttentionScorer(_Scorer):
    """Adds the attention map of a vision transformer for each image, and its logits if ``logitsCol`` is set."""

    modelUrl: Param[str] = Param(
        Params._dummy(),
        "modelUrl",
        "path or URI of the model, ONNX or TorchScript",
        TypeConverters.toString,
    )
    sha256: Param[str] = Param(
        Params._dummy(),
        "sha256",
        "SHA-256 of the file, 64 hexadecimal digits; another file is rejected",
        TypeConverters.toString,
    )
    engine: Param[str] = Param(
        Params._dummy(),
        "engine",
        "engine that runs the model: auto, OnnxRuntime or PyTorch",
        TypeConverters.toString,
    )
    device: Param[str] = Param(
        Params._dummy(),
        "device",
        "device that runs the model: auto, cpu or gpu",
        TypeConverters.toString,
    )
    batchSize: Param[int] = Param(Params._dummy(), "batchSize", "images per inference batch", TypeConverters.toInt)
    threads: Param[int] = Param(Params._dummy(), "threads", "threads per inference batch", TypeConverters.toInt)
    inputHeight: Param[int] = Param(Params._dummy(), "inputHeight", "height of the model's input", TypeConverters.toInt)
    inputWidth: Param[int] = Param(Params._dummy(), "inputWidth", "width of the model's input", TypeConverters.toInt)
    mean: Param[list[float]] = Param(
        Params._dummy(),
        "mean",
        "mean of each channel, for pixels in [0, 1]",
        TypeConverters.toListFloat,
    )
    std: Param[list[float]] = Param(
        Params._dummy(),
        "std",
        "standard deviation of each channel, for pixels in [0, 1]",
        TypeConverters.toListFloat,
    )
    attentionOutput: Param[str] = Param(
        Params._dummy(),
        "attentionOutput",
        "name or position of the attention output",
        TypeConverters.toString,
    )
    logitsOutput: Param[str] = Param(
        Params._dummy(),
        "logitsOutput",
        "name or position of the logits output",
        TypeConverters.toString,
    )
    specialTokens: Param[int] = Param(
        Params._dummy(),
        "specialTokens",
        "leading attention columns that are not patches",
        TypeConverters.toInt,
    )
    allowExecutableModel: Param[bool] = Param(
        Params._dummy(),
        "allowExecutableModel",
        "must be true for TorchScript",
        TypeConverters.toBoolean,
    )
    logitsCol: Param[str] = Param(
        Params._dummy(),
        "logitsCol",
        "name of the logits column; empty for none",
        TypeConverters.toString,
    )

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        outputCol: str | None = None,
        handleInvalid: str | None = None,
        modelUrl: str | None = None,
        sha256: str | None = None,
        engine: str | None = None,
        device: str | None = None,
        batchSize: int | None = None,
        threads: int | None = None,
        inputHeight: int | None = None,
        inputWidth: int | None = None,
        mean: list[float] | None = None,
        std: list[float] | None = None,
        attentionOutput: str | None = None,
        logitsOutput: str | None = None,
        specialTokens: int | None = None,
        allowExecutableModel: bool | None = None,
        logitsCol: str | None = None,
    ) -> None:
        self._start(
            {
                "outputCol": "attention",
                "engine": "auto",
                "device": "auto",
                "batchSize": 8,
                "threads": 1,
                "inputHeight": 224,
                "inputWidth": 224,
                "mean": [0.485, 0.456, 0.406],
                "std": [0.229, 0.224, 0.225],
                "attentionOutput": "1",
                "logitsOutput": "0",
                "specialTokens": 0,
                "allowExecutableModel": False,
                "logitsCol": "",
            }
        )

    def setModelUrl(self, value: str) -> AttentionScorer:
        self._set(modelUrl=value)
        return self

    def getModelUrl(self) -> str:
        return self.getOrDefault(self.modelUrl)

    def setSha256(self, value: str) -> AttentionScorer:
        self._set(sha256=value)
        return self

    def getSha256(self) -> str:
        return self.getOrDefault(self.sha256)

    def setEngine(self, value: str) -> AttentionScorer:
        self._set(engine=value)
        return self

    def getEngine(self) -> str:
        return self.getOrDefault(self.engine)

    def setDevice(self, value: str) -> AttentionScorer:
        self._set(device=value)
        return self

    def getDevice(self) -> str:
        return self.getOrDefault(self.device)

    def setBatchSize(self, value: int) -> AttentionScorer:
        self._set(batchSize=value)
        return self

    def getBatchSize(self) -> int:
        return self.getOrDefault(self.batchSize)

    def setThreads(self, value: int) -> AttentionScorer:
        self._set(threads=value)
        return self

    def getThreads(self) -> int:
        return self.getOrDefault(self.threads)

    def setInputHeight(self, value: int) -> AttentionScorer:
        self._set(inputHeight=value)
        return self

    def getInputHeight(self) -> int:
        return self.getOrDefault(self.inputHeight)

    def setInputWidth(self, value: int) -> AttentionScorer:
        self._set(inputWidth=value)
        return self

    def getInputWidth(self) -> int:
        return self.getOrDefault(self.inputWidth)

    def setMean(self, value: list[float]) -> AttentionScorer:
        self._set(mean=value)
        return self

    def getMean(self) -> list[float]:
        return self.getOrDefault(self.mean)

    def setStd(self, value: list[float]) -> AttentionScorer:
        self._set(std=value)
        return self

    def getStd(self) -> list[float]:
        return self.getOrDefault(self.std)

    def setAttentionOutput(self, value: str) -> AttentionScorer:
        self._set(attentionOutput=value)
        return self

    def getAttentionOutput(self) -> str:
        return self.getOrDefault(self.attentionOutput)

    def setLogitsOutput(self, value: str) -> AttentionScorer:
        self._set(logitsOutput=value)
        return self

    def getLogitsOutput(self) -> str:
        return self.getOrDefault(self.logitsOutput)

    def setSpecialTokens(self, value: int) -> AttentionScorer:
        self._set(specialTokens=value)
        return self

    def getSpecialTokens(self) -> int:
        return self.getOrDefault(self.specialTokens)

    def setAllowExecutableModel(self, value: bool) -> AttentionScorer:
        self._set(allowExecutableModel=value)
        return self

    def getAllowExecutableModel(self) -> bool:
        return self.getOrDefault(self.allowExecutableModel)

    def setLogitsCol(self, value: str) -> AttentionScorer:
        self._set(logitsCol=value)
        return self

    def getLogitsCol(self) -> str:
        return self.getOrDefault(self.logitsCol)


class SaliencyScorer(_Scorer):
    """Adds a saliency map for each image, computed without a model and averaged over the cells of a grid."""

    method: Param[str] = Param(Params._dummy(), "method", "fine-grained or spectral-residual", TypeConverters.toString)
    rows: Param[int] = Param(Params._dummy(), "rows", "rows of the grid", TypeConverters.toInt)
    columns: Param[int] = Param(Params._dummy(), "columns", "columns of the grid", TypeConverters.toInt)

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        outputCol: str | None = None,
        handleInvalid: str | None = None,
        method: str | None = None,
        rows: int | None = None,
        columns: int | None = None,
    ) -> None:
        self._start(
            {
                "outputCol": "saliency",
                "method": "fine-grained",
                "rows": 14,
                "columns": 14,
            }
        )

    def setMethod(self, value: str) -> SaliencyScorer:
        self._set(method=value)
        return self

    def getMethod(self) -> str:
        return self.getOrDefault(self.method)

    def setRows(self, value: int) -> SaliencyScorer:
        self._set(rows=value)
        return self

    def getRows(self) -> int:
        return self.getOrDefault(self.rows)

    def setColumns(self, value: int) -> SaliencyScorer:
        self._set(columns=value)
        return self

    def getColumns(self) -> int:
        return self.getOrDefault(self.columns)


class _RecipeStage(_Stage):
    """A stage that renders images as a recipe says."""

    inputCol: Param[str] = Param(Params._dummy(), "inputCol", "name of the column of images", TypeConverters.toString)
    idCol: Param[str] = Param(
        Params._dummy(),
        "idCol",
        "name of the column of ids, which key all draws",
        TypeConverters.toString,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the column for the new images",
        TypeConverters.toString,
    )
    outputFormat: Param[str] = Param(
        Params._dummy(),
        "outputFormat",
        "how the new images are stored: tensor (as the recipe's output section, uint8 of channels × "
        "height × width by default), png, jpeg, image (Spark's image struct) or vector (values in [0, 1] "
        "for classifiers)",
        TypeConverters.toString,
    )
    planCol: Param[str] = Param(
        Params._dummy(),
        "planCol",
        "name of the column for the plan, as JSON; empty for no column",
        TypeConverters.toString,
    )
    recipe: Param[str] = Param(
        Params._dummy(),
        "recipe",
        "a recipe as YAML, or the name of a shipped one",
        TypeConverters.toString,
    )
    transforms: Param[str] = Param(
        Params._dummy(),
        "transforms",
        "operations on each image as a YAML list, such as [{resize: {size: [32, 32]}}]; overrides the recipe's",
        TypeConverters.toString,
    )
    seed: Param[int] = Param(Params._dummy(), "seed", "seed of all draws; overrides the recipe's", TypeConverters.toInt)
    epoch: Param[int] = Param(
        Params._dummy(),
        "epoch",
        "number of the epoch; each has other draws",
        TypeConverters.toInt,
    )
    handleInvalid: Param[str] = Param(
        Params._dummy(),
        "handleInvalid",
        "how to treat rows whose image cannot be used: error, skip (drop the row) or keep (nulls in the new columns)",
        TypeConverters.toString,
    )

    def _start(self, defaults: dict[str, Any]) -> None:
        super()._start(
            {"inputCol": "image", "idCol": "id", "recipe": "", "epoch": 0, "handleInvalid": "error", **defaults}
        )

    def setInputCol(self, value: str) -> Self:
        self._set(inputCol=value)
        return self

    def getInputCol(self) -> str:
        return self.getOrDefault(self.inputCol)

    def setIdCol(self, value: str) -> Self:
        self._set(idCol=value)
        return self

    def getIdCol(self) -> str:
        return self.getOrDefault(self.idCol)

    def setOutputCol(self, value: str) -> Self:
        self._set(outputCol=value)
        return self

    def getOutputCol(self) -> str:
        return self.getOrDefault(self.outputCol)

    def setOutputFormat(self, value: str) -> Self:
        self._set(outputFormat=value)
        return self

    def getOutputFormat(self) -> str:
        return self.getOrDefault(self.outputFormat)

    def setPlanCol(self, value: str) -> Self:
        self._set(planCol=value)
        return self

    def getPlanCol(self) -> str:
        return self.getOrDefault(self.planCol)

    def setRecipe(self, value: str) -> Self:
        self._set(recipe=value)
        return self

    def getRecipe(self) -> str:
        return self.getOrDefault(self.recipe)

    def setTransforms(self, value: str) -> Self:
        self._set(transforms=value)
        return self

    def getTransforms(self) -> str:
        return self.getOrDefault(self.transforms)

    def setSeed(self, value: int) -> Self:
        self._set(seed=value)
        return self

    def getSeed(self) -> int:
        return self.getOrDefault(self.seed)

    def setEpoch(self, value: int) -> Self:
        self._set(epoch=value)
        return self

    def getEpoch(self) -> int:
        return self.getOrDefault(self.epoch)

    def setHandleInvalid(self, value: str) -> Self:
        self._set(handleInvalid=value)
        return self

    def getHandleInvalid(self) -> str:
        return self.getOrDefault(self.handleInvalid)


class ImageAugmenter(_RecipeStage):
    """Transforms each image: crops, flips, colors and all other operations that need no second image."""

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        idCol: str | None = None,
        outputCol: str | None = None,
        outputFormat: str | None = None,
        planCol: str | None = None,
        recipe: str | None = None,
        transforms: str | None = None,
        seed: int | None = None,
        epoch: int | None = None,
        handleInvalid: str | None = None,
    ) -> None:
        self._start(
            {
                "outputCol": "augmented",
                "outputFormat": "png",
                "planCol": "transform_plan",
            }
        )


class PairMixer(_RecipeStage):
    """Mixes every row with the next one on the ring; the rows are those of ``emulsion augment``."""

    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "name of the column of labels: class indices, arrays of them, or a weight per class",
        TypeConverters.toString,
    )
    attentionCol: Param[str] = Param(
        Params._dummy(),
        "attentionCol",
        "name of the column of attention maps, as AttentionScorer adds it; empty for none",
        TypeConverters.toString,
    )
    method: Param[str] = Param(
        Params._dummy(),
        "method",
        "mixup, cutmix, saliencymix, tokenmix, transmix, mixpro or none; overrides the recipe's",
        TypeConverters.toString,
    )
    alpha: Param[float] = Param(Params._dummy(), "alpha", "concentration of λ for the method", TypeConverters.toFloat)
    pairing: Param[str] = Param(
        Params._dummy(),
        "pairing",
        "labels of partners: any, different or same; overrides the recipe's",
        TypeConverters.toString,
    )
    variants: Param[int] = Param(
        Params._dummy(),
        "variants",
        "rows for each row, with one partner each; overrides the recipe's",
        TypeConverters.toInt,
    )
    smoothing: Param[float] = Param(
        Params._dummy(),
        "smoothing",
        "share of the labels that is spread over all classes; overrides the recipe's",
        TypeConverters.toFloat,
    )
    numClasses: Param[int] = Param(
        Params._dummy(),
        "numClasses",
        "number of classes; by default that of the label column's metadata, as StringIndexer writes it, "
        "else the largest label plus one",
        TypeConverters.toInt,
    )
    numPartitions: Param[int] = Param(
        Params._dummy(),
        "numPartitions",
        "partitions of the result; by default spark.sql.shuffle.partitions. Does not change the rows",
        TypeConverters.toInt,
    )

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        idCol: str | None = None,
        outputCol: str | None = None,
        outputFormat: str | None = None,
        planCol: str | None = None,
        recipe: str | None = None,
        transforms: str | None = None,
        seed: int | None = None,
        epoch: int | None = None,
        handleInvalid: str | None = None,
        labelCol: str | None = None,
        attentionCol: str | None = None,
        method: str | None = None,
        alpha: float | None = None,
        pairing: str | None = None,
        variants: int | None = None,
        smoothing: float | None = None,
        numClasses: int | None = None,
        numPartitions: int | None = None,
    ) -> None:
        self._start(
            {
                "outputCol": "mixed",
                "outputFormat": "tensor",
                "planCol": "plan",
                "labelCol": "label",
                "attentionCol": "",
            }
        )

    def setLabelCol(self, value: str) -> PairMixer:
        self._set(labelCol=value)
        return self

    def getLabelCol(self) -> str:
        return self.getOrDefault(self.labelCol)

    def setAttentionCol(self, value: str) -> PairMixer:
        self._set(attentionCol=value)
        return self

    def getAttentionCol(self) -> str:
        return self.getOrDefault(self.attentionCol)

    def setMethod(self, value: str) -> PairMixer:
        self._set(method=value)
        return self

    def getMethod(self) -> str:
        return self.getOrDefault(self.method)

    def setAlpha(self, value: float) -> PairMixer:
        self._set(alpha=value)
        return self

    def getAlpha(self) -> float:
        return self.getOrDefault(self.alpha)

    def setPairing(self, value: str) -> PairMixer:
        self._set(pairing=value)
        return self

    def getPairing(self) -> str:
        return self.getOrDefault(self.pairing)

    def setVariants(self, value: int) -> PairMixer:
        self._set(variants=value)
        return self

    def getVariants(self) -> int:
        return self.getOrDefault(self.variants)

    def setSmoothing(self, value: float) -> PairMixer:
        self._set(smoothing=value)
        return self

    def getSmoothing(self) -> float:
        return self.getOrDefault(self.smoothing)

    def setNumClasses(self, value: int) -> PairMixer:
        self._set(numClasses=value)
        return self

    def getNumClasses(self) -> int:
        return self.getOrDefault(self.numClasses)

    def setNumPartitions(self, value: int) -> PairMixer:
        self._set(numPartitions=value)
        return self

    def getNumPartitions(self) -> int:
        return self.getOrDefault(self.numPartitions)


class _FractalStage(_RecipeStage):
    """A stage that blends each image with a fractal."""

    fractalCol: Param[str] = Param(
        Params._dummy(),
        "fractalCol",
        "name of the column of fractals; or empty",
        TypeConverters.toString,
    )
    fractalTable: Param[str] = Param(
        Params._dummy(),
        "fractalTable",
        "name of the table of fractals; or empty",
        TypeConverters.toString,
    )

    def _start(self, defaults: dict[str, Any]) -> None:
        super()._start(
            {"outputFormat": "png", "planCol": "blend_plan", "fractalCol": "", "fractalTable": "", **defaults}
        )

    def setFractalCol(self, value: str) -> Self:
        self._set(fractalCol=value)
        return self

    def getFractalCol(self) -> str:
        return self.getOrDefault(self.fractalCol)

    def setFractalTable(self, value: str) -> Self:
        self._set(fractalTable=value)
        return self

    def getFractalTable(self) -> str:
        return self.getOrDefault(self.fractalTable)


class DiffuseMixer(_FractalStage):
    """DiffuseMix: half of each image is replaced by a generated version, and a fractal is blended over both."""

    generatedCol: Param[str] = Param(
        Params._dummy(),
        "generatedCol",
        "name of the column of generated images; or empty",
        TypeConverters.toString,
    )
    generatedTable: Param[str] = Param(
        Params._dummy(),
        "generatedTable",
        "name of the table of generated images; or empty",
        TypeConverters.toString,
    )
    perSample: Param[int] = Param(
        Params._dummy(),
        "perSample",
        "generated images to use of each row, drawn for each epoch; overrides the recipe's",
        TypeConverters.toInt,
    )

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        idCol: str | None = None,
        outputCol: str | None = None,
        outputFormat: str | None = None,
        planCol: str | None = None,
        recipe: str | None = None,
        transforms: str | None = None,
        seed: int | None = None,
        epoch: int | None = None,
        handleInvalid: str | None = None,
        generatedCol: str | None = None,
        generatedTable: str | None = None,
        fractalCol: str | None = None,
        fractalTable: str | None = None,
        perSample: int | None = None,
    ) -> None:
        self._start(
            {
                "outputCol": "diffused",
                "generatedCol": "",
                "generatedTable": "",
            }
        )

    def setGeneratedCol(self, value: str) -> DiffuseMixer:
        self._set(generatedCol=value)
        return self

    def getGeneratedCol(self) -> str:
        return self.getOrDefault(self.generatedCol)

    def setGeneratedTable(self, value: str) -> DiffuseMixer:
        self._set(generatedTable=value)
        return self

    def getGeneratedTable(self) -> str:
        return self.getOrDefault(self.generatedTable)

    def setPerSample(self, value: int) -> DiffuseMixer:
        self._set(perSample=value)
        return self

    def getPerSample(self) -> int:
        return self.getOrDefault(self.perSample)


class PixMixer(_FractalStage):
    """PixMix: each image, or a changed copy of it, is mixed a few times with another copy or with a fractal."""

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str | None = None,
        idCol: str | None = None,
        outputCol: str | None = None,
        outputFormat: str | None = None,
        planCol: str | None = None,
        recipe: str | None = None,
        transforms: str | None = None,
        seed: int | None = None,
        epoch: int | None = None,
        handleInvalid: str | None = None,
        fractalCol: str | None = None,
        fractalTable: str | None = None,
    ) -> None:
        self._start({"outputCol": "pixmixed"})
