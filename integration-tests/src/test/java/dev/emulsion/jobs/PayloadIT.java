package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.RunDirectory;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image crosses the network once and is decoded once, however many slices there are. */
class PayloadIT {

  private static final int PHOTOS = 10_000;

  @TempDir private Path directory;

  @Test
  void everyImageIsShuffledOnceAndDecodedOnce() throws Exception {
    Path photos = directory.resolve("photos");
    long encoded = 0;
    for (int i = 0; i < PHOTOS; i++) {
      byte[] photo = Photos.encoded(i, 100, 120, "jpg");
      Photos.write(photos.resolve("class" + i % 10), i + ".jpg", photo);
      encoded += photo.length;
    }
    Path out = directory.resolve("out");
    String text =
        String.join(
            "\n",
            "input: {format: image-folder, path: " + photos + "}",
            "output: {path: " + out + ", slices: 4}",
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}");
    Recipe recipe = RecipeLoader.parse("payload.yaml", text, List.of());
    SparkSession spark = LocalSpark.session();
    Work work = new Work();
    spark.sparkContext().addSparkListener(work);
    AugmentReport report;
    try {
      report = new AugmentJob(spark, recipe).run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(work);
    }

    int buckets = report.manifest().buckets();
    long halo = (long) buckets * RingPlan.depth(recipe, PHOTOS, buckets);
    assertThat(report.rows()).isEqualTo(PHOTOS);
    assertThat(work.shuffled.get()).isBetween(encoded, (long) (1.05 * encoded));
    assertThat(work.fetched.get()).isBetween(encoded, (long) (1.05 * encoded));
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    assertThat(Slice.Written.of(run, 0)).hasSize(4);
    assertThat(report.manifest().epochs().get(0).decoded()).isBetween((long) PHOTOS, PHOTOS + halo);
    assertThat(Files.exists(out.resolve("_emulsion/manifest.json"))).isTrue();
  }

  /** What Spark itself counts. */
  private static final class Work extends SparkListener {

    private final AtomicLong shuffled = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();

    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      TaskMetrics metrics = stage.stageInfo().taskMetrics();
      shuffled.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
      fetched.addAndGet(metrics.shuffleReadMetrics().totalBytesRead());
    }
  }
}
