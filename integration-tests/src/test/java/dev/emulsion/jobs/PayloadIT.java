package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.run.Slice;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.GeneratedFolder;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.ShuffledBytes;
import dev.emulsion.testing.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every image is shuffled once and decoded once, however many slices there are. */
class PayloadIT {

  private static final int IMAGES = 10_000;
  private static final int ORIGINALS = 600;

  /** Contents repeat, since encoding would take longer than the run; nothing depends on them. */
  private static final int DIFFERENT_IMAGES = 100;

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @Test
  void everyImageIsShuffledOnceAndDecodedOnce() throws Exception {
    Path images = directory.resolve("images");
    long encoded = 0;
    for (int i = 0; i < IMAGES; i++) {
      byte[] image = TestImages.encoded(i % DIFFERENT_IMAGES, 100, 120, "jpg");
      TestImages.write(images.resolve("class" + i % 10), i + ".jpg", image);
      encoded += image.length;
    }
    Path out = directory.resolve("out");
    Recipe recipe = Recipes.of(images).to(out, "commits-per-epoch: 4").load();
    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      AugmentReport report = new AugmentJob(spark, recipe).run();

      int buckets = report.manifest().buckets();
      long halo = (long) buckets * RingPlan.haloDepth(recipe, IMAGES, buckets);
      assertThat(report.rows()).isEqualTo(IMAGES);
      assertThat(shuffled.written()).isBetween(encoded, (long) (1.05 * encoded));
      assertThat(shuffled.read()).isBetween(encoded, (long) (1.05 * encoded));
      RunDirectory run = RunDirectory.at(out.toString(), new Configuration());
      assertThat(Slice.Written.of(run, 0)).hasSize(4);
      assertThat(report.manifest().epochs().get(0).decoded())
          .isBetween((long) IMAGES, IMAGES + halo);
      assertThat(Files.exists(Folders.own(out).resolve("manifest.json"))).isTrue();
    }
  }

  @Test
  void generatedImagesThatAreUsedAreShuffledOnceWithTheirOriginals() throws Exception {
    Path images = directory.resolve("images");
    GeneratedFolder generated = new GeneratedFolder(directory.resolve("generated"));
    Map<String, Long> lengths = new HashMap<>();
    long originals = 0;
    for (int i = 0; i < ORIGINALS; i++) {
      int number = i % DIFFERENT_IMAGES;
      String id = "class" + i % 3 + "/" + i + ".jpg";
      byte[] image = TestImages.encoded(number, 400, 500, "jpg");
      TestImages.write(images.resolve("class" + i % 3), i + ".jpg", image);
      originals += image.length;
      for (String prompt : List.of("autumn", "snowy", "sunset")) {
        byte[] bytes = TestImages.encoded(number + prompt.length() * 1000, 256, 256, "jpg");
        generated.add(id, prompt, 0, bytes);
        lengths.put(id + "#" + prompt + "#0", (long) bytes.length);
      }
    }
    Path mixingSet = GeneratedFolder.mixingSet(directory.resolve("fractals"), 20);
    Path out = directory.resolve("out");
    Recipe recipe =
        Recipes.of(images)
            .with("generated", "{path: " + generated.root() + ", per-sample: 2}")
            .with("mixing-set", "{path: " + mixingSet + "}")
            .with("transform", "[{diffusemix: {size: 32}}]")
            .without("mix")
            .to(out)
            .load();
    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      new AugmentJob(spark, recipe).run();

      List<String> rows =
          spark
              .read()
              .parquet(out.toString())
              .select("row_id")
              .as(Encoders.STRING())
              .collectAsList();
      long used = rows.stream().mapToLong(row -> lengths.get(row.replaceAll("@.*", ""))).sum();
      assertThat(rows).hasSize(2 * ORIGINALS);
      assertThat(shuffled.written())
          .isBetween(originals + used, (long) (1.05 * (originals + used)));
    }
  }
}
