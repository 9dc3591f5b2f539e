package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.ShardFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} accepts what {@code augment} wrote and nothing else. */
class VerifyIT {

  private final SparkSession spark = LocalSpark.session();

  @TempDir private static Path untouched;
  @TempDir private Path directory;
  private Path out;

  @BeforeAll
  static void augment() throws IOException {
    Path photos = Photos.folder(untouched.resolve("photos"), 30, 3);
    Photos.write(photos.resolve("class1"), "broken.jpg", "no photo".getBytes());
    String recipe =
        String.join(
            "\n",
            "input: {format: image-folder, path: " + photos + "}",
            "output: {path: " + untouched.resolve("out") + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}",
            "pairing: {variants: 2, buckets: 2}",
            "quarantine: {max-fraction: 0.1}");
    new AugmentJob(LocalSpark.session(), RecipeLoader.parse("verify.yaml", recipe, List.of()))
        .run();
  }

  @BeforeEach
  void copy() throws IOException {
    out = directory.resolve("out");
    Path source = untouched.resolve("out");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, out.resolve(source.relativize(file)));
      }
    }
  }

  @Test
  void anUntouchedRunIsSound() {
    VerifyJob.Report report = verify();
    assertThat(report.problems()).isEmpty();
    Manifest.Epoch epoch = report.manifest().epochs().get(0);
    assertThat(report.manifest().input().samples()).isEqualTo(31);
    assertThat(epoch.emitted()).isEqualTo(30);
    assertThat(epoch.quarantined()).isEqualTo(1);
    assertThat(epoch.rows()).isEqualTo(60);
  }

  @Test
  void aDeletedRowIsMissed() throws IOException {
    rewrite(rows -> rows.filter("sample_id <> '" + someRow() + "'"));
    assertThat(verify().problems())
        .contains("epoch 0: 59 rows, 60 were written")
        .anyMatch(problem -> problem.contains("has 1 rows and 1 variants, must have 2 of each"));
  }

  @Test
  void aDoubledRowIsSeen() throws IOException {
    rewrite(rows -> rows.union(rows.filter("sample_id = '" + someRow() + "'")));
    assertThat(verify().problems())
        .contains("epoch 0: 61 rows, 60 were written")
        .anyMatch(problem -> problem.contains("has 3 rows and 2 variants, must have 2 of each"));
  }

  @Test
  void anEditedLabelIsSeen() throws IOException {
    rewrite(rows -> rows.withColumn("label_base", functions.lit(0)));
    assertThat(verify().problems())
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void aLabelThatCannotBeIsNamed() throws IOException {
    rewrite(rows -> rows.withColumn("label_base", functions.lit(99)));
    assertThat(verify().problems())
        .anyMatch(problem -> problem.contains("label must be between 0 and"))
        .anyMatch(problem -> problem.endsWith(", was 99"));
  }

  @Test
  void anEditedPixelIsSeen() throws IOException {
    rewrite(
        rows ->
            rows.withColumn(
                "image",
                functions.expr(
                    "if(sample_id = '" + someRow() + "', unhex(repeat('07', 768)), image)")));
    assertThat(verify().problems())
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void labelMassAndShapeAreChecked() throws IOException {
    rewrite(
        rows ->
            rows.withColumn("label_weights", functions.expr("array(cast(0.4 as float))"))
                .withColumn("height", functions.lit(17)));
    assertThat(verify().problems())
        .anyMatch(problem -> problem.contains("label weights must sum to 1.0, was 0.4"))
        .anyMatch(problem -> problem.contains("image must have 816 bytes for 17×16, was 768"));
  }

  @Test
  void anUnlistedQuarantineIsMissed() throws IOException {
    Path quarantine = out.resolve("_emulsion/quarantine/epoch=0");
    Dataset<Row> none = spark.read().parquet(quarantine.toString()).filter("false");
    none.write().parquet(directory.resolve("none").toString());
    delete(quarantine);
    Files.move(directory.resolve("none"), quarantine);
    assertThat(verify().problems())
        .anyMatch(
            p -> p.contains("the samples in shards and quarantine are not those of the input"))
        .anyMatch(p -> p.contains("30 emitted, 0 quarantined, 31 in the input"));
  }

  @Test
  void aMissingAndAForeignShardAreNamed() throws IOException {
    Path shard = shards().get(0);
    Files.move(shard, shard.resolveSibling("part-99999-foreign.parquet"));
    assertThat(verify().problems())
        .contains("epoch=0/" + shard.getFileName() + " is missing")
        .contains("epoch=0/part-99999-foreign.parquet was not written by this run");
  }

  @Test
  void aFooterWithoutOurKeysIsSeen() throws IOException {
    Path plain = directory.resolve("plain");
    spark.read().parquet(out.resolve("epoch=0").toString()).write().parquet(plain.toString());
    replaceShards(plain);
    assertThat(verify().problems())
        .anyMatch(
            problem -> problem.contains("footer key emulsion.tensors must describe the image"))
        .anyMatch(
            problem -> problem.contains("footer key emulsion.labels must say that kind is single"));
  }

  @Test
  void aRunWithoutASealIsRefused() throws IOException {
    Files.delete(out.resolve("_emulsion/manifest.json"));
    assertThatThrownBy(this::verify)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not a finished run: it has no _emulsion/manifest.json");
  }

  private VerifyJob.Report verify() {
    return new VerifyJob(spark, out.toString()).run();
  }

  private String someRow() {
    return spark
        .read()
        .parquet(out.resolve("epoch=0").toString())
        .agg(functions.min(OutputSchema.SAMPLE_ID))
        .first()
        .getString(0);
  }

  /** Replaces the shards by an edited copy, and the manifest's list of files to match. */
  private void rewrite(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path edited = directory.resolve("edited");
    String footer =
        "{\"emulsion.run\":\""
            + runDirectory().sealed().runId()
            + "\","
            + "\"emulsion.tensors\":\"{\\\"image\\\":{\\\"dtype\\\":\\\"uint8\\\"}}\"}";
    edit.apply(spark.read().parquet(out.resolve("epoch=0").toString()))
        .write()
        .format(ShardFormat.class.getName())
        .option(ShardFormat.FOOTER, footer)
        .save(edited.toString());
    replaceShards(edited);
  }

  private void replaceShards(Path by) throws IOException {
    delete(out.resolve("epoch=0"));
    Files.move(by, out.resolve("epoch=0"));
    RunDirectory run = runDirectory();
    Manifest seal = run.sealed();
    Manifest.Epoch epoch = seal.epochs().get(0);
    Manifest.Epoch relisted =
        new Manifest.Epoch(
            epoch.epoch(),
            epoch.rows(),
            epoch.emitted(),
            epoch.quarantined(),
            epoch.decoded(),
            epoch.unpaired(),
            epoch.methods(),
            epoch.reasons(),
            epoch.contentDigest(),
            run.shards(0));
    run.write(run.own("manifest.json"), seal.with(List.of(relisted)));
  }

  private RunDirectory runDirectory() {
    return RunDirectory.at(out.toString(), spark.sparkContext().hadoopConfiguration());
  }

  private List<Path> shards() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("epoch=0"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
