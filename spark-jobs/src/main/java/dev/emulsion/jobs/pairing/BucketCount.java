package dev.emulsion.jobs.pairing;

import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.Recipe;

/**
 * The number of buckets of the ring: a function of data and recipe, never of the cluster, because
 * it decides which rows share a file.
 *
 * <p>A bucket becomes one shard, or several of equal length. There are at least {@value #MIN}
 * buckets, or {@code output.min-shards} if that is more, as long as each has {@value #MIN_SAMPLES}
 * samples, so that small runs use several cores. There are at most as many as keep the average
 * block of the shuffle, data bytes divided by the square of the number of buckets, above 64 KB.
 * {@code pairing.buckets} overrides all that. With {@code pairing.scope: group} the rule applies to
 * each group, and the number is a multiple of that of the groups.
 */
public final class BucketCount {

  private static final int MIN = 16;
  private static final long MIN_SAMPLES = 64;
  private static final long MIN_BLOCK_BYTES = 64L << 10;
  private static final double MAX = 1 << 20;

  private BucketCount() {}

  /**
   * Computes the number of buckets.
   *
   * @param encodedBytes length of the images of all samples, without their side inputs
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
   * @param classes number of classes
   * @param members images that the samples give before mixing, one per row of variant 0
   * @param encodedBytes length of all that is shuffled
   */
  static int count(Recipe recipe, int classes, long samples, long members, long encodedBytes) {
    int groups = recipe.pairing().groups();
    int perGroup =
        recipe
            .pairing()
            .buckets()
            .map(given -> (given + groups - 1) / groups)
            .orElseGet(
                () ->
                    ofGroup(
                        recipe,
                        classes,
                        samples / groups,
                        members / groups,
                        encodedBytes / groups));
    return perGroup * groups;
  }

  private static int ofGroup(
      Recipe recipe, int classes, long samples, long members, long encodedBytes) {
    int groups = recipe.pairing().groups();
    long rows = members * recipe.pairing().variants();
    double shards =
        (double) rows * FileSizes.rowBytes(recipe, classes) / recipe.output().shardBytes();
    double max = Math.min(Math.max(1, Math.sqrt((double) encodedBytes / MIN_BLOCK_BYTES)), MAX);
    double shardsPerBucket = Math.max(1, Math.ceil(shards / max));
    long bySize = Math.round(shards / shardsPerBucket);
    double asked = Math.min(Math.ceil((double) recipe.output().minShards(rows) / groups), max);
    double least = Math.ceil((double) MIN / groups);
    long min = Math.min((long) Math.max(least, asked), samples / MIN_SAMPLES);
    return (int) Math.max(1, Math.max(bySize, min));
  }
}
