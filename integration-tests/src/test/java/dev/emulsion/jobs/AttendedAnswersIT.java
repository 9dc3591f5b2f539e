package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.AttendedRuns.Run;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The methods that look at images give one answer, however their tasks are cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttendedAnswersIT {

  @TempDir private static Path directory;
  private AttendedRuns runs;

  @BeforeAll
  void layOutImagesAndModel() throws IOException {
    runs = new AttendedRuns(directory);
  }

  @AfterAll
  static void backToTheSharedSession() {
    LocalSpark.session();
  }

  @ParameterizedTest
  @CsvSource({
    "saliencymix, area",
    "saliencymix-precomputed, table",
    "tokenmix, inline",
    "tokenmix, table",
    "tokenmix, saliency",
    "transmix, inline",
    "transmix, table",
    "transmix, saliency",
    "mixpro-cosine, inline",
    "mixpro-constant, table",
    "mixpro-constant, saliency",
  })
  void bucketsSplitsAndBatchesDoNotMatter(String method, String source) {
    SparkSession spark = LocalSpark.session();
    Run run = runs.run(spark, method, source);
    assertThat(runs.run(spark, method, source, "pairing.buckets=1").digest())
        .isEqualTo(run.digest());
    String[] other = {"pairing.buckets=13", "input.partitions=5", "attention.model.batch-size=7"};
    assertThat(runs.run(spark, method, source, other).digest()).isEqualTo(run.digest());
  }

  @Test
  void everySourceHasAnAnswerOfItsOwn() {
    SparkSession spark = LocalSpark.session();
    assertThat(
            List.of(
                runs.run(spark, "mixpro-constant", "area").digest(),
                runs.run(spark, "mixpro-constant", "saliency").digest(),
                runs.run(spark, "mixpro-constant", "table").digest(),
                runs.run(spark, "mixpro-constant", "inline").digest(),
                runs.run(spark, "mixpro-cosine", "inline").digest()))
        .doesNotHaveDuplicates();
  }

  @Test
  void coresDoNotMatter() {
    String two = runs.run(LocalSpark.session(), "transmix", "inline").digest();
    assertThat(runs.run(LocalSpark.session("local[1]"), "transmix", "inline").digest())
        .isEqualTo(two);
    LocalSpark.session();
  }

  @Test
  void methodsThatLookAndThoseThatDoNotTakeTurnsInTheOrderOfTheRing() {
    String mixed =
        "choose: ["
            + entry("transmix", 0.2)
            + ", "
            + entry("tokenmix", 0.2)
            + ", {mixup: {}, weight: 0.6}]";
    Run one = runMixed(mixed, "inline", "pairing.buckets=1");
    Run other = runMixed(mixed, "inline", "pairing.buckets=5");
    assertThat(one.report().rows()).isEqualTo(3L * runs.ids().size());
    assertThat(one.digest()).isEqualTo(other.digest());
    // one bucket: the file holds the whole ring, and its order is that of a run by area
    assertThat(names(one)).isEqualTo(names(runMixed(mixed, "area", "pairing.buckets=1")));
    assertThat(one.report().manifest().epochs().get(0).methods())
        .containsOnlyKeys("transmix", "tokenmix", "mixup");
  }

  private Run runMixed(String mixed, String source, String buckets) {
    return runs.run(
        LocalSpark.session(), runs.recipe(mixed, source, buckets, "pairing.variants=3"));
  }

  private static String entry(String method, double weight) {
    return "{" + AttendedRuns.mix(method) + ", weight: " + weight + "}";
  }

  private static List<String> names(Run run) {
    return run.rows().stream().map(row -> row.<String>getAs("row_id")).toList();
  }

  @ParameterizedTest
  @CsvSource({"transmix, inline", "mixpro-cosine, inline", "saliencymix-precomputed, table"})
  void replayNeedsNeitherModelNorMaps(String method, String source) throws IOException {
    Run run = runs.run(LocalSpark.session(), method, source);
    Path needed =
        run.recipe().attention().table().map(table -> Path.of(table.path())).orElse(runs.model());
    Path away = needed.resolveSibling("away");
    Files.move(needed, away);
    try {
      String out = run.out().toString();
      var all = new Selection.Sample(100);
      assertThat(
              new ReplayJob(LocalSpark.session(), out, all, Optional.empty()).run().differences())
          .isEmpty();
      assertThat(new VerifyJob(LocalSpark.session(), out).run().problems()).isEmpty();
      // the model may still be in memory; without it there are examples all the same
      assertThat(new PreviewJob(LocalSpark.session(), out, 4).run().examples()).hasSize(4);
    } finally {
      Files.move(away, needed);
    }
  }
}
