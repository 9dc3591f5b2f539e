package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.GeneratedFolder;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image crosses the network once and is decoded once, however many slices there are. */
class PayloadIT {

  private static final int IMAGES = 10_000;
  private static final int ORIGINALS = 600;

  @TempDir private Path directory;

  @Test
  void everyImageIsShuffledOnceAndDecodedOnce() throws Exception {
    Path images = directory.resolve("images");
    long encoded = 0;
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = TestImages.encoded(i, 100, 120, "jpg");
      TestImages.write(images.resolve("class" + i % 10), i + ".jpg", image);
      encoded += image.length;
    }
    Path out = directory.resolve("out");
    String text =
        String.join(
            "\n",
            "input: {format: image-folder, path: " + images + "}",
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
    long halo = (long) buckets * RingPlan.haloDepth(recipe, IMAGES, buckets);
    assertThat(report.rows()).isEqualTo(IMAGES);
    assertThat(work.shuffled.get()).isBetween(encoded, (long) (1.05 * encoded));
    assertThat(work.fetched.get()).isBetween(encoded, (long) (1.05 * encoded));
    RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
    assertThat(Slice.Written.of(run, 0)).hasSize(4);
    assertThat(report.manifest().epochs().get(0).decoded()).isBetween((long) IMAGES, IMAGES + halo);
    assertThat(Files.exists(out.resolve("_emulsion/manifest.json"))).isTrue();
  }

  @Test
  void generatedImagesThatAreUsedAreShuffledOnceBesideTheirOriginals() throws Exception {
    Path images = directory.resolve("images");
    GeneratedFolder made = new GeneratedFolder(directory.resolve("generated"));
    Map<String, Long> lengths = new HashMap<>();
    long originals = 0;
    for (int i = 0; i < ORIGINALS; i++) {
      String id = "class" + i % 3 + "/" + i + ".jpg";
      byte[] image = TestImages.encoded(i, 400, 500, "jpg");
      TestImages.write(images.resolve("class" + i % 3), i + ".jpg", image);
      originals += image.length;
      for (String prompt : List.of("autumn", "snowy", "sunset")) {
        byte[] generated = TestImages.encoded(i + prompt.length() * 1000, 256, 256, "jpg");
        made.add(id, prompt, 0, generated);
        lengths.put(id + "#" + prompt + "#0", (long) generated.length);
      }
    }
    GeneratedFolder.mixingSet(directory.resolve("fractals"), 20);
    Path out = directory.resolve("out");
    String text =
        String.join(
            "\n",
            "input: {path: " + images + "}",
            "generated: {path: " + made.root() + ", per-sample: 2}",
            "mixing-set: {path: " + directory.resolve("fractals") + "}",
            "output: {path: " + out + "}",
            "transform: [{diffusemix: {size: 32}}]");
    Recipe recipe = RecipeLoader.parse("payload.yaml", text, List.of());
    SparkSession spark = LocalSpark.session();
    Work work = new Work();
    spark.sparkContext().addSparkListener(work);
    try {
      new AugmentJob(spark, recipe).run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(work);
    }

    List<String> rows =
        spark.read().parquet(out.toString()).select("row_id").as(Encoders.STRING()).collectAsList();
    long used = rows.stream().mapToLong(row -> lengths.get(row.replaceAll("@.*", ""))).sum();
    assertThat(rows).hasSize(2 * ORIGINALS);
    assertThat(work.shuffled.get()).isBetween(originals + used, (long) (1.05 * (originals + used)));
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
