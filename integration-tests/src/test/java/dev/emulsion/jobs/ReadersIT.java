package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Python;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TemporaryFolder;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers that are given the output directory as it is read every row once and nothing else. The
 * runs have two epochs, an unreadable image, and so few mixed rows that the first of every shard
 * have no partner.
 */
class ReadersIT {

  private static final int IMAGES = 60;
  private static final List<String> PROFILES = List.of("raw", "hf", "arrow", "webdataset");

  private static Path directory;

  @BeforeAll
  static void writeEveryProfile() throws IOException {
    directory = TemporaryFolder.create("readers");
    Path images = TestImages.folder(directory.resolve("images"), IMAGES, 3);
    TestImages.write(
        images.resolve("class1"), "broken.jpg", "no image".getBytes(StandardCharsets.UTF_8));
    for (String profile : PROFILES) {
      Manifest manifest =
          new AugmentJob(
                  LocalSpark.session(),
                  Recipes.of(images)
                      .with("seed", 3)
                      .with("epochs", 2)
                      .with("transform", "[{random-resized-crop: {size: [40, 48]}}]")
                      .with("mix", "{cutmix: {}, p: 0.05}")
                      .with("labels", "{smoothing: 0.1}")
                      .with("quarantine", "{max-fraction: 0.1}")
                      .to(directory.resolve(profile), "profile: " + profile)
                      .load())
              .run()
              .manifest();
      assertThat(manifest.epochs()).allMatch(epoch -> epoch.rows() == IMAGES);
      assertThat(manifest.epochs()).allMatch(epoch -> epoch.quarantined() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow", "webdataset"})
  void theDirectoryHasShardsAndNothingElse(String profile) throws IOException {
    String ending = profile.equals("webdataset") ? "tar" : "parquet";
    try (Stream<Path> files = Files.walk(directory.resolve(profile))) {
      assertThat(files.filter(Files::isRegularFile))
          .hasSizeGreaterThanOrEqualTo(2 * 7) // 8 rows each, in two epochs
          .allSatisfy(
              file ->
                  assertThat(directory.resolve(profile).relativize(file).toString())
                      .matches("epoch=[01]/part-\\d{5}-c\\d{3}\\." + ending));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow"})
  void sparkReadsTheDirectory(String profile) {
    Dataset<Row> rows = LocalSpark.session().read().parquet(directory.resolve(profile).toString());
    assertThat(rows.count()).isEqualTo(2 * IMAGES);
    assertThat(rows.select("row_id").distinct().count()).isEqualTo(2 * IMAGES);
    assertThat(rows.schema().apply("epoch").dataType()).isEqualTo(DataTypes.IntegerType);
    assertThat(rows.filter("row_id like concat('%@', epoch, '.0')").count()).isEqualTo(2 * IMAGES);
  }

  @Test
  void sparkReadsTheDirectoryOfTars() {
    Dataset<Row> rows =
        LocalSpark.session()
            .read()
            .format("emulsion-webdataset")
            .schema("row_id string, partner_id string, label_partner int, image binary")
            .load(directory.resolve("webdataset").toString());
    assertThat(rows.count()).isEqualTo(2 * IMAGES);
    assertThat(rows.select("row_id").distinct().count()).isEqualTo(2 * IMAGES);
    long unmixed = rows.filter("partner_id is null").count();
    assertThat(unmixed).isBetween((long) IMAGES, 2L * IMAGES - 1);
    assertThat(rows.filter("label_partner is null").count()).isEqualTo(unmixed);
  }

  /**
   * Needs a Python with the readers of {@code readers/requirements.txt}; skipped without them,
   * unless {@code EMULSION_READERS} is {@code required}.
   */
  @Test
  void everyCallOfTheTableReadsEveryRowOnce() throws Exception {
    if (!"required".equals(System.getenv("EMULSION_READERS"))) {
      Python.assumeModules("datasets, duckdb, pandas, polars, pyarrow, ray, webdataset");
    }
    Python.Result result = Python.run("readers/directory_calls.py", directory.toString());
    System.out.println(result.output());
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
