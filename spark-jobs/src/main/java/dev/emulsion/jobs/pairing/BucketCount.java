package dev.emulsion.jobs.pairing;

import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.Recipe;

/**
 * How many buckets the ring is cut into: a function of data and recipe, never of the cluster.
 *
 * <p>A bucket becomes one shard, or several of one length. There are at least {@value #MIN} while
 * buckets keep {@value #MIN_SAMPLES} samples, so that small runs use several cores; and no more
 * than keep the blocks of the shuffle, bucket bytes squared over data bytes, above 64 KB.
 */
public final class BucketCount {

  private static final int MIN = 16;
  private static final long MIN_SAMPLES = 64;
  private static final long MIN_BLOCK_BYTES = 64L << 10;
  private static final double MAX = 1 << 20;

  private BucketCount() {}

  /**
   * @param encodedBytes size of all samples, without side inputs
   */
  public static int count(Recipe recipe, Census census, long encodedBytes) {
    return count(
        recipe,
        census.classes().size(),
        census.samples(),
        census.generatedCounts().members(),
        encodedBytes + census.generatedCounts().usedBytes());
  }

  /**
   * @param classes of the labels
   * @param members what is made of the samples before mixing
   * @param encodedBytes of all that is shuffled
   */
  static int count(Recipe recipe, int classes, long samples, long members, long encodedBytes) {
    if (recipe.pairing().buckets().isPresent()) {
      return recipe.pairing().buckets().get();
    }
    long rows = members * recipe.pairing().variants();
    double shards =
        (double) rows * FileSizes.rowBytes(recipe, classes) / recipe.output().shardBytes();
    double max = Math.min(Math.max(1, Math.sqrt((double) encodedBytes / MIN_BLOCK_BYTES)), MAX);
    double shardsPerBucket = Math.max(1, Math.ceil(shards / max));
    long bySize = Math.round(shards / shardsPerBucket);
    long min = Math.min(MIN, samples / MIN_SAMPLES);
    return (int) Math.max(1, Math.max(bySize, min));
  }
}
