package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.AttentionRuns.Run;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods that use attention give one answer, whatever the tasks and batches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttentionAnswersIT {

  private AttentionRuns runs;

  @BeforeAll
  void layOutImagesAndModel() throws IOException {
    runs = AttentionRuns.shared();
  }

  /** Compared with four buckets, and batches of four. */
  @ParameterizedTest
  @CsvSource({
    "saliencymix, area, 13, 5, 7",
    "saliencymix-precomputed, table, 1, 5, 7",
    "tokenmix, inline, 13, 5, 7",
    "tokenmix, table, 13, 1, 4",
    "tokenmix, saliency, 1, 5, 4",
    "transmix, inline, 1, 5, 7",
    "transmix, table, 13, 5, 4",
    "transmix, saliency, 13, 1, 4",
    "mixpro-cosine, inline, 13, 1, 7",
    "mixpro-constant, table, 1, 1, 4",
    "mixpro-constant, saliency, 13, 5, 4",
  })
  void bucketsPartitionsAndBatchesDoNotMatter(
      String method, String source, int buckets, int partitions, int batch) {
    String[] other = {
      "pairing.buckets=" + buckets,
      "input.partitions=" + partitions,
      "attention.model.batch-size=" + batch
    };
    assertThat(runs.run(LocalSpark.session(), method, source, other).digest())
        .isEqualTo(runs.once(method, source).digest());
  }

  @Test
  void everySourceHasAnAnswerOfItsOwn() {
    assertThat(
            List.of(
                runs.run(LocalSpark.session(), "mixpro-constant", "area").digest(),
                runs.once("mixpro-constant", "saliency").digest(),
                runs.once("mixpro-constant", "table").digest(),
                runs.once("mixpro-constant", "inline").digest(),
                runs.once("mixpro-cosine", "inline").digest()))
        .doesNotHaveDuplicates();
  }

  @Test
  void methodsWithAndWithoutAttentionKeepTheOrderOfTheRing() {
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
    return "{" + AttentionRuns.mix(method) + ", weight: " + weight + "}";
  }

  private static List<String> names(Run run) {
    return run.rows().stream().map(row -> row.<String>getAs("row_id")).toList();
  }

  @ParameterizedTest
  @CsvSource({"transmix, inline", "mixpro-cosine, inline", "saliencymix-precomputed, table"})
  void replayNeedsNeitherModelNorMaps(String method, String source) throws IOException {
    Run run = runs.once(method, source);
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
