package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.ScrambledFileSystem;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rows are a function of data, recipe and seed: the digest stays the same, whatever the
 * partitions, buckets, cores and settings of Spark. Runs on one core are all in this class, because
 * they restart Spark.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswerIT {

  private static final int IMAGES = 150;
  private static final int EPOCHS = 2;
  private static final String EIGHT_BUCKETS = "pairing.buckets=8";
  private static final String[] PAIRED_DIFFUSE_MIX = {
    "generated.per-sample=1", "generated.originals=include", "mix={cutmix: {}}", "epochs=2"
  };

  @TempDir private static Path directory;
  private Path images;
  private DiffuseMixData diffuseMix;
  private String digest;
  private String diffuseMixDigest;
  private int runs;

  @BeforeAll
  void runOnTwoCores() throws IOException {
    images = TestImages.folder(directory.resolve("images"), IMAGES, 3);
    digest = digest(LocalSpark.session());
    diffuseMix = new DiffuseMixData(directory.resolve("diffusemix"));
    diffuseMixDigest = digest(LocalSpark.session(), diffuseMix.recipe(PAIRED_DIFFUSE_MIX));
  }

  @ParameterizedTest
  @CsvSource({"1, 64", "7, 1", "64, 7"})
  void inputPartitionsAndBucketsDoNotMatter(int partitions, int buckets) {
    assertThat(
            digest(
                LocalSpark.session(),
                "input.partitions=" + partitions,
                "pairing.buckets=" + buckets))
        .isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "32, 1"})
  void inputPartitionsAndBucketsDoNotMatterToDiffuseMix(int partitions, int buckets) {
    Recipe recipe =
        diffuseMix.recipe(
            with(
                PAIRED_DIFFUSE_MIX,
                "input.partitions=" + partitions,
                "pairing.buckets=" + buckets));
    assertThat(digest(LocalSpark.session(), recipe)).isEqualTo(diffuseMixDigest);
  }

  /** One restart of Spark for all that is compared with two cores. */
  @Test
  void coresDoNotMatterAndFilesOfAsManyBucketsAreEqualByteForByte() throws IOException {
    assertThat(digest(LocalSpark.session(), EIGHT_BUCKETS, "input.partitions=5")).isEqualTo(digest);
    Path twoCores = lastOutput();
    AttentionRuns attention = AttentionRuns.shared();
    String attentionDigest = attention.once("transmix", "inline").digest();
    try {
      SparkSession oneCore = LocalSpark.session("local[1]");
      assertThat(digest(oneCore, EIGHT_BUCKETS)).isEqualTo(digest);
      Path one = lastOutput();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        List<Path> expected = Folders.shards(twoCores.resolve("epoch=" + epoch));
        List<Path> found = Folders.shards(one.resolve("epoch=" + epoch));
        assertThat(expected).hasSize(8);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i)).hasSameBinaryContentAs(expected.get(i));
        }
      }
      Recipe seven =
          diffuseMix.recipe(with(PAIRED_DIFFUSE_MIX, "input.partitions=7", "pairing.buckets=7"));
      assertThat(digest(oneCore, seven)).isEqualTo(diffuseMixDigest);
      assertThat(attention.run(oneCore, "transmix", "inline").digest()).isEqualTo(attentionDigest);
    } finally {
      LocalSpark.session();
    }
  }

  @Test
  void adaptiveExecutionDoesNotMatter() {
    SparkSession spark = LocalSpark.session();
    String key = "spark.sql.adaptive.enabled";
    String before = spark.conf().get(key);
    spark.conf().set(key, !Boolean.parseBoolean(before));
    try {
      assertThat(digest(spark)).isEqualTo(digest);
    } finally {
      spark.conf().set(key, before);
    }
  }

  @Test
  void theOrderOfTheListingAndATaskThatIsRetriedDoNotMatter() {
    SparkSession spark = LocalSpark.session();
    ScrambledFileSystem.register(spark);
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
  void theSeedMatters() {
    assertThat(digest(LocalSpark.session(), "seed=8")).isNotEqualTo(digest);
  }

  private static String[] with(String[] set, String... more) {
    String[] all = Arrays.copyOf(set, set.length + more.length);
    System.arraycopy(more, 0, all, set.length, more.length);
    return all;
  }

  private Path lastOutput() {
    return directory.resolve("out-" + (runs - 1));
  }

  private String digest(SparkSession spark, String... set) {
    Recipe recipe =
        Recipes.of(images)
            .with("seed", 7)
            .with("epochs", EPOCHS)
            .with("transform", "[{random-resized-crop: {size: 24}}, {horizontal-flip: {}}]")
            .with(
                "mix", "{choose: [{mixup: {alpha: 0.8}, weight: 0.5}, {cutmix: {}, weight: 0.5}]}")
            .with("labels", "{smoothing: 0.1}")
            .to(directory.resolve("out-" + runs++))
            .load(set);
    return digest(spark, recipe);
  }

  private static String digest(SparkSession spark, Recipe recipe) {
    return new AugmentJob(spark, recipe).run().manifest().contentDigest();
  }
}
