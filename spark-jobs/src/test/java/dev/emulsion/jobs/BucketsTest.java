package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private static final long PHOTO_BYTES = 50_000;

  @Test
  void smallRunsKeep64SamplesABucket() {
    assertThat(buckets(0)).isEqualTo(1);
    assertThat(buckets(48)).isEqualTo(1);
    assertThat(buckets(300)).isEqualTo(4); // 300 / 64 = 4.7
    assertThat(buckets(2000)).isEqualTo(16);
  }

  @Test
  void largeRunsHaveABucketAShard() {
    // 1.28 M · 150,528 bytes = 192.7 GB = 718 shards of 256 MiB: the nearest power of two is 512
    assertThat(buckets(1_280_000)).isEqualTo(512);
  }

  @Test
  void shuffleBlocksStayAbove64Kilobytes() {
    // 20 million rows of 3 kB: 1.1 M pixels' worth of shards, but √(60 GB / 64 KB) = 956 -> 512
    assertThat(Buckets.count(recipe(), 20_000_000, 20_000_000L * 3000)).isEqualTo(512);
  }

  @Test
  void theRecipeHasTheLastWord() {
    assertThat(Buckets.count(recipe("pairing.buckets=32"), 10, 10)).isEqualTo(32);
  }

  private static int buckets(long samples) {
    return Buckets.count(recipe(), samples, samples * PHOTO_BYTES);
  }

  private static Recipe recipe(String... set) {
    String text =
        "input: {path: in}\noutput: {path: out}\ntransform: [{random-resized-crop: {size: 224}}]\n";
    return RecipeLoader.parse("buckets.yaml", text, List.of(set));
  }
}
