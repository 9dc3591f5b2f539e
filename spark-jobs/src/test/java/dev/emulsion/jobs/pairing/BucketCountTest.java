package dev.emulsion.jobs.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.ArrayList;
import java.util.List;
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
    // 1889.5 rows are 273.2 MiB: four groups of 68.3 MiB
    assertThat(sizes.rowGroupBytes() / (double) (1 << 20)).isCloseTo(68.3, within(0.05));
  }

  @Test
  void aBucketOfOneShardIsNotCut() {
    assertThat(FileSizes.of(recipe(), CLASSES, 1770L * 100, 100).rowsPerFile()).isZero();
  }

  @Test
  void aSmallFileIsOneRowGroupHoweverLargeItsImagesAre() {
    assertThat(FileSizes.of(recipe(), CLASSES, 48, 1).rowGroupBytes()).isEqualTo(64 << 20);
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
