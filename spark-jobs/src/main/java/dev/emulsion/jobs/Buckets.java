package dev.emulsion.jobs;

import dev.emulsion.io.FileSizes;
import dev.emulsion.recipe.Recipe;

/**
 * How many buckets the ring is cut into: a function of data and recipe, never of the cluster.
 *
 * <p>A bucket becomes one shard, or several of one length. There are at least {@value #LEAST} while
 * buckets keep {@value #LEAST_SAMPLES} samples, so that small runs use several cores; and no more
 * than keep the blocks of the shuffle, bucket bytes squared over data bytes, above 64 KB.
 */
final class Buckets {

  private static final int LEAST = 16;
  private static final long LEAST_SAMPLES = 64;
  private static final long LEAST_BLOCK_BYTES = 64L << 10;
  private static final double MOST = 1 << 20;

  private Buckets() {}

  /**
   * @param encodedBytes of all samples, without what stands beside them
   */
  static int count(Recipe recipe, Census census, long encodedBytes) {
    return count(
        recipe,
        census.classes().size(),
        census.samples(),
        census.provision().members(),
        encodedBytes + census.provision().usedBytes());
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
    double most = Math.min(Math.max(1, Math.sqrt((double) encodedBytes / LEAST_BLOCK_BYTES)), MOST);
    double shardsPerBucket = Math.max(1, Math.ceil(shards / most));
    long bySize = Math.round(shards / shardsPerBucket);
    long least = Math.min(LEAST, samples / LEAST_SAMPLES);
    return (int) Math.max(1, Math.max(bySize, least));
  }
}
