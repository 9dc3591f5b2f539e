package dev.emulsion.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.LocalSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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

  private static void requireRight(Kind kind, Work work, long seed) throws Exception {
    Trials.Outcome outcome = trials.run(kind, work, seed);
    assertThat(outcome.faults()).as("faults injected").isPositive();
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.lost() + outcome.doubled()).isZero();
  }
}
