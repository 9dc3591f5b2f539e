package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    Path images = TestImages.folder(untouched.resolve("images"), 30, 3);
    TestImages.write(images.resolve("class1"), "broken.jpg", "no image".getBytes());
    String recipe =
        String.join(
            "\n",
            "input: {format: image-folder, path: " + images + "}",
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
  void anUntouchedRunIsSoundInBothForms() {
    VerifyReport quick = verify(VerifyOptions.quick());
    assertThat(quick.problems()).isEmpty();
    assertThat(quick.replay()).isEmpty();
    assertThat(quick.notReplayed()).isEmpty();

    VerifyReport full = verify(VerifyOptions.full());
    assertThat(full.problems()).isEmpty();
    assertThat(full.replay())
        .hasValueSatisfying(
            replay -> {
              assertThat(replay.rows()).isEqualTo(16);
              assertThat(replay.isIdentical()).isTrue();
              assertThat(replay.inputChanged()).isFalse();
            });
    Manifest.Epoch epoch = full.manifest().epochs().get(0);
    assertThat(full.manifest().input().samples()).isEqualTo(31);
    assertThat(epoch.emitted()).isEqualTo(30);
    assertThat(epoch.quarantined()).isEqualTo(1);
    assertThat(epoch.rows()).isEqualTo(60);
  }

  @Test
  void aDeletedRowIsMissedInBothForms() throws IOException {
    rewrite(rows -> rows.filter("row_id <> '" + someRow() + "'"));
    assertThat(quick())
        .containsExactly("FOOTERS epoch 0: the shards hold 59 rows, 60 were written");
    assertThat(full())
        .contains("ROWS epoch 0: 59 rows, 60 were written")
        .anyMatch(problem -> problem.contains("has 1 rows and 1 variants, must have 2 of each"));
  }

  @Test
  void aDoubledRowIsSeenInBothForms() throws IOException {
    rewrite(rows -> rows.union(rows.filter("row_id = '" + someRow() + "'")));
    assertThat(quick())
        .containsExactly("FOOTERS epoch 0: the shards hold 61 rows, 60 were written");
    assertThat(full())
        .contains("ROWS epoch 0: 61 rows, 60 were written")
        .anyMatch(problem -> problem.contains("has 3 rows and 2 variants, must have 2 of each"));
  }

  @Test
  void aLabelThatCannotBeIsNamed() throws IOException {
    rewrite(rows -> rows.withColumn("label_base", functions.lit(99)));
    assertThat(full())
        .anyMatch(problem -> problem.contains("label must be between 0 and"))
        .anyMatch(problem -> problem.endsWith(", was 99"));
  }

  @Test
  void aRowInThePlaceOfAnotherIsSeenByTheFullFormAlone() throws IOException {
    String other = "(select max(row_id) from rows)";
    rewrite(
        rows -> {
          rows.createOrReplaceTempView("rows");
          return spark.sql(
              "select * from rows where row_id <> '"
                  + someRow()
                  + "' union all select * from rows where row_id = "
                  + other);
        });
    assertThat(quick()).isEmpty();
    assertThat(full())
        .anyMatch(problem -> problem.contains("has 1 rows and 1 variants, must have 2 of each"))
        .anyMatch(problem -> problem.contains("has 3 rows and 2 variants, must have 2 of each"))
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void anEditedLabelIsSeenByTheFullFormAlone() throws IOException {
    rewrite(rows -> rows.withColumn("label_base", functions.lit(0)));
    assertThat(quick()).isEmpty();
    assertThat(full())
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void anEditedPixelIsSeenByTheFullFormAlone() throws IOException {
    rewrite(rows -> withGrayImage(rows, someRow()));
    assertThat(quick()).isEmpty();
    assertThat(full())
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void aForgedPixelWithADigestToMatchIsSeenByPaintingTheRowAgain() throws IOException {
    String row = someRow();
    rewrite(rows -> withGrayImage(rows, row));
    forgeDigest();
    assertThat(quick()).isEmpty();
    assertThat(problems(VerifyOptions.replaying(0, Optional.empty()))).isEmpty();
    assertThat(problems(VerifyOptions.replaying(60, Optional.empty())))
        .singleElement()
        .asString()
        .startsWith("REPLAY " + row + ": 256 of 256 pixels differ, the first at row 0, column 0,")
        .contains("stored 7, repainted ");
  }

  @Test
  void labelMassAndShapeAreCheckedByTheFullForm() throws IOException {
    rewrite(
        rows ->
            rows.withColumn("label_weights", functions.expr("array(cast(0.4 as float))"))
                .withColumn("height", functions.lit(17)));
    assertThat(quick()).isEmpty();
    assertThat(full())
        .anyMatch(problem -> problem.contains("label weights must sum to 1.0, was 0.4"))
        .anyMatch(problem -> problem.contains("image must have 816 bytes for 17×16, was 768"));
  }

  @Test
  void aFlippedByteInAShardIsSeenByTheFullFormAlone() throws IOException {
    Path shard = shards().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    int pixel = indexOf(bytes, spark.read().parquet(shard.toString()).first().getAs("image"));
    bytes[pixel + 100] ^= 1;
    Files.write(shard, bytes);
    Files.deleteIfExists(shard.resolveSibling("." + shard.getFileName() + ".crc"));
    assertThat(quick()).isEmpty();
    assertThat(full())
        .anyMatch(problem -> problem.contains("the rows are not those that were written"));
  }

  @Test
  void aShortenedShardIsSeenInBothForms() throws IOException {
    Path shard = shards().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(bytes, bytes.length - 1));
    Files.deleteIfExists(shard.resolveSibling("." + shard.getFileName() + ".crc"));
    String shorter =
        "FILES epoch=0/"
            + shard.getFileName()
            + " has "
            + (bytes.length - 1)
            + " bytes, was written with "
            + bytes.length;
    assertThat(quick())
        .contains(shorter)
        .anyMatch(
            problem -> problem.contains(shard.getFileName() + " cannot be read as Parquet: "));
    VerifyReport full = verify(VerifyOptions.full());
    assertThat(full.problems()).extracting(Problem::message).contains(shorter.substring(6));
    assertThat(full.notReplayed()).contains("the shards cannot be read");
  }

  @Test
  void anUnlistedQuarantineIsMissedInBothForms() throws IOException {
    requarantine(rows -> rows.filter("false"));
    assertThat(quick())
        .containsExactly(
            "SIDECARS quarantine of epoch 0 lists {}, the manifest states {UNSUPPORTED_FORMAT=1}");
    assertThat(full())
        .anyMatch(
            p -> p.contains("the samples in shards and quarantine are not those of the input"))
        .anyMatch(p -> p.contains("30 emitted, 0 quarantined, 31 in the input"));
  }

  @Test
  void anotherSampleInQuarantineIsSeenInBothForms() throws IOException {
    requarantine(rows -> rows.withColumn("id", functions.lit("class0/other.jpg")));
    String edited = "SIDECARS quarantine of epoch 0 lists other rows than the run wrote";
    assertThat(quick()).containsExactly(edited);
    assertThat(full())
        .hasSize(2)
        .contains(edited)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("the samples in shards and quarantine are not those of the input"));
  }

  @Test
  void aMissingAndAForeignShardAreNamedInBothForms() throws IOException {
    Path shard = shards().get(0);
    Files.move(shard, shard.resolveSibling("part-99999-foreign.parquet"));
    for (List<String> found : List.of(quick(), full())) {
      assertThat(found)
          .containsExactly(
              "FILES epoch=0/" + shard.getFileName() + " is missing",
              "FILES epoch=0/part-99999-foreign.parquet was not written by this run");
    }
  }

  @Test
  void aFooterWithoutOurKeysIsSeenInBothForms() throws IOException {
    Path plain = directory.resolve("plain");
    spark.read().parquet(out.resolve("epoch=0").toString()).write().parquet(plain.toString());
    replaceShards(plain);
    for (List<String> found : List.of(quick(), full())) {
      assertThat(found)
          .anyMatch(problem -> problem.contains("footer key emulsion.tensors must be {\"image\":"))
          .anyMatch(problem -> problem.contains("footer key emulsion.run must be "));
    }
  }

  @Test
  void anEditedRecipeAndClassListAreSeenInBothForms() throws IOException {
    edit("recipe.yaml", text -> text.replace("seed: 0", "seed: 1"));
    edit("classes.json", text -> text.replace("\"class1\", ", ""));
    for (List<String> found : List.of(quick(), full())) {
      assertThat(found)
          .contains(
              "SIDECARS recipe.yaml is not the recipe of manifest.json",
              "SIDECARS classes.json names 2 classes, the input had 3");
    }
  }

  @Test
  void damagedSidecarsAreNamed() throws IOException {
    edit("recipe.yaml", text -> "sed: 1");
    edit("classes.json", text -> "{");
    Files.delete(out.resolve("_emulsion/metadata.json"));
    delete(out.resolve("_emulsion/quarantine/epoch=0"));
    assertThat(quick())
        .anyMatch(problem -> problem.startsWith("SIDECARS recipe.yaml cannot be read: "))
        .anyMatch(problem -> problem.contains("classes.json is damaged: "))
        .contains("SIDECARS metadata.json is missing")
        .anyMatch(problem -> problem.startsWith("SIDECARS quarantine of epoch 0 cannot be read: "));
  }

  @Test
  void countsThatDoNotAddUpAreSeenInBothForms() throws IOException {
    edit("manifest.json", text -> text.replace("\"emitted\" : 30", "\"emitted\" : 29"));
    for (List<String> found : List.of(quick(), full())) {
      assertThat(found)
          .contains(
              "SEAL manifest.json, epoch 0: emitted and quarantined must be the 31 samples, were"
                  + " 29 and 1",
              "SEAL manifest.json, epoch 0: rows must be emitted samples times variants, 58, were"
                  + " 60");
    }
  }

  @Test
  void whereTheInputIsGoneTheReportSaysSoAndReplayOnDemandFails() throws IOException {
    Path images = untouched.resolve("images");
    Path elsewhere = untouched.resolve("elsewhere");
    Files.move(images, elsewhere);
    try {
      VerifyReport report = verify(VerifyOptions.full());
      assertThat(report.isSound()).isTrue();
      assertThat(report.replay()).isEmpty();
      assertThat(report.notReplayed().orElseThrow())
          .isEqualTo("input.path file:" + images + " does not exist");
      assertThatThrownBy(() -> verify(VerifyOptions.replaying(16, Optional.empty())))
          .isInstanceOf(ConfigException.class)
          .hasMessage("input.path file:" + images + " does not exist");
      VerifyOptions moved = VerifyOptions.replaying(16, Optional.of(elsewhere.toString()));
      assertThat(verify(moved).replay().orElseThrow().isIdentical()).isTrue();
    } finally {
      Files.move(elsewhere, images);
    }
  }

  @Test
  void whereTheInputHasChangedTheRunIsStillSound() throws IOException {
    Path added = TestImages.write(untouched.resolve("images/class0"), "new.jpg", new byte[] {1});
    try {
      VerifyReport report = verify(VerifyOptions.full());
      assertThat(report.isSound()).isTrue();
      assertThat(report.notReplayed().orElseThrow())
          .endsWith(
              "is not what the run read: ids, labels, lengths or what stands beside it have"
                  + " changed");
    } finally {
      Files.delete(added);
    }
  }

  @Test
  void aRunWithoutASealIsQuarantined() throws IOException {
    Files.delete(out.resolve("_emulsion/manifest.json"));
    assertThatThrownBy(this::full)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not a finished run: it has no _emulsion/manifest.json");
  }

  private List<String> quick() {
    return problems(VerifyOptions.quick());
  }

  private List<String> full() {
    return problems(VerifyOptions.full());
  }

  /** Check and message of every problem. */
  private List<String> problems(VerifyOptions thoroughness) {
    return verify(thoroughness).problems().stream()
        .map(problem -> problem.check() + " " + problem.message())
        .toList();
  }

  private VerifyReport verify(VerifyOptions thoroughness) {
    return new VerifyJob(spark, out.toString(), thoroughness).run();
  }

  private static Dataset<Row> withGrayImage(Dataset<Row> rows, String sampleId) {
    return rows.withColumn(
        "image",
        functions.expr("if(row_id = '" + sampleId + "', unhex(repeat('07', 768)), image)"));
  }

  private void edit(String sidecar, UnaryOperator<String> edit) throws IOException {
    Path file = out.resolve("_emulsion").resolve(sidecar);
    Files.delete(file.resolveSibling("." + sidecar + ".crc"));
    Files.writeString(file, edit.apply(Files.readString(file)));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the image is not in the shard as it is");
  }

  private void requarantine(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path quarantine = out.resolve("_emulsion/quarantine/epoch=0");
    Path edited = directory.resolve("requarantined");
    edit.apply(spark.read().parquet(quarantine.toString())).write().parquet(edited.toString());
    delete(quarantine);
    Files.move(edited, quarantine);
  }

  /** Makes the manifest agree with the rows that are there now. */
  private void forgeDigest() {
    RunDirectory run = runDirectory();
    ContentDigest digest = new ContentDigest(OutputSchema.of(run.recipe().labels()));
    BigInteger sum = BigInteger.ZERO;
    for (Row row : new ShardReader(spark, run.recipe()).rows(run.epoch(0)).collectAsList()) {
      sum = ContentDigest.sum(sum, digest.of(row));
    }
    Path manifest = out.resolve("_emulsion/manifest.json");
    String text = run.readText(manifest.toString()).orElseThrow();
    run.writeText(
        manifest.toString(), text.replace(run.sealed().contentDigest(), ContentDigest.hex(sum)));
  }

  private String someRow() {
    return spark
        .read()
        .parquet(out.resolve("epoch=0").toString())
        .agg(functions.min(OutputSchema.ROW_ID))
        .first()
        .getString(0);
  }

  /** Replaces the shards by an edited copy, and the manifest's list of files to match. */
  private void rewrite(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path edited = directory.resolve("edited");
    RunDirectory run = runDirectory();
    Recipe recipe = run.recipe();
    Dataset<Row> rows = new ShardReader(spark, recipe).rows(run.epoch(0));
    new Shards(
            recipe,
            run.read(run.own("classes.json"), ClassList.class).orElseThrow(),
            run.sealed().runId(),
            new FileSizes(0, 64L << 20))
        .write(edit.apply(rows), edited.toString(), 0, "edited");
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
            epoch.generated(),
            epoch.quarantineDigest(),
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
