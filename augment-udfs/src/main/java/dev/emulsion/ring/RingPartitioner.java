package dev.emulsion.ring;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;

/**
 * Cuts the ring into lanes and buckets. The lane of a sample follows from its key and class alone.
 *
 * <p>With {@code pairing.labels: any} or {@code different} there is one ring, and a bucket is one
 * lane: the samples whose keys are in an equal share of all 128-bit numbers.
 *
 * <p>With {@code same} every class has a ring of its own. The rings, laid end to end, are cut into
 * {@value #SEGMENTS_PER_BUCKET} segments per bucket, which are dealt to the buckets in turn, so
 * that a shard contains many classes. A lane is the part of one class in one segment.
 */
public final class RingPartitioner implements Serializable {

  private static final long serialVersionUID = 1L;

  /** More segments mix the classes of a shard better and lengthen the halo. */
  private static final int SEGMENTS_PER_BUCKET = 8;

  private final Labels labels;
  private final int buckets;
  private final long samples;
  private final long[] firstOfClass;
  private final long[] counts;

  /**
   * @param counts samples of each class
   */
  public RingPartitioner(Labels labels, int buckets, long[] counts) {
    this.labels = labels;
    this.buckets = buckets;
    this.counts = counts;
    this.firstOfClass = new long[counts.length];
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      firstOfClass[i] = sum;
      sum += counts[i];
    }
    this.samples = sum;
  }

  /**
   * The lane in which a sample is a base.
   *
   * @param label main class of the sample; without effect unless {@link #needsLabel}
   */
  public Lane lane(RingKey key, int label) {
    if (!needsLabel()) {
      return new Lane(0, (int) share(key, buckets));
    }
    double place = firstOfClass[label] + fraction(key) * counts[label];
    long segments = (long) buckets * SEGMENTS_PER_BUCKET;
    long segment = Math.min(segments - 1, (long) (place / samples * segments));
    return new Lane(label, (int) segment);
  }

  /** Whether the lane of a sample depends on its class. */
  public boolean needsLabel() {
    return labels == Labels.SAME;
  }

  /** The bucket that a lane is in, 0 to {@code buckets - 1}. */
  public int bucket(Lane lane) {
    return lane.segment() % buckets;
  }

  public int buckets() {
    return buckets;
  }

  /** {@code floor(key / 2^128 · parts)}, from the upper 64 bits of the key. */
  private static long share(RingKey key, int parts) {
    long low = (key.high() & 0xFFFFFFFFL) * parts;
    return ((key.high() >>> 32) * parts + (low >>> 32)) >>> 32;
  }

  /** {@code key / 2^128}, in [0, 1), from the upper 53 bits of the key. */
  private static double fraction(RingKey key) {
    return (key.high() >>> 11) * 0x1p-53;
  }
}
