package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.ScrambledFileSystem;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted run is resumed where it stopped; a finished one is not touched. */
class ResumeIT {

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
  private static final String[] FOUR_SLICES = {
    "pairing.buckets=8", "output.commits-per-epoch=4", "quarantine.max-fraction=0.1"
  };

  @TempDir private static Path shared;
  private static Path images;

  /** A finished run of two epochs in four slices each, which tests copy and damage. */
  private static Path finished;

  private static AugmentReport finishedReport;

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @BeforeAll
  static void augmentOnce() throws IOException {
    images = TestImages.folder(shared.resolve("images"), 60, 3);
    TestImages.write(images.resolve("class0"), "bad.jpg", new byte[] {1});
    finished = shared.resolve("out");
    finishedReport =
        new AugmentJob(LocalSpark.session(), recipe(images, finished, FOUR_SLICES)).run();
  }

  @Tag("main")
  @Tag("lines")
  @Test
  void anInterruptedRunIsResumedAtTheFirstUnfinishedEpoch() throws IOException {
    Path out = copyFinishedRun();
    // as if the process had died in epoch 1, with rows of it written
    Files.delete(Folders.own(out).resolve("manifest.json"));
    Files.delete(Folders.own(out).resolve("run/epoch-1.json"));
    Folders.delete(Folders.own(out).resolve("run/epoch-1"));
    age(out);

    AugmentReport report = new AugmentJob(spark, recipe(images, out, FOUR_SLICES)).run();

    assertThat(report.outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(report.manifest().contentDigest()).isEqualTo(digest());
    assertThat(shards(out, 0)).allSatisfy(file -> assertThat(isOld(file)).isTrue());
    assertThat(shards(out, 1)).allSatisfy(file -> assertThat(isOld(file)).isFalse());
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void recordedSlicesAreKeptAndTheOthersWritten() throws IOException {
    Path out = copyFinishedRun();
    // as if it had died while the second slice was written, and the third was recorded before it
    Files.delete(Folders.own(out).resolve("manifest.json"));
    Files.delete(Folders.own(out).resolve("run/epoch-0.json"));
    Files.delete(Folders.own(out).resolve("run/epoch-0/slice-0000002-0000004.json"));
    Files.delete(out.resolve("epoch=0/part-00003-c000.parquet"));
    TestImages.write(out.resolve("epoch=0/_temporary/0"), "half.parquet", new byte[] {1});
    age(out);
    WrittenSlices slices = new WrittenSlices();

    // the number of slices may change
    String[] set = FOUR_SLICES.clone();
    set[1] = "output.commits-per-epoch=8";
    AugmentReport report = new AugmentJob(spark, recipe(images, out, set), slices).run();

    assertThat(report.manifest().contentDigest()).isEqualTo(digest());
    assertThat(report.reasons()).isEqualTo(Map.of("UNSUPPORTED_FORMAT", 2L));
    assertThat(slices.count).hasValue(2); // buckets 2 and 3, each a slice now
    assertThat(shards(out, 0))
        .hasSize(8)
        .allSatisfy(
            file ->
                assertThat(isOld(file))
                    .as(file.toString())
                    .isEqualTo(!file.toString().matches(".*part-0000[23]-.*")));
    assertThat(out.resolve("epoch=0/_temporary")).doesNotExist();
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void aFinishedRunIsNotTouched() throws IOException {
    Path out = copyFinishedRun();
    age(out);
    ScrambledFileSystem.register(spark);
    Recipe recipe = recipe(images, out, "input.path=scrambled://" + images, FOUR_SLICES[0]);

    // no image can be opened
    ScrambledFileSystem.FAILURES.set(Integer.MAX_VALUE);
    AugmentReport second;
    try {
      second = new AugmentJob(spark, recipe).run();
    } finally {
      ScrambledFileSystem.FAILURES.set(0);
    }

    assertThat(second.outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(second.manifest().epochs()).isEqualTo(finishedReport.manifest().epochs());
    for (Path folder : List.of(out, Folders.own(out))) {
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files).allSatisfy(file -> assertThat(isOld(file)).isTrue());
      }
    }
  }

  @Test
  void anotherRecipeIsRejectedWithEachKeyThatDiffers() {
    Recipe other =
        recipe(
            images,
            finished,
            "seed=3",
            "mix.cutmix.alpha=0.5",
            "labels.smoothing=0.1",
            FOUR_SLICES[0]);
    assertThatThrownBy(() -> new AugmentJob(spark, other).run())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output file:"
                + finished
                + " holds another run: labels.smoothing was 0.0 and is 0.1;"
                + " mix.choose[0].cutmix.alpha was 1.0 and is 0.5; seed was 0 and is 3."
                + " Choose another path, or delete it");
  }

  @Test
  void anotherInputIsRejectedWithItsSize() throws IOException {
    Path changed = directory.resolve("images");
    Folders.copy(images, changed);
    Path image = changed.resolve("class0/0.jpg");
    Files.write(image, TestImages.encoded(99, 41, 47, "jpg"));
    Recipe recipe = recipe(changed, finished, FOUR_SLICES);
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            " holds another run: the input had 61 samples and has 61, with other ids, labels or"
                + " lengths. Choose another path, or delete it");
    Files.delete(image);
    assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            " holds another run: the input had 61 samples and has 60. Choose another path, or"
                + " delete it");
  }

  @Test
  void aRunThatQuarantinesTooManyStopsAtTheSliceThatShowsIt() throws IOException {
    Path bad = directory.resolve("images");
    TestImages.folder(bad, 30, 2);
    for (int i = 0; i < 30; i++) {
      TestImages.write(bad.resolve("class0"), "bad" + i + ".jpg", new byte[] {1, 2, 3});
    }
    Path out = directory.resolve("out");
    String[] set = {"pairing.buckets=16", "output.commits-per-epoch=16"};
    WrittenSlices slices = new WrittenSlices();
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(bad, out, set), slices).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(" of 60 samples were quarantined (UNSUPPORTED_FORMAT: ")
        .hasMessageContaining("), above quarantine.max-fraction = 0.01; e.g. class0/bad");
    assertThat(slices.count.get()).isLessThan(8);
    assertThat(spark.read().parquet(out + ".emulsion/quarantine/epoch=0").count()).isPositive();
  }

  @Test
  void ofTwoProcessesOnOneRunTheLaterFinishesItAndTheEarlierStops() throws IOException {
    Path out = directory.resolve("out");
    String[] set = {"pairing.buckets=4", "output.commits-per-epoch=4", "epochs=1", FOUR_SLICES[2]};
    AtomicReference<AugmentReport> later = new AtomicReference<>();
    WrittenSlices takenOver =
        new WrittenSlices() {
          @Override
          public void at(Milestone step) {
            super.at(step);
            if (step == Milestone.SLICE_RECORDED && later.get() == null) {
              later.set(new AugmentJob(spark, recipe(images, out, set)).run());
            }
          }
        };
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(images, out, set), takenOver).run())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "another process (Spark application "
                + spark.sparkContext().applicationId()
                + ") has taken over the run at file:"
                + out
                + "; this one stops, and the other finishes the run");
    assertThat(later.get().outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  /** Counts the slices that are written. */
  private static class WrittenSlices implements Progress {

    final AtomicInteger count = new AtomicInteger();

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Milestone step) {
      if (step == Milestone.SLICE_WRITTEN) {
        count.incrementAndGet();
      }
    }

    @Override
    public void end() {}
  }

  private static Recipe recipe(Path images, Path out, String... set) {
    return Recipes.of(images).with("epochs", 2).to(out).load(set);
  }

  private static String digest() {
    return finishedReport.manifest().contentDigest();
  }

  private Path copyFinishedRun() throws IOException {
    Path out = directory.resolve("out");
    Folders.copyRun(finished, out);
    return out;
  }

  /** Gives every file and folder of an output a time in the past. */
  private static void age(Path out) throws IOException {
    for (Path folder : List.of(out, Folders.own(out))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(file, LONG_AGO);
        }
      }
    }
  }

  private static boolean isOld(Path file) throws IOException {
    return Files.getLastModifiedTime(file).equals(LONG_AGO);
  }

  private static List<Path> shards(Path out, int epoch) throws IOException {
    return Folders.shards(out.resolve("epoch=" + epoch));
  }
}
