package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between the start of a run and its first image. */
class FirstImageIT {

  @TempDir private Path directory;

  private final SparkSession spark = LocalSpark.session();
  private final AtomicInteger jobs = new AtomicInteger();

  /** Counts the jobs that had begun when the first slice did. */
  private final class Counting implements Progress {

    private final List<Integer> beforeSlices = new ArrayList<>();

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Milestone milestone) {
      if (milestone == Milestone.SLICE_BEGUN) {
        beforeSlices.add(begun());
      }
    }

    @Override
    public void end() {}
  }

  private int begun() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
      return jobs.get();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The folder is listed, counted and planned by the driver, which also writes classes and
   * quarantine. What is left for jobs: read and shuffle the images; write the slice.
   */
  @Test
  void oneJobMovesTheImagesOfASmallFolderBeforeTheFirstIsDecoded() throws IOException {
    for (int i = 0; i < 12; i++) {
      Path image = directory.resolve("in/class" + i % 3 + "/" + i + ".png");
      Files.createDirectories(image.getParent());
      Files.write(image, TestImages.encoded(i, 8, 8, "png"));
    }
    Files.writeString(directory.resolve("in/class0/notes.txt"), "no image");
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            jobs.incrementAndGet();
          }
        };
    Counting progress = new Counting();
    begun();
    spark.sparkContext().addSparkListener(counter);
    try {
      new AugmentJob(
              spark,
              RecipeLoader.parse(
                  "few.yaml",
                  "input: {path: "
                      + directory.resolve("in")
                      + "}\n"
                      + "output: {path: "
                      + directory.resolve("out")
                      + "}\n"
                      + "transform: [{random-resized-crop: {size: 8}}]\n"
                      + "mix: {cutmix: {alpha: 1.0}}\n",
                  List.of()),
              progress)
          .run();
      assertThat(progress.beforeSlices).containsExactly(1);
      assertThat(begun()).isEqualTo(2);
    } finally {
      spark.sparkContext().removeSparkListener(counter);
    }
  }
}
