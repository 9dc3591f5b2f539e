package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.Models;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.saliency.SaliencyMap;
import dev.emulsion.saliency.SpectralResidual;
import dev.emulsion.spark.ml.AttentionScorer;
import dev.emulsion.spark.ml.SaliencyScorer;
import dev.emulsion.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages for MLlib, alone and in pipelines, with a small ViT on images. */
class ScorersIT {

  private static final String IMAGES = "../conf/quickstart/images";

  @TempDir private Path directory;

  private SparkSession spark;
  private Path model;

  @BeforeEach
  void findTheModel() {
    spark = LocalSpark.session();
    model = Models.tinyVitIn(directory.resolve("models"));
  }

  @Test
  void aPipelineWithAnIndexerIsSavedLoadedAndGivesTheSame() throws Exception {
    PipelineStage[] stages = {
      new StringIndexer().setInputCol("class").setOutputCol("label"),
      attention().setLogitsCol("logits"),
      new SaliencyScorer().setInputCol("content").setRows(7).setColumns(5)
    };
    PipelineModel fitted = new Pipeline().setStages(stages).fit(images());
    List<Row> before = sorted(fitted.transform(images()));
    String saved = directory.resolve("pipeline").toString();
    fitted.write().save(saved);
    List<Row> after = sorted(PipelineModel.load(saved).transform(images()));

    assertThat(before).hasSize(48);
    assertThat(after).isEqualTo(before);
    Row row = before.get(0);
    assertThat(row.<Double>getAs("label")).isEqualTo(0.0); // astronaut
    try (AttentionModel kernel = AttentionModel.open(Models.tinyVit(model, 8), model, 0)) {
      AttentionResult expected = kernel.compute(List.of(image(row))).get(0);
      assertThat(grid(row, "attention")).isEqualTo(expected.attention());
      assertThat(row.<Float>getList(row.fieldIndex("logits")).toArray(new Float[0]))
          .containsExactly(boxed(expected.logits().orElseThrow()));
    }
    assertThat(grid(row, "saliency").rows()).isEqualTo(7);
    assertThat(grid(row, "saliency").columns()).isEqualTo(5);
  }

  @Test
  void paramsAreSavedAndNamedAsInDjl() throws Exception {
    AttentionScorer scorer =
        attention().setEngine("OnnxRuntime").setBatchSize(3).setStd(new double[] {1, 2, 3});
    String saved = directory.resolve("scorer").toString();
    scorer.write().save(saved);
    AttentionScorer loaded = AttentionScorer.load(saved);
    assertThat(loaded.uid()).isEqualTo(scorer.uid());
    assertThat(loaded.spec()).isEqualTo(scorer.spec());
    assertThat(loaded.getBatchSize()).isEqualTo(3);
    assertThat(loaded.spec().std()).containsExactly(1.0, 2.0, 3.0);
    assertThat(loaded.explainParams())
        .contains("inputCol: ", "outputCol: ", "modelUrl: ", "engine: ", "batchSize: ");
  }

  @Test
  void saliencyIsTheMeanOfEachCell() throws Exception {
    SaliencyScorer scorer =
        new SaliencyScorer()
            .setInputCol("content")
            .setOutputCol("seen")
            .setMethod("spectral-residual")
            .setRows(1)
            .setColumns(1);
    Row row = sorted(scorer.transform(images())).get(0);
    SaliencyMap map = SpectralResidual.DEFAULT.of(image(row));
    double sum = 0;
    for (float value : map.values()) {
      sum += value;
    }
    float mean = (float) (sum / map.values().length);
    assertThat(grid(row, "seen").weight(0, 0))
        .isCloseTo(mean, org.assertj.core.api.Assertions.within(1e-6f));
  }

  @Test
  void sparksOwnImagesGiveWhatTheirFilesGive() {
    // Spark decodes with the JDK, which gives the same samples
    Dataset<Row> decoded =
        spark
            .read()
            .format("image")
            .option("recursiveFileLookup", true)
            .option("pathGlobFilter", "*.jpg")
            .load(IMAGES)
            .withColumn("path", functions.col("image.origin"));
    List<Row> ofPixels =
        sorted(attention().setInputCol("image").transform(decoded).select("path", "attention"));
    List<Row> ofFiles = sorted(attention().transform(images()).select("path", "attention"));
    assertThat(ofPixels).hasSize(48);
    for (int i = 0; i < 48; i++) {
      assertThat(grid(ofPixels.get(i), "attention")).isEqualTo(grid(ofFiles.get(i), "attention"));
    }
  }

  @Test
  void anUnreadableImageFailsOrIsSkippedOrKept() {
    Dataset<Row> table =
        spark.sql("SELECT 1 AS n, X'00' AS content UNION ALL SELECT 2 AS n, NULL AS content");
    assertThat(attention().setHandleInvalid("skip").transform(table).count()).isZero();
    List<Row> kept =
        attention().setHandleInvalid("keep").transform(table).orderBy("n").collectAsList();
    assertThat(kept).hasSize(2).allMatch(row -> row.isNullAt(2));
    assertThatThrownBy(() -> attention().transform(table).collectAsList())
        .hasStackTraceContaining("; to ignore such rows, set handleInvalid to skip or keep");
  }

  @Test
  void wrongParamsAreNamed() {
    assertThatThrownBy(() -> attention().setInputCol("image").transform(images()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "inputCol must be a column, was image; there are path, modificationTime, length,"
                + " content, class");
    assertThatThrownBy(() -> attention().setInputCol("class").transform(images()))
        .hasMessage(
            "inputCol must hold images, as binary, as a struct with bytes or as Spark's image, was"
                + " class of string");
    assertThatThrownBy(() -> attention().setOutputCol("class").transform(images()))
        .hasMessage("the dataset already has a column class; choose another name for the output");
    assertThatThrownBy(() -> attention().setHandleInvalid("drop").transform(images()))
        .hasMessage("handleInvalid must be one of error, skip, keep, was drop");
    assertThatThrownBy(() -> attention().setEngine("jax").transform(images()))
        .hasMessage("engine must be one of auto, onnxruntime, pytorch, was jax");
    assertThatThrownBy(() -> new AttentionScorer().setInputCol("content").transform(images()))
        .hasMessage("modelUrl must be given");
    assertThatThrownBy(
            () -> new SaliencyScorer().setInputCol("content").setMethod("x").transform(images()))
        .hasMessage("method must be one of fine-grained, spectral-residual, was x");
  }

  private AttentionScorer attention() {
    return new AttentionScorer()
        .setInputCol("content")
        .setModelUrl(model.toString())
        .setSha256(Models.tinyVit(model, 1).sha256())
        .setInputHeight(64)
        .setInputWidth(64)
        .setDevice("cpu");
  }

  private Dataset<Row> images() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .option("pathGlobFilter", "*.jpg")
        .load(IMAGES)
        .withColumn("class", functions.regexp_extract(functions.col("path"), "([a-z]+)/[^/]*$", 1));
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.orderBy("path").collectAsList();
  }

  private static Image image(Row row) {
    byte[] bytes = row.getAs("content");
    return ((DecodedImage) ImageCodecs.of(DecodeOptions.DEFAULT).decode(bytes)).image();
  }

  private static AttentionGrid grid(Row row, String column) {
    List<scala.collection.Seq<Float>> rows = row.getList(row.fieldIndex(column));
    int columns = rows.get(0).size();
    float[] weights = new float[rows.size() * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = rows.get(i / columns).apply(i % columns);
    }
    return new AttentionGrid(rows.size(), columns, weights);
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
