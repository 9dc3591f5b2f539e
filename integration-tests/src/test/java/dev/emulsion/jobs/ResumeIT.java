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
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.ScrambledFileSystem;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was interrupted goes on where it stopped; one that is finished stays as it is. */
class ResumeIT {

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @Test
  void anInterruptedRunGoesOnAtTheFirstUnfinishedEpoch() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 20, 2);
    Path out = directory.resolve("out");
    String digest = new AugmentJob(spark, recipe(images, out)).run().manifest().contentDigest();
    // as if the process had died in epoch 1, with rows of it written
    Files.delete(out.resolve("_emulsion/manifest.json"));
    Files.delete(out.resolve("_emulsion/run/epoch-1.json"));
    Files.delete(out.resolve("_emulsion/run/epoch-1/slice-0000000-0000001.json"));
    age(out);

    AugmentReport report = new AugmentJob(spark, recipe(images, out)).run();

    assertThat(report.outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(report.manifest().contentDigest()).isEqualTo(digest);
    assertThat(shards(out, 0)).allSatisfy(file -> assertThat(isOld(file)).isTrue());
    assertThat(shards(out, 1)).allSatisfy(file -> assertThat(isOld(file)).isFalse());
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  @Test
  void slicesThatAreRecordedAreKeptAndTheOthersWrittenAgain() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 60, 3);
    TestImages.write(images.resolve("class0"), "bad.jpg", new byte[] {1});
    String[] set = {
      "pairing.buckets=8", "output.commits-per-epoch=4", "quarantine.max-fraction=0.1"
    };
    Path out = directory.resolve("out");
    String digest =
        new AugmentJob(spark, recipe(images, out, set)).run().manifest().contentDigest();
    // as if it had died while the second slice was written, and the third was recorded before it
    Files.delete(out.resolve("_emulsion/manifest.json"));
    Files.delete(out.resolve("_emulsion/run/epoch-0.json"));
    Files.delete(out.resolve("_emulsion/run/epoch-0/slice-0000002-0000004.json"));
    Files.delete(out.resolve("epoch=0/part-00003-c000.parquet"));
    TestImages.write(out.resolve("epoch=0/_temporary/0"), "half.parquet", new byte[] {1});
    age(out);
    Steps steps = new Steps();

    // as many cores and slices as you like
    set[1] = "output.commits-per-epoch=8";
    AugmentReport report = new AugmentJob(spark, recipe(images, out, set), steps).run();

    assertThat(report.manifest().contentDigest()).isEqualTo(digest);
    assertThat(report.reasons()).isEqualTo(Map.of("UNSUPPORTED_FORMAT", 2L));
    assertThat(steps.written).hasValue(2); // buckets 2 and 3, each a slice now
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
  void aFinishedRunIsLeftAlone() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 10, 2);
    Path out = directory.resolve("out");
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.scrambled.impl", ScrambledFileSystem.class.getName());
    String input = "input.path=scrambled://" + images;
    AugmentReport first = new AugmentJob(spark, recipe(images, out, input)).run();
    age(out);

    // no image can be opened now
    ScrambledFileSystem.FAILURES.set(Integer.MAX_VALUE);
    AugmentReport second;
    try {
      second = new AugmentJob(spark, recipe(images, out, input)).run();
    } finally {
      ScrambledFileSystem.FAILURES.set(0);
    }

    assertThat(second.outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(second.manifest().epochs()).isEqualTo(first.manifest().epochs());
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files).allSatisfy(file -> assertThat(isOld(file)).isTrue());
    }
  }

  @Test
  void anotherRecipeIsRefusedWithEachKeyThatDiffers() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 4, 2);
    Path out = directory.resolve("out");
    new AugmentJob(spark, recipe(images, out)).run();
    Recipe other = recipe(images, out, "seed=3", "mix.cutmix.alpha=0.5", "labels.smoothing=0.1");
    assertThatThrownBy(() -> new AugmentJob(spark, other).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("output.path file:" + out + " holds another run (")
        .hasMessageEndingWith(
            "): labels.smoothing was 0.0 and is 0.1; mix.choose[0].cutmix.alpha was 1.0 and is 0.5;"
                + " seed was 0 and is 3. Choose another path, or delete it");
  }

  @Test
  void anotherInputIsRefusedWithItsSize() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 4, 2);
    Path out = directory.resolve("out");
    new AugmentJob(spark, recipe(images, out)).run();
    Path image = images.resolve("class0/0.jpg");
    Files.write(image, TestImages.encoded(99, 41, 47, "jpg"));
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(images, out)).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "): the input had 4 samples and has 4, with other ids, labels or lengths."
                + " Choose another path, or delete it");
    Files.delete(image);
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(images, out)).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "): the input had 4 samples and has 3. Choose another path, or delete it");
  }

  @Test
  void aRunThatRefusesTooManyStopsAtTheSliceThatShowsIt() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 30, 2);
    for (int i = 0; i < 30; i++) {
      TestImages.write(images.resolve("class0"), "bad" + i + ".jpg", new byte[] {1, 2, 3});
    }
    Path out = directory.resolve("out");
    String[] set = {"pairing.buckets=16", "output.commits-per-epoch=16"};
    Steps steps = new Steps();
    assertThatThrownBy(() -> new AugmentJob(spark, recipe(images, out, set), steps).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("quarantine.max-fraction must not be exceeded: ")
        .hasMessageContaining(" of 60 samples were refused {UNSUPPORTED_FORMAT=");
    assertThat(steps.written.get()).isLessThan(8);
    assertThat(spark.read().parquet(out + "/_emulsion/quarantine/epoch=0").count()).isPositive();
  }

  @Test
  void ofTwoProcessesOnOneRunTheLaterFinishesItAndTheEarlierStops() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 40, 2);
    Path out = directory.resolve("out");
    String[] set = {"pairing.buckets=4", "output.commits-per-epoch=4"};
    AtomicReference<AugmentReport> later = new AtomicReference<>();
    Steps takenOver =
        new Steps() {
          @Override
          public void at(Step step) {
            super.at(step);
            if (step == Step.SLICE_RECORDED && later.get() == null) {
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
                + "; this one stops and leaves the rest to it");
    assertThat(later.get().outcome()).isEqualTo(AugmentReport.Outcome.WRITTEN);
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  /** Counts the slices that are written. */
  private static class Steps implements Progress {

    final AtomicInteger written = new AtomicInteger();

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Step step) {
      if (step == Step.SLICE_WRITTEN) {
        written.incrementAndGet();
      }
    }

    @Override
    public void end() {}
  }

  private static Recipe recipe(Path images, Path out, String... set) {
    String recipe =
        String.join(
            "\n",
            "epochs: 2",
            "input: {path: " + images + "}",
            "output: {path: " + out + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}");
    return RecipeLoader.parse("resume.yaml", recipe, List.of(set));
  }

  /** Gives every file and folder a time in the past. */
  private static void age(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, LONG_AGO);
      }
    }
  }

  private static boolean isOld(Path file) throws IOException {
    return Files.getLastModifiedTime(file).equals(LONG_AGO);
  }

  private static List<Path> shards(Path out, int epoch) throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("epoch=" + epoch))) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList());
    }
  }
}
