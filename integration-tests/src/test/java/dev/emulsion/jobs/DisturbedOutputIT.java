package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.AtMilestone;
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

/** What others do to the shards of a run before it is sealed is noticed, and mended by a rerun. */
class DisturbedOutputIT {

  private static final String[] SLICES = {
    "epochs=1", "pairing.buckets=4", "output.commits-per-epoch=4"
  };

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private Path images;
  private Path out;

  @BeforeEach
  void writeImages() throws IOException {
    images = TestImages.folder(directory.resolve("images"), 24, 2);
    out = directory.resolve("out");
  }

  private Recipe recipe() {
    return Recipes.of(images).to(out).load(SLICES);
  }

  private void augment(Progress.Milestone step, int time, AtMilestone.Action change) {
    Progress progress = new AtMilestone(step, time, change);
    new AugmentJob(spark, recipe(), progress).run();
  }

  private Path shard() throws IOException {
    return Folders.shards(out.resolve("epoch=0")).get(0);
  }

  private void rerunMendsIt() {
    new AugmentJob(spark, recipe()).run();
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  /** Flips a bit, as no length shows. */
  private void edit(Path shard) throws IOException {
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    FileTime before = Files.getLastModifiedTime(shard);
    Files.write(shard, bytes);
    Files.setLastModifiedTime(shard, FileTime.fromMillis(before.toMillis() + 3_000));
  }

  @Test
  void aShardThatIsEditedBetweenSlicesIsWrittenAgain() {
    assertThatThrownBy(() -> augment(Progress.Milestone.SLICE_RECORDED, 2, () -> edit(shard())))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "epoch=0/part-.* was deleted or changed during the run; run the same command again to"
                + " write it again");
    rerunMendsIt();
  }

  @Test
  void aShardThatIsDeletedAfterItsEpochIsWrittenAgain() {
    assertThatThrownBy(
            () -> augment(Progress.Milestone.EPOCH_RECORDED, 1, () -> Files.delete(shard())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(" was deleted or changed during the run; ");
    rerunMendsIt();
  }

  @Test
  void aFileThatIsAddedToAnEpochIsDeletedAndOneBesideItIsNamed() throws IOException {
    Path beside = out.resolve("rows.parquet");
    Path below = out.resolve("epoch=0/part-77777.parquet");
    assertThatThrownBy(
            () ->
                augment(
                    Progress.Milestone.EPOCH_RECORDED,
                    1,
                    () -> {
                      Files.copy(shard(), below);
                      Files.copy(shard(), beside);
                    }))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "file:"
                + out
                + " must hold nothing but this run, but rows.parquet was added; move it elsewhere"
                + " and run the same command again");
    assertThat(below).doesNotExist();
    assertThat(beside).exists();
    Files.delete(beside);
    rerunMendsIt();
  }

  @Test
  void aMarkerOfSparksCommittersIsNeitherLeftNorOverlooked() throws IOException {
    new AugmentJob(spark, recipe()).run();
    Path marker = out.resolve("epoch=0/_SUCCESS");
    assertThat(marker).doesNotExist();
    Files.createFile(marker);
    assertThat(new VerifyJob(spark, out.toString()).run().problems())
        .extracting(problem -> problem.message())
        .contains("epoch=0/_SUCCESS was not written by this run");
  }
}
