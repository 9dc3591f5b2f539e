package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Slice.Written;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.recipe.RecipeLoader;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whenever a run dies, the same command again finishes it: the files are those of a run that was
 * never disturbed, and what was recorded is not touched.
 */
class KilledRunIT {

  private static final int EPOCHS = 2;
  private static final int SLICES = 4;

  @TempDir private static Path directory;
  private static SparkSession spark;
  private static Path images;
  private static Map<String, ByteBuffer> undisturbed;
  private static String digest;

  @TempDir private Path scratch;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    spark = LocalSpark.session();
    images = TestImages.folder(directory.resolve("images"), 120, 3);
    TestImages.write(images.resolve("class1"), "bad.jpg", new byte[] {1, 2, 3});
    Path out = directory.resolve("out");
    digest = run(recipe(directory, out.toString()), Progress.SILENT).contentDigest();
    undisturbed = shards(out);
    assertThat(undisturbed).hasSize(EPOCHS * 8);
  }

  /** The point, which time it is passed, and how many slices must be recorded by then. */
  @ParameterizedTest(name = "{0}, time {1}")
  @CsvSource({
    "PLANNED, 1, 0",
    "SHUFFLED, 1, 0",
    "IN_A_SLICE, 1, 0",
    "IN_A_COMMIT, 4, 1",
    "SLICE_WRITTEN, 3, 1",
    "SLICE_RECORDED, 3, 3",
    "EPOCH_WRITTEN, 1, 4",
    "UNSEALED, 1, 8",
    "SEALED, 1, 8",
  })
  void aRunThatDiesIsFinishedByTheSameCommand(String point, int time, int min) throws Exception {
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

    Redone redone = new Redone();
    Manifest manifest = run(recipe(scratch, out.toString()), redone);

    assertThat(manifest.contentDigest()).isEqualTo(digest);
    assertThat(shards(out)).isEqualTo(undisturbed);
    assertThat(redone.slices).isEqualTo(EPOCHS * SLICES - slices);
    for (Map.Entry<Path, FileTime> file : recorded.entrySet()) {
      assertThat(Files.getLastModifiedTime(file.getKey())).isEqualTo(file.getValue());
    }
    assertThat(new VerifyJob(spark, out.toString()).run().problems()).isEmpty();
  }

  /** Counts the slices that are written. */
  private static final class Redone implements Progress {

    private int slices;

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public synchronized void at(Step step) {
      if (step == Step.SLICE_BEGUN) {
        slices++;
      }
    }

    @Override
    public void end() {}
  }

  private static Manifest run(Path recipe, Progress progress) {
    return new AugmentJob(spark, RecipeLoader.load(recipe, List.of()), progress).run().manifest();
  }

  private static Path recipe(Path folder, String out) throws IOException {
    String recipe =
        String.join(
            "\n",
            "epochs: " + EPOCHS,
            "input: {path: " + images + "}",
            "output: {path: '" + out + "', slices: " + SLICES + "}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}",
            "pairing: {buckets: 8}",
            "quarantine: {max-fraction: 0.1}");
    return Files.writeString(folder.resolve("recipe.yaml"), recipe);
  }

  private static int recordedSlices(Path out) {
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    int slices = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      slices += Written.of(run, epoch).size();
    }
    return slices;
  }

  /** The files of recorded slices, and when they were written. */
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

  /** Every file in the folders of the epochs that is not hidden, with its bytes. */
  private static Map<String, ByteBuffer> shards(Path out) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      try (Stream<Path> files = Files.walk(out.resolve("epoch=" + epoch))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !file.getFileName().toString().matches("\\..*\\.crc|_SUCCESS"))
            .forEach(paths::add);
      }
    }
    Map<String, ByteBuffer> shards = new TreeMap<>();
    for (Path path : paths) {
      shards.put(out.relativize(path).toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
    }
    return shards;
  }
}
