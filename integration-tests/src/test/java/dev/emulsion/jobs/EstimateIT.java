package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.emulsion.ConfigException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.ShuffledBytes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code estimate} predicts what {@code augment} reads, shuffles and writes. */
class EstimateIT {

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @Test
  void aRunReadsShufflesAndWritesWhatTheEstimateSays() throws Exception {
    agree(
        folder(400, 4),
        "transform: [{random-resized-crop: {size: 64}}]",
        "mix: {cutmix: {}}",
        output(""));
  }

  @Test
  void epochsVariantsConstraintsAndSmallShardsAreCounted() throws Exception {
    agree(
        folder(300, 3),
        "epochs: 2",
        "transform: [{random-resized-crop: {size: 96}}, rand-augment]",
        "mix: {mixup: {}}",
        "pairing: {labels: different, variants: 2}",
        "labels: {smoothing: 0.1}",
        output(", shard-size: 1MiB"));
  }

  @Test
  void floatsOfOneClassAreCounted() throws Exception {
    agree(
        folder(200, 4),
        "transform: [{random-resized-crop: {size: 48}}]",
        "mix: {cutmix: {}}",
        "pairing: {labels: same, buckets: 4}",
        "labels: {dense: false}",
        output(", dtype: float32"));
  }

  @Test
  void encodedImagesAreCounted() throws Exception {
    agree(
        folder(200, 4),
        "transform: [{random-resized-crop: {size: 96}}]",
        "mix: {cutmix: {}}",
        output(", profile: hf, encoding: jpeg, quality: 95"));
  }

  @Test
  void tarFilesAreCounted() throws Exception {
    agree(
        folder(200, 4),
        "transform: [{random-resized-crop: {size: 96}}]",
        "mix: {cutmix: {}}",
        output(", profile: webdataset, encoding: png"));
  }

