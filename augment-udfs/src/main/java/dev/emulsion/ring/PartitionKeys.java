package dev.emulsion.ring;

import java.io.Serializable;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Integers that Spark's hash partitioning sends to chosen partitions: one per bucket, so that every
 * bucket is exactly one partition of the shuffle.
 */
public final class PartitionKeys implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Seed of the Murmur3 hash in Spark's {@code HashPartitioning}. */
  private static final int SPARK_HASH_SEED = 42;

  private final int[] keys;

  private PartitionKeys(int[] keys) {
    this.keys = keys;
  }

  /** For every bucket, the smallest integer that hashes to the partition of that number. */
  public static PartitionKeys of(int buckets) {
    int[] keys = new int[buckets];
    boolean[] found = new boolean[buckets];
    int missing = buckets;
    for (int key = 0; missing > 0; key++) {
      int partition = Math.floorMod(Murmur3_x86_32.hashInt(key, SPARK_HASH_SEED), buckets);
      if (!found[partition]) {
        found[partition] = true;
        keys[partition] = key;
        missing--;
      }
    }
    return new PartitionKeys(keys);
  }

  public int key(int bucket) {
    return keys[bucket];
  }
}
