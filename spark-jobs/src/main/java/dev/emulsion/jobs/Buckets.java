package dev.emulsion.jobs;

import dev.emulsion.io.Shards;
import dev.emulsion.recipe.Recipe;

/**
 * How many buckets the ring is cut into: a function of data and recipe, never of the cluster.
 *
 * <p>A bucket becomes about one shard. There are at least {@value #LEAST} while buckets keep
 * {@value #LEAST_SAMPLES} samples, so that small runs use several cores; and no more than keep the
 * blocks of the shuffle, bucket bytes squared over data bytes, above 64 KB.
 */
final class Buckets {

  private static final int LEAST = 16;
  private static final long LEAST_SAMPLES = 64;
  private static final long LEAST_BLOCK_BYTES = 64L << 10;
  private static final long MOST = 1L << 20;

  private Buckets() {}

  /** A power of two. */
  static int count(Recipe recipe, long samples, long encodedBytes) {
    if (recipe.pairing().buckets().isPresent()) {
      return recipe.pairing().buckets().get();
    }
    long rows = samples * recipe.pairing().variants();
    long rowBytes = Shards.rowBytes(recipe.output(), recipe.finalSize());
    long byShard = powerOfTwoNear(rows * (double) rowBytes / recipe.output().shardBytes());
    long byBlock = powerOfTwoBelow(Math.sqrt((double) encodedBytes / LEAST_BLOCK_BYTES));
    long bySamples = powerOfTwoBelow((double) samples / LEAST_SAMPLES);
    return (int) Math.max(Math.min(byShard, byBlock), Math.min(LEAST, bySamples));
  }

  private static long powerOfTwoBelow(double value) {
    return Long.highestOneBit((long) Math.min(Math.max(value, 1), MOST));
  }

  private static long powerOfTwoNear(double value) {
    return powerOfTwoBelow(value * Math.sqrt(2));
  }
}