  @Test
  void aTableIsEstimatedToo() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(RowFactory.create("id" + i, TestImages.encoded(i, 160, 200, "jpg"), i % 5));
    }
    Path table = directory.resolve("table");
    StructType schema =
        new StructType().add("id", "string").add("image", "binary").add("label", "int");
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(table.toString());
    agree(
        "input: {format: parquet, path: " + table + ", columns: {id: id}}",
        "transform: [{random-resized-crop: {size: 64}}]",
        "mix: {cutmix: {}}",
        output(""));
  }

  @Test
  void ignoredFilesAndUnpairedSamplesAreCounted() throws Exception {
    Path images = TestImages.folder(directory.resolve("images"), 6, 2);
    TestImages.write(images.resolve("single"), "one.jpg", TestImages.encoded(7, 40, 48, "jpg"));
    TestImages.write(images.resolve("single"), "notes.txt", new byte[] {1});
    EstimateReport estimate =
        estimate(
            "input: {path: " + images + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}",
            "pairing: {labels: same, on-no-partner: drop}",
            output(""));
    assertThat(estimate.input().samples()).isEqualTo(7);
    assertThat(estimate.input().ignoredFiles()).isEqualTo(1);
    assertThat(estimate.pairing().unpaired()).isEqualTo(1);
    assertThat(estimate.output().rows()).isEqualTo(6);
    assertThat(estimate.warnings())
        .contains(
            "1 of 7 samples have no eligible partner under pairing.labels: same; with"
                + " pairing.on-no-partner: drop they are dropped");
  }

  @Test
  void imbalanceDamageAndALargeHaloAreWarnedOf() throws Exception {
    Path images = TestImages.folder(directory.resolve("images"), 30, 1);
    TestImages.write(images.resolve("other"), "one.jpg", TestImages.encoded(7, 40, 48, "jpg"));
    TestImages.write(images.resolve("other"), "broken.jpg", new byte[] {1});
    EstimateReport estimate =
        estimate(
            "input: {path: " + images + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}",
            "pairing: {labels: different, buckets: 4}",
            output(""));
    assertThat(estimate.warnings())
        .contains(
            "class class0 has 30 of 32 samples, so with pairing.labels: different each of the other"
                + " 2 is a partner 15.0 times on average; set pairing.labels: any to spread"
                + " partners evenly",
            "1 of 32 sampled images cannot be used; quarantine.max-fraction allows a share of 0.01")
        .anyMatch(
            warning ->
                warning.contains("are shuffled twice, as partners across the edges of 4 buckets"));
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void timeAndCostFollowFromPixelsCoresAndPrice() throws Exception {
    Path images = directory.resolve("images");
    for (int i = 0; i < 4; i++) {
      TestImages.write(
          images.resolve("c" + i % 2), i + ".jpg", TestImages.encoded(i, 375, 500, "jpg"));
    }
    Recipe recipe =
        recipe(
            "input: {path: " + images + "}",
            "epochs: 356",
            "transform: [{random-resized-crop: {size: 224}}]",
            "mix: {cutmix: {}}",
            output(""));
    EstimateReport.Effort effort =
        new EstimateJob(spark, recipe, 2, Optional.of(900.0)).run().effort();
    // the images and rows of docs/benchmarks.md, where a core does 356 a second: 4 · 356 of them
    assertThat(effort.coreSeconds()).isCloseTo(4.0, within(1e-9));
    assertThat(effort.seconds()).isCloseTo(2.0, within(1e-9));
    assertThat(effort.price().orElseThrow()).isCloseTo(1.0, within(1e-9));
    EstimateReport.Memory memory =
        new EstimateJob(spark, recipe, 2, Optional.empty()).run().memory();
    assertThat(memory.decoderBytes()).isEqualTo(375 * 500 * 3);
    // base and partner wait while the next image is decoded
    assertThat(memory.imageBytes()).isEqualTo(2 * 224 * 224 * 3 + 375 * 500 * 3);
  }

  @Test
  void aMissingInputIsNamed() {
    assertThatThrownBy(
            () -> estimate("input: {path: " + directory.resolve("none") + "}", output("")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("input.path " + directory.resolve("none") + " does not exist");
  }

  private void agree(String... recipe) throws Exception {
    EstimateReport estimate = estimate(recipe);
    assertThat(directory.resolve("out")).doesNotExist();
    AugmentReport report;
    long shuffledBytes;
    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      report = new AugmentJob(spark, recipe(recipe)).run();
      shuffledBytes = shuffled.written();
    }
    Manifest manifest = report.manifest();
    long samples = manifest.input().samples();
    List<Manifest.File> files =
        manifest.epochs().stream().flatMap(epoch -> epoch.files().stream()).toList();
    assertThat(estimate.input().samples()).isEqualTo(samples);
    assertThat(estimate.input().classes()).isEqualTo(manifest.input().classes());
    assertThat(estimate.pairing().epochs()).isEqualTo(manifest.epochs().size());
    assertThat(estimate.pairing().buckets()).isEqualTo(manifest.buckets());
    assertThat(estimate.output().rows()).isEqualTo(report.rows());
    assertThat(estimate.output().files()).isEqualTo(files.size());
    assertThat(estimate.traffic().writtenBytes())
        .isCloseTo(files.stream().mapToLong(Manifest.File::bytes).sum(), withPercentage(5));
    assertThat(estimate.traffic().shuffledBytes()).isCloseTo(shuffledBytes, withPercentage(5));
    assertThat(manifest.epochs().get(0).decoded())
        .isBetween(samples, samples + estimate.pairing().halo());
  }

  private EstimateReport estimate(String... recipe) {
    return new EstimateJob(spark, recipe(recipe), 2, Optional.empty()).run();
  }

  private static Recipe recipe(String... lines) {
    return RecipeLoader.parse("estimate.yaml", String.join("\n", lines), List.of());
  }

  private String output(String more) {
    return "output: {path: " + directory.resolve("out") + more + "}";
  }

  private String folder(int count, int classes) throws IOException {
    Path images = directory.resolve("images");
    for (int i = 0; i < count; i++) {
      byte[] image = TestImages.encoded(i, 160, 200, "jpg");
      TestImages.write(images.resolve("class" + i % classes), i + ".jpg", image);
    }
    assertThat(Files.exists(images)).isTrue();
    return "input: {path: " + images + "}";
  }
}
