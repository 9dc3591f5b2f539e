package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code verify} reports every edit of a run's sidecars, and inputs that are missing or changed.
 */
class VerifySidecarsIT {

  @TempDir private Path directory;
  private SealedRun run;

  @BeforeEach
  void copy() throws IOException {
    run = SealedRun.copyTo(directory);
  }

  @Test
  void anEmptiedQuarantineIsReportedAtBothDepths() throws IOException {
    run.requarantine(rows -> rows.filter("false"));
    assertThat(run.quick())
        .contains("SIDECARS the quarantine of epoch 0 must list {UNSUPPORTED_FORMAT=1}, was {}");
    assertThat(run.full())
        .anyMatch(
            p -> p.contains("the samples in shards and quarantine are not those of the input"))
        .anyMatch(p -> p.contains("30 emitted, 0 quarantined, 31 in the input"));
  }

  @Test
  void anotherSampleInQuarantineIsReportedAtBothDepths() throws IOException {
    run.requarantine(rows -> rows.withColumn("id", functions.lit("class0/other.jpg")));
    String edited = "SIDECARS the quarantine of epoch 0 lists other rows than the run wrote";
    assertThat(run.quick()).contains(edited);
    assertThat(run.full())
        .contains(edited)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .contains("the samples in shards and quarantine are not those of the input"));
  }

  @Test
  void anEditedRecipeAndClassListAreReportedAtBothDepths() throws IOException {
    run.edit("recipe.yaml", text -> text.replace("seed: 0", "seed: 1"));
    run.edit("classes.json", text -> text.replace("\"class1\", ", ""));
    for (List<String> found : List.of(run.quick(), run.full())) {
      assertThat(found)
          .contains(
              "SIDECARS recipe.yaml is not the recipe in manifest.json",
              "SIDECARS classes.json must list the 3 classes of the input, was 2");
    }
  }

  @Test
  void damagedSidecarsAreNamed() throws IOException {
    run.edit("recipe.yaml", text -> "sed: 1");
    run.edit("classes.json", text -> "{");
    Files.delete(Folders.own(run.out()).resolve("metadata.json"));
    Folders.delete(Folders.own(run.out()).resolve("quarantine/epoch=0"));
    assertThat(run.quick())
        .anyMatch(problem -> problem.startsWith("SIDECARS recipe.yaml cannot be read: "))
        .anyMatch(problem -> problem.contains("classes.json is damaged: "))
        .contains("SIDECARS metadata.json is missing")
        .anyMatch(
            problem -> problem.startsWith("SIDECARS the quarantine of epoch 0 cannot be read: "));
  }

  @Test
  void countsThatDoNotAddUpAreReportedAtBothDepths() throws IOException {
    run.edit("manifest.json", text -> text.replace("\"emitted\" : 30", "\"emitted\" : 29"));
    for (List<String> found : List.of(run.quick(), run.full())) {
      assertThat(found)
          .contains(
              "SEAL manifest.json, epoch 0: emitted plus quarantined must be the 31 samples of the"
                  + " input, was 29 + 1",
              "SEAL manifest.json, epoch 0: rows must be emitted samples times variants, 58, was"
                  + " 60");
    }
  }

  @Test
  void withoutItsInputARunIsOkButCannotBeReplayed() throws IOException {
    Path images = SealedRun.images();
    Path elsewhere = SealedRun.images().resolveSibling("elsewhere");
    Files.move(images, elsewhere);
    try {
      VerifyReport report = run.verify(VerifyOptions.full());
      assertThat(report.isOk()).isTrue();
      assertThat(report.replay()).isEmpty();
      assertThat(report.notReplayed().orElseThrow())
          .isEqualTo("input.path file:" + images + " does not exist");
      assertThatThrownBy(() -> run.verify(VerifyOptions.replaying(16, Optional.empty())))
          .isInstanceOf(ConfigException.class)
          .hasMessage("input.path file:" + images + " does not exist");
      VerifyOptions moved = VerifyOptions.replaying(16, Optional.of(elsewhere.toString()));
      assertThat(run.verify(moved).replay().orElseThrow().isIdentical()).isTrue();
    } finally {
      Files.move(elsewhere, images);
    }
  }

  @Test
  void withAChangedInputTheRunIsStillOk() throws IOException {
    Path added = TestImages.write(SealedRun.images().resolve("class0"), "new.jpg", new byte[] {1});
    try {
      VerifyReport report = run.verify(VerifyOptions.full());
      assertThat(report.isOk()).isTrue();
      assertThat(report.notReplayed().orElseThrow())
          .endsWith(
              "is not what the run read: ids, labels, file lengths or side inputs have"
                  + " changed");
    } finally {
      Files.delete(added);
    }
  }

  @Test
  void aRunWithoutASealIsRejected() throws IOException {
    Files.delete(Folders.own(run.out()).resolve("manifest.json"));
    assertThatThrownBy(run::full)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is not a finished run: there is no ");
  }
}
