package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One digest for 96 combinations of settings that must not matter. */
@Tag("nightly")
class ConfigurationsIT {

  private static final String ADAPTIVE = "spark.sql.adaptive.enabled";
  private static final String SHUFFLE = "spark.sql.shuffle.partitions";

  @TempDir private Path directory;

  /** Keys of the recipe and settings of Spark and of the JVM. */
  private record Configuration(
      String codec, boolean adaptive, int shuffle, int partitions, int commits, boolean turkish) {

    int buckets() {
      return partitions == 1 ? 2 : 5;
    }
  }

  private static List<Configuration> all() {
    List<Configuration> all = new ArrayList<>();
    for (String codec : List.of("native", "jdk")) {
      for (boolean adaptive : new boolean[] {true, false}) {
        for (int shuffle : new int[] {1, 5, 33}) {
          for (int partitions : new int[] {1, 7}) {
            for (int commits : new int[] {1, 3}) {
              for (boolean turkish : new boolean[] {false, true}) {
                all.add(new Configuration(codec, adaptive, shuffle, partitions, commits, turkish));
              }
            }
          }
        }
      }
    }
    return all;
  }

  @Test
  void ninetySixConfigurationsHaveOneDigest() throws IOException {
    Path images = TestImages.folder(directory.resolve("images"), 20, 3);
    Files.write(images.resolve("class1/broken.jpg"), new byte[] {1, 2, 3});
    SparkSession spark = LocalSpark.session();
    Map<String, String> before = new TreeMap<>();
    for (String key : List.of(ADAPTIVE, SHUFFLE)) {
      before.put(key, spark.conf().get(key));
    }
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Set<String> digests = new TreeSet<>();
    List<Configuration> all = all();
    try {
      for (Configuration each : all) {
        spark.conf().set(ADAPTIVE, each.adaptive());
        spark.conf().set(SHUFFLE, each.shuffle());
        Locale.setDefault(each.turkish() ? Locale.forLanguageTag("tr-TR-u-nu-arab") : locale);
        TimeZone.setDefault(each.turkish() ? TimeZone.getTimeZone("Pacific/Chatham") : zone);
        digests.add(digest(spark, images, each));
        assertThat(digests).as("%s", each).hasSize(1);
      }
    } finally {
      before.forEach((key, value) -> spark.conf().set(key, value));
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    assertThat(all).hasSize(96);
  }

  private String digest(SparkSession spark, Path images, Configuration each) throws IOException {
    Path out = Files.createTempDirectory(directory, "run").resolve("out");
    return new AugmentJob(
            spark,
            Recipes.of(images)
                .with("pairing", "{variants: 2, buckets: " + each.buckets() + "}")
                .with("quarantine", "{max-fraction: 0.1}")
                .to(out, "commits-per-epoch: " + each.commits())
                .load("input.partitions=" + each.partitions(), "decode.codec=" + each.codec()))
        .run()
        .manifest()
        .contentDigest();
  }
}
