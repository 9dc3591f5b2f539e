package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
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

  private static final int PHOTOS = 150;

  @TempDir private static Path directory;
  private Path photos;
  private String digest;
  private int runs;

  @BeforeAll
  void runOnce() throws IOException {
    photos = Photos.folder(directory.resolve("photos"), PHOTOS, 3);
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
  @ValueSource(ints = {1, 8, 64})
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
    assertThat(digest(scrambling(), "input.path=scrambled://" + photos)).isEqualTo(digest);
  }

  @Test
  void aTaskThatFailsAndIsTriedAgainDoesNotMatter() {
    SparkSession spark = scrambling();
    ScrambledFileSystem.FAILURES.set(1);
    assertThat(digest(spark, "input.path=scrambled://" + photos)).isEqualTo(digest);
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
            "input: {format: image-folder, path: " + photos + "}",
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
