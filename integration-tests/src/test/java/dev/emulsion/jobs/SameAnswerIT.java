package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.ScrambledFileSystem;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows are a function of data, recipe and seed: whatever else changes, the digest doesn't. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswerIT {

  private static final int IMAGES = 150;

  @TempDir private static Path directory;
  private Path images;
  private String digest;
  private int runs;

  @BeforeAll
  void runOnce() throws IOException {
    images = TestImages.folder(directory.resolve("images"), IMAGES, 3);
    digest = digest(LocalSpark.session());
  }

  @AfterAll
  static void backToTheSharedSession() {
    LocalSpark.session();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void inputSplitsDoNotMatter(int splits) {
    assertThat(digest(LocalSpark.session(), "input.partitions=" + splits)).isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64})
  void bucketsDoNotMatter(int buckets) {
    assertThat(digest(LocalSpark.session(), "pairing.buckets=" + buckets)).isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void coresDoNotMatter(int cores) {
    assertThat(digest(LocalSpark.session("local[" + cores + "]"))).isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void adaptiveExecutionDoesNotMatter(String adaptive) {
    SparkSession spark = LocalSpark.session();
    String before = spark.conf().get("spark.sql.adaptive.enabled");
    spark.conf().set("spark.sql.adaptive.enabled", adaptive);
    try {
      assertThat(digest(spark)).isEqualTo(digest);
    } finally {
      spark.conf().set("spark.sql.adaptive.enabled", before);
    }
  }

  @Test
  void theOrderOfTheListingDoesNotMatter() {
    assertThat(digest(scrambling(), "input.path=scrambled://" + images)).isEqualTo(digest);
  }

  @Test
  void aTaskThatFailsAndIsTriedAgainDoesNotMatter() {
    SparkSession spark = scrambling();
    ScrambledFileSystem.FAILURES.set(1);
    assertThat(digest(spark, "input.path=scrambled://" + images)).isEqualTo(digest);
    assertThat(ScrambledFileSystem.FAILURES).hasValue(0);
  }

  @Test
  void localeAndTimeZoneDoNotMatter() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
    try {
      assertThat(digest(LocalSpark.session())).isEqualTo(digest);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void filesAreEqualByteForByteForOneNumberOfBuckets() throws IOException {
    digest(LocalSpark.session("local[1]"), "pairing.buckets=8");
    Path one = directory.resolve("out-" + (runs - 1));
    digest(LocalSpark.session(), "pairing.buckets=8", "input.partitions=5");
    Path other = directory.resolve("out-" + (runs - 1));
    for (int epoch = 0; epoch < 2; epoch++) {
      List<byte[]> shards = shards(one, epoch);
      assertThat(shards).hasSize(8);
      assertThat(shards(other, epoch)).usingElementComparator(Arrays::compare).isEqualTo(shards);
    }
  }

  /** The files of an epoch in the order of their numbers. */
  private static List<byte[]> shards(Path out, int epoch) throws IOException {
    List<byte[]> shards = new ArrayList<>();
    try (Stream<Path> files = Files.list(out.resolve("epoch=" + epoch))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList()) {
        shards.add(Files.readAllBytes(file));
      }
    }
    return shards;
  }

  @Test
  void theSeedDoesMatter() {
    assertThat(digest(LocalSpark.session(), "seed=8")).isNotEqualTo(digest);
  }

  private static SparkSession scrambling() {
    SparkSession spark = LocalSpark.session();
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.scrambled.impl", ScrambledFileSystem.class.getName());
    return spark;
  }

  private String digest(SparkSession spark, String... set) {
    String recipe =
        String.join(
            "\n",
            "seed: 7",
            "epochs: 2",
            "input: {format: image-folder, path: " + images + "}",
            "output: {path: " + directory.resolve("out-" + runs++) + "}",
            "transform:",
            "  - random-resized-crop: {size: 24}",
            "  - horizontal-flip: {}",
            "mix:",
            "  choose:",
            "    - {mixup: {alpha: 0.8}, weight: 0.5}",
            "    - {cutmix: {alpha: 1.0}, weight: 0.5}",
            "labels: {smoothing: 0.1}");
    Recipe loaded = RecipeLoader.parse("same-answer.yaml", recipe, List.of(set));
    return new AugmentJob(spark, loaded).run().manifest().contentDigest();
  }
}
