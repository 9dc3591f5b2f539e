package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BucketCountTest {

  private static final long IMAGE_BYTES = 50_000;
  private static final int CLASSES = 100;

  @Test
  void smallRunsKeep64SamplesPerBucket() {
    assertThat(buckets(0)).isEqualTo(1);
    assertThat(buckets(48)).isEqualTo(1);
    assertThat(buckets(300)).isEqualTo(4); // 300 / 64 = 4.7
    assertThat(buckets(2000)).isEqualTo(16);
  }

  @Test
  void largeRunsHaveOneBucketPerShard() {
    // 1.28 M · (150,528 bytes of pixels + 400 of the dense label + 700) = 194.1 GB = 723.0 · 256
    // MiB
    assertThat(buckets(1_280_000)).isEqualTo(723);
  }

  @Test
  void shuffleBlocksStayAbove64Kilobytes() {
    // 20 million rows of 151,628 bytes are 11,297 shards, but √(60 GB / 64 KB) = 956.8 at most:
    // 12 shards per bucket
    long samples = 20_000_000;
    assertThat(BucketCount.count(recipe(), CLASSES, samples, samples, samples * 3000))
        .isEqualTo(941);
  }

  @Test
  void aBucketThatHoldsSeveralShardsIsCutEvenly() {
    // 3,541 rows of 151,628 bytes are 2.0 shards; 4·√3541 = 238 more than the mean, in two files
    FileSizes sizes = FileSizes.of(recipe(), CLASSES, 3541L * 100, 100);
    assertThat(sizes.rowsPerFile()).isEqualTo(1890); // (3541 + 238.03) / 2 = 1889.5
    // 1889.5 rows are 273.2 MiB: eight groups of 34.2 MiB
    assertThat(sizes.rowGroupBytes() / (double) (1 << 20)).isCloseTo(34.15, within(0.05));
  }

  @Test
  void aBucketOfOneShardIsNotCut() {
    assertThat(FileSizes.of(recipe(), CLASSES, 1770L * 100, 100).rowsPerFile()).isZero();
  }

  @Test
  void aSmallFileIsOneRowGroupHoweverLargeItsImagesAre() {
    assertThat(FileSizes.of(recipe(), CLASSES, 48, 1).rowGroupBytes()).isEqualTo(32 << 20);
  }

  @Test
  void aSmallRunHasEnoughShardsForALoader() {
    // 8 rows each: six shards; 47.5 of 48 samples are kept at least, and 47 / 6 is 7
    assertThat(FileSizes.of(recipe(), CLASSES, 48, 1).rowsPerFile()).isEqualTo(7);
    // 16 shards; 297 / 16 is 18
    assertThat(FileSizes.of(recipe(), CLASSES, 300, 4).rowsPerFile()).isEqualTo(18);
    assertThat(FileSizes.of(recipe(), CLASSES, 15, 1).rowsPerFile()).isZero();
    assertThat(FileSizes.of(recipe(), CLASSES, 2000, 16).rowsPerFile()).isZero();
    assertThat(FileSizes.of(recipe("pairing.buckets=1"), CLASSES, 48, 1).rowsPerFile()).isZero();
  }

  @Property
  void thereAreAsManyShardsAsAskedForHoweverTheRowsAreSpread(
      @ForAll @IntRange(min = 1, max = 400) int asked,
      @ForAll @IntRange(min = 1, max = 3) int variants,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 90) Integer> kept,
      @ForAll @IntRange(max = 40) int quarantined) {
    long samples = kept.stream().mapToLong(n -> n).sum() + quarantined;
    Assume.that(quarantined <= samples / 2 && samples > 0);
    Recipe recipe =
        recipe(
            "output.min-shards=" + asked,
            "pairing.variants=" + variants,
            "quarantine.max-fraction=0.5");
    long rowsPerFile = FileSizes.of(recipe, CLASSES, samples, kept.size()).rowsPerFile();
    long shards = 0;
    for (int bucket : kept) {
      long rows = (long) bucket * variants;
      shards += rowsPerFile == 0 ? Math.min(1, rows) : (rows + rowsPerFile - 1) / rowsPerFile;
    }
    Assume.that(rowsPerFile > 0);
    assertThat(shards).isGreaterThanOrEqualTo(Math.min(asked, (samples - quarantined) * variants));
  }

  @Test
  void manyShardsAreManyBuckets() {
    Recipe recipe = recipe("output.min-shards=1000");
    assertThat(BucketCount.count(recipe, CLASSES, 1_280_000, 1_280_000, 1_280_000 * IMAGE_BYTES))
        .isEqualTo(988); // √(64 GB / 64 KB)
    assertThat(FileSizes.of(recipe, CLASSES, 1_280_000, 988).rowsPerFile()).isEqualTo(1267);
  }

  @Test
  void aRowOfEachProfileIsAsLongAsItsImage() {
    assertThat(row("raw", "output.dtype=float16")).isEqualTo(2 * 224 * 224 * 3 + 1100);
    assertThat(row("arrow")).isEqualTo(224 * 224 * 3 * 10 / 8 + 1100);
    assertThat(row("hf")).isEqualTo((long) (224 * 224 * 0.35) + 1100);
    assertThat(row("webdataset", "output.quality=75")).isEqualTo((long) (224 * 224 * 0.15) + 1100);
    assertThat(row("hf", "output.encoding=png")).isEqualTo((long) (224 * 224 * 1.4) + 1100);
    assertThat(row("hf", "output.encoding=webp")).isEqualTo(224 * 224 + 1100);
  }

  private static long row(String profile, String... set) {
    List<String> all = new ArrayList<>(List.of(set));
    all.add("output.profile=" + profile);
    return FileSizes.rowBytes(recipe(all.toArray(new String[0])), CLASSES);
  }

  @Test
  void theRecipeOverridesTheNumber() {
    assertThat(BucketCount.count(recipe("pairing.buckets=33"), CLASSES, 10, 10, 10)).isEqualTo(33);
  }

  private static int buckets(long samples) {
    return BucketCount.count(recipe(), CLASSES, samples, samples, samples * IMAGE_BYTES);
  }

  private static Recipe recipe(String... set) {
    String text =
        "input: {path: in}\noutput: {path: out}\ntransform: [{random-resized-crop: {size: 224}}]\n";
    return RecipeLoader.parse("buckets.yaml", text, List.of(set));
  }
}
