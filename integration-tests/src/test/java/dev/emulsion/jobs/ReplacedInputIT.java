package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input that is replaced while a run is interrupted is not mixed with the one before. */
class ReplacedInputIT {

  private static final String[] SLICES = {
    "epochs=1", "pairing.buckets=4", "output.commits-per-epoch=4"
  };

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private Path images;
  private Path out;
  private Path victim;

  @BeforeEach
  void writeImages() throws IOException {
    images = TestImages.folder(directory.resolve("images"), 24, 2);
    out = directory.resolve("out");
    victim = images.resolve("class0/0.jpg");
  }

  /** Dies the first time that a step is reached. */
  private record Death(Milestone step) implements Progress {

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Milestone reached) {
      if (reached == step) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void end() {}
  }

  private Recipe recipe(String... set) {
    return Recipes.of(images).to(out).load(set);
  }

  private AugmentReport augment(Progress progress) {
    return new AugmentJob(spark, recipe(SLICES), progress).run();
  }

  private void killed(Progress.Milestone step) {
    assertThatThrownBy(() -> augment(new Death(step))).hasMessageEndingWith("killed");
  }

  /** Other bytes of the same length, at another time. */
  private FileTime replace(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5_000));
    return time;
  }

  private String stopped(String key) {
    return "files must stay as they are until a run is finished, but some of "
        + key
        + " were replaced or written again since a part of file:"
        + out
        + " was made of them; restore them with their modification times, or choose another output"
        + " path, or, if only the times differ, delete file:"
        + Folders.own(out).resolve("run/inputs.json")
        + "; then run the same command again";
  }

  @Test
  void anImageOfTheSameLengthStopsTheRerunUntilItIsRestored() throws IOException {
    killed(Progress.Milestone.SLICE_RECORDED);
    byte[] before = Files.readAllBytes(victim);
    FileTime time = replace(victim);

    assertThatThrownBy(() -> augment(Progress.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessage(stopped("input.path"));

    Files.write(victim, before);
    Files.setLastModifiedTime(victim, time);
    AugmentReport resumed = augment(Progress.SILENT);
    Path whole = directory.resolve("whole");
    AugmentReport alone = new AugmentJob(spark, Recipes.of(images).to(whole).load(SLICES)).run();
    assertThat(resumed.manifest().contentDigest()).isEqualTo(alone.manifest().contentDigest());
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void timesAloneStopTheRerunUntilTheirStateIsDeleted() throws IOException {
    killed(Progress.Milestone.SLICE_RECORDED);
    Files.setLastModifiedTime(victim, FileTime.fromMillis(0));
    assertThatThrownBy(() -> augment(Progress.SILENT)).hasMessage(stopped("input.path"));
    Files.delete(Folders.own(out).resolve("run/inputs.json"));
    assertThat(augment(Progress.SILENT).outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void nothingIsMixedBeforeThereIsAPartOrAfterTheSeal() throws IOException {
    killed(Progress.Milestone.SLICE_BEGUN);
    replace(victim);
    AugmentReport written = augment(Progress.SILENT);
    assertThat(written.outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    replace(victim);
    AugmentReport found = augment(Progress.SILENT);
    assertThat(found.outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(found.manifest().runId()).isEqualTo(written.manifest().runId());
  }

  @Test
  void aTableIsNotMixedEither() throws IOException {
    assertThatThrownBy(
            () ->
                new IngestJob(spark, recipe(), new Death(Progress.Milestone.SLICE_RECORDED)).run())
        .hasMessageEndingWith("killed");
    replace(victim);
    assertThatThrownBy(() -> new IngestJob(spark, recipe(), Progress.SILENT).run())
        .isInstanceOf(DataException.class)
        .hasMessage(stopped("input.path"));
  }
}
