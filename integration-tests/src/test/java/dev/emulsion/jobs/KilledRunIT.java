package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Slice.Written;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.ChildJvm;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run that is killed at any point is finished by the same command: the shards equal those of an
 * undisturbed run byte for byte, and slices that were recorded are not rewritten.
 */
@Tag("slow")
class KilledRunIT {

  private static final int EPOCHS = 2;
  private static final int SLICES = 4;
  private static final int BUCKETS = 8;

  @TempDir private static Path directory;
  private static SparkSession spark;
  private static Path images;
  private static Map<String, ByteBuffer> undisturbed;
  private static String digest;

  @TempDir private Path scratch;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    spark = LocalSpark.session();
    images = TestImages.folder(directory.resolve("images"), 60, 3);
    TestImages.write(images.resolve("class1"), "bad.jpg", new byte[] {1, 2, 3});
    Path out = directory.resolve("out");
    digest = run(recipe(directory, out.toString()), Progress.SILENT).contentDigest();
    undisturbed = shards(out);
    assertThat(undisturbed).hasSize(EPOCHS * BUCKETS);
  }

  /** The point, which pass through it is the last, and how many slices are recorded at least. */
  @ParameterizedTest(name = "{0}, time {1}")
  @CsvSource({
    "IN_A_COMMIT, 4, 1",
    "SLICE_WRITTEN, 3, 1",
  })
  void aRunKilledWhileItWritesIsFinishedByTheSameCommand(String point, int time, int min)
      throws Exception {
    killAndFinish(point, time, min);
  }

  /** The points between slices, before the first and after the last one, and within a task. */
  @Tag("nightly")
  @ParameterizedTest(name = "{0}, time {1}")
  @CsvSource({
    "PLANNED, 1, 0",
    "SHUFFLED, 1, 0",
    "IN_A_SLICE, 1, 0",
    "SLICE_RECORDED, 3, 3",
    "EPOCH_WRITTEN, 1, 4",
    "UNSEALED, 1, 8",
    "SEALED, 1, 8",
  })
  void aRunKilledAtAnyOtherPointIsFinishedByTheSameCommand(String point, int time, int min)
      throws Exception {
    killAndFinish(point, time, min);
  }

  private void killAndFinish(String point, int time, int min) throws Exception {
    Path out = scratch.resolve("out");
    String scheme = point.equals(KilledRun.IN_A_COMMIT) ? "dying://" : "";
    Path recipe = recipe(scratch, scheme + out);
    List<String> quickStart = List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx512m");
    ChildJvm.Outcome child =
        ChildJvm.run(KilledRun.class, quickStart, scratch, recipe.toString(), point, "" + time);
    assertThat(child.exitCode()).as(child.output()).isEqualTo(KilledRun.KILLED);
    Map<Path, FileTime> recorded = recorded(out);
    int slices = recordedSlices(out);
    assertThat(slices).isGreaterThanOrEqualTo(min);

    BegunSlices begun = new BegunSlices();
    Manifest manifest = run(recipe(scratch, out.toString()), begun);

    assertThat(manifest.contentDigest()).isEqualTo(digest);
    assertThat(shards(out)).isEqualTo(undisturbed);
    assertThat(begun.count).isEqualTo(EPOCHS * SLICES - slices);
    for (Map.Entry<Path, FileTime> file : recorded.entrySet()) {
      assertThat(Files.getLastModifiedTime(file.getKey())).isEqualTo(file.getValue());
    }
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  /** Counts the slices that a run begins. */
  private static final class BegunSlices implements Progress {

    private int count;

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public synchronized void at(Milestone step) {
      if (step == Milestone.SLICE_BEGUN) {
        count++;
      }
    }

    @Override
    public void end() {}
  }

  private static Manifest run(Path recipe, Progress progress) {
    return new AugmentJob(spark, RecipeLoader.load(recipe, List.of()), progress).run().manifest();
  }

  private static Path recipe(Path folder, String out) throws IOException {
    return Recipes.of(images)
        .to(out, "commits-per-epoch: " + SLICES)
        .with("epochs", EPOCHS)
        .with("pairing", "{buckets: " + BUCKETS + "}")
        .with("quarantine", "{max-fraction: 0.1}")
        .write(folder, "recipe.yaml");
  }

  private static int recordedSlices(Path out) {
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    int slices = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      slices += Written.of(run, epoch).size();
    }
    return slices;
  }

  /** When each file of a recorded slice was written. */
  private static Map<Path, FileTime> recorded(Path out) throws IOException {
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    Map<Path, FileTime> files = new TreeMap<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (Written slice : Written.of(run, epoch)) {
        for (Manifest.File file : slice.files()) {
          Path path = out.resolve(file.path());
          files.put(path, Files.getLastModifiedTime(path));
        }
      }
    }
    return files;
  }

  /** Every file in the folders of the epochs, with its bytes. */
  private static Map<String, ByteBuffer> shards(Path out) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      try (Stream<Path> files = Files.walk(out.resolve("epoch=" + epoch))) {
        files.filter(Files::isRegularFile).forEach(paths::add);
      }
    }
    Map<String, ByteBuffer> shards = new TreeMap<>();
    for (Path path : paths) {
      shards.put(out.relativize(path).toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
    }
    return shards;
  }
}
