package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} accepts what {@code augment} wrote and reports every edit of its shards. */
class VerifyIT {

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private SealedRun run;

  @BeforeEach
  void copy() throws IOException {
    run = SealedRun.copyTo(directory);
  }

  @Tag("main")
  @Test
  void anUntouchedRunIsOkAtBothDepths() {
    VerifyReport quick = run.verify(VerifyOptions.quick());
    assertThat(quick.problems()).isEmpty();
    assertThat(quick.replay()).isEmpty();
    assertThat(quick.notReplayed()).isEmpty();

    VerifyReport full = run.verify(VerifyOptions.full());
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

  @Tag("main")
  @Test
  void aDeletedRowIsMissedAtBothDepths() throws IOException {
    run.rewrite(rows -> rows.filter("row_id <> '" + run.someRow() + "'"));
    assertThat(run.quick())
        .containsExactly(
            "FOOTERS epoch 0: the shards must contain the 60 rows that were written, was 59");
    assertThat(run.full())
        .contains("ROWS epoch 0: the shards must contain the 60 rows that were written, was 59")
        .anyMatch(problem -> problem.contains("must have 2 rows of 2 variants, was 1 of 1"));
  }

  @Test
  void aDuplicateRowIsReportedAtBothDepths() throws IOException {
    run.rewrite(rows -> rows.union(rows.filter("row_id = '" + run.someRow() + "'")));
    assertThat(run.quick())
        .containsExactly(
            "FOOTERS epoch 0: the shards must contain the 60 rows that were written, was 61");
    assertThat(run.full())
        .contains("ROWS epoch 0: the shards must contain the 60 rows that were written, was 61")
        .anyMatch(problem -> problem.contains("must have 2 rows of 2 variants, was 3 of 2"));
  }

  @Test
  void aLabelOutOfRangeIsNamed() throws IOException {
    run.rewrite(rows -> rows.withColumn("label_base", functions.lit(99)));
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("label must be between 0 and"))
        .anyMatch(problem -> problem.endsWith(", was 99"));
  }

  @Test
  void aRowInPlaceOfAnotherIsReportedInFullOnly() throws IOException {
    String other = "(select max(row_id) from rows)";
    run.rewrite(
        rows -> {
          rows.createOrReplaceTempView("rows");
          return spark.sql(
              "select * from rows where row_id <> '"
                  + run.someRow()
                  + "' union all select * from rows where row_id = "
                  + other);
        });
    assertThat(run.quick()).isEmpty();
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("must have 2 rows of 2 variants, was 1 of 1"))
        .anyMatch(problem -> problem.contains("must have 2 rows of 2 variants, was 3 of 2"))
        .anyMatch(problem -> problem.contains("the rows are not the ones that were written"));
  }

  @Test
  void anEditedLabelIsReportedInFullOnly() throws IOException {
    run.rewrite(rows -> rows.withColumn("label_base", functions.lit(0)));
    assertThat(run.quick()).isEmpty();
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("the rows are not the ones that were written"));
  }

  @Test
  void anEditedPixelIsReportedInFullOnly() throws IOException {
    run.rewrite(rows -> withGrayImage(rows, run.someRow()));
    assertThat(run.quick()).isEmpty();
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("the rows are not the ones that were written"));
  }

  @Tag("main")
  @Test
  void aForgedPixelWithAMatchingDigestIsReportedByReplay() throws IOException {
    String row = run.someRow();
    run.rewrite(rows -> withGrayImage(rows, row));
    run.forgeDigest();
    assertThat(run.quick()).isEmpty();
    assertThat(run.problems(VerifyOptions.replaying(0, Optional.empty()))).isEmpty();
    assertThat(run.problems(VerifyOptions.replaying(60, Optional.empty())))
        .singleElement()
        .asString()
        .startsWith("REPLAY " + row + ": 256 of 256 pixels differ, the first at row 0, column 0,")
        .contains("stored 7, re-rendered ");
  }

  @Test
  void labelSumAndShapeAreCheckedInFull() throws IOException {
    run.rewrite(
        rows ->
            rows.withColumn("label_weights", functions.expr("array(cast(0.4 as float))"))
                .withColumn("height", functions.lit(17)));
    assertThat(run.quick()).isEmpty();
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("label weights must sum to 1.0, was 0.4"))
        .anyMatch(problem -> problem.contains("image must have 816 bytes for 17×16, was 768"));
  }

  @Test
  void aFlippedByteInAShardIsReportedInFullOnly() throws IOException {
    Path shard = run.shards().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    int pixel = indexOf(bytes, spark.read().parquet(shard.toString()).first().getAs("image"));
    bytes[pixel + 100] ^= 1;
    Files.write(shard, bytes);
    assertThat(run.quick()).isEmpty();
    assertThat(run.full())
        .anyMatch(problem -> problem.contains("the rows are not the ones that were written"));
  }

  @Test
  void aShortenedShardIsReportedAtBothDepths() throws IOException {
    Path shard = run.shards().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(bytes, bytes.length - 1));
    String shorter =
        "FILES epoch=0/"
            + shard.getFileName()
            + " must have "
            + bytes.length
            + " bytes, was "
            + (bytes.length - 1);
    assertThat(run.quick())
        .contains(shorter)
        .anyMatch(
            problem -> problem.contains(shard.getFileName() + " cannot be read as Parquet: "));
    VerifyReport full = run.verify(VerifyOptions.full());
    assertThat(full.problems()).extracting(Problem::message).contains(shorter.substring(6));
    assertThat(full.notReplayed()).contains("the shards cannot be read");
  }

  @Test
  void aMissingAndAForeignShardAreNamedAtBothDepths() throws IOException {
    Path shard = run.shards().get(0);
    Files.move(shard, shard.resolveSibling("part-99999-foreign.parquet"));
    for (List<String> found : List.of(run.quick(), run.full())) {
      assertThat(found)
          .containsExactly(
              "FILES epoch=0/" + shard.getFileName() + " is missing",
              "FILES epoch=0/part-99999-foreign.parquet was not written by this run");
    }
  }

  @Test
  void aFooterWithoutItsKeysIsReportedAtBothDepths() throws IOException {
    Path plain = directory.resolve("plain");
    spark.read().parquet(run.out().resolve("epoch=0").toString()).write().parquet(plain.toString());
    run.replaceShards(plain);
    for (List<String> found : List.of(run.quick(), run.full())) {
      assertThat(found)
          .anyMatch(problem -> problem.contains("footer key emulsion.tensors must be {\"image\":"))
          .anyMatch(problem -> problem.contains("footer key emulsion.run must be "));
    }
  }

  private static Dataset<Row> withGrayImage(Dataset<Row> rows, String sampleId) {
    return rows.withColumn(
        "image",
        functions.expr("if(row_id = '" + sampleId + "', unhex(repeat('07', 768)), image)"));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at <= bytes.length - part.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the image is not in the shard as it is");
  }
}
