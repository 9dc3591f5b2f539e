package dev.emulsion.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few of the trials of {@code integration-tests/faults/faults.sh}, with fixed seeds: every form
 * of every command, and every kind of fault that needs no process of its own.
 */
class FaultsIT {

  @TempDir private static Path scratch;
  private static Trials trials;

  @BeforeAll
  static void begin() throws Exception {
    trials = new Trials(LocalSpark.session(), scratch);
  }

  @AfterAll
  static void end() {
    trials.close();
  }

  @ParameterizedTest(name = "{0} of {1} {2}, seed {3}")
  @CsvSource({
    "KILL, PROMPTS, lists, 5",
    "DISK_FULL, PROMPTS, lists, 6",
    "LOST_REPLY, PROMPTS, lists, 10",
    "RIVAL, PROMPTS, lists, 13",
  })
  void nothingIsLostDuplicatedOrHalfWritten(Kind kind, Work.Command command, String form, long seed)
      throws Exception {
    requireRight(kind, new Work(command, form, 1), seed);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{0} of {1} {2}, seed {3}")
  @CsvSource({
    "KILL, AUGMENT, webdataset, 2",
    "KILL, INGEST, parquet, 3",
    "KILL, FRACTALS, dataset, 4",
    "DISK_FULL, INGEST, parquet, 6",
    "DISK_FULL, FRACTALS, dataset, 7",
    "REFUSED, AUGMENT, webdataset, 8",
    "LOST_REPLY, INGEST, parquet, 9",
    "READ_FAILURE, INGEST, parquet, 11",
    "RIVAL, INGEST, parquet, 12",
    "RIVAL, FRACTALS, dataset, 14",
    "OTHER_RIVAL, INGEST, parquet, 15",
  })
  void norInTheOtherCommands(Kind kind, Work.Command command, String form, long seed)
      throws Exception {
    requireRight(kind, new Work(command, form, 1), seed);
  }

  @Test
  void anImageThatIsReplacedAsItIsOpenedIsNoticed() throws IOException {
    Path folder = scratch.resolve("swapped");
    Path image = TestImages.write(folder.resolve("cat"), "1.png", new byte[] {1});
    Files.setLastModifiedTime(image, FileTime.fromMillis(1_000_000_000_000L));
    String path = FaultyFileSystem.path(false, folder);
    Recipe recipe = Recipes.input("format: image-folder, path: '" + path + "'").to("none").load();
    try (Samples samples = Samples.open(LocalSpark.session(), recipe)) {
      Dataset<Row> payload = samples.payload(samples.index());
      FaultyFileSystem.inject(new Fault.Input(0, () -> Files.write(image, new byte[] {2})));
      assertThatThrownBy(payload::collectAsList)
          .rootCause()
          .isInstanceOf(DataException.class)
          .hasMessageContaining("must stay as it is during a run, but was replaced");
    } finally {
      FaultyFileSystem.inject(Fault.NONE);
    }
  }

  private static void requireRight(Kind kind, Work work, long seed) throws Exception {
    Trials.Outcome outcome = trials.run(kind, work, seed);
    assertThat(outcome.faults()).as("faults injected").isPositive();
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.lost() + outcome.doubled()).isZero();
  }
}
