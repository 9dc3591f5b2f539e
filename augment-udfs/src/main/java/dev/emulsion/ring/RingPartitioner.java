package dev.emulsion.ring;

import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
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
 *
 * <p>With {@code pairing.scope: group} every group has rings and buckets of its own.
 */
public final class RingPartitioner implements Serializable {

  private static final long serialVersionUID = 1L;

  /** More segments mix the classes of a shard better and lengthen the halo. */
  private static final int SEGMENTS_PER_BUCKET = 8;

  private final Labels labels;
  private final int groups;
  private final int buckets;
  private final long samples;
  private final long[] firstOfClass;
  private final long[] counts;

  /** The partitioner of a single group. */
  public RingPartitioner(Labels labels, int buckets, long[] counts) {
    this(labels, 1, buckets, counts);
  }

  /**
   * @param groups that samples are paired within
   * @param buckets a multiple of {@code groups}
   * @param counts samples of each class in all groups
   */
  public RingPartitioner(Labels labels, int groups, int buckets, long[] counts) {
    this.labels = labels;
    this.groups = groups;
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

  /** The lane in which a sample of the only group is a base. */
  public Lane lane(RingKey key, int label) {
    return lane(0, key, label);
  }

  /**
   * The lane in which a sample is a base.
   *
   * @param label main class of the sample; without effect unless {@link #needsLabel}
   */
  public Lane lane(int group, RingKey key, int label) {
    int first = group * segmentsPerGroup();
    if (!needsLabel()) {
      return new Lane(group, first + (int) share(key.high(), bucketsPerGroup()));
    }
    double place = firstOfClass[label] + fraction(key) * counts[label];
    long segments = segmentsPerGroup();
    long segment = Math.min(segments - 1, (long) (place / samples * segments));
    return new Lane(group * counts.length + label, first + (int) segment);
  }

  /** The group of a sample, which follows from its id alone: 0 to {@code groups - 1}. */
  public int group(SampleKey sample) {
    return (int) share(sample.high(), groups);
  }

  /** The number of neighboring buckets that hold one group. */
  public int bucketsPerGroup() {
    return buckets / groups;
  }

  private int segmentsPerGroup() {
    return needsLabel() ? bucketsPerGroup() * SEGMENTS_PER_BUCKET : bucketsPerGroup();
  }

  /** Whether the lane of a sample depends on its class. */
  public boolean needsLabel() {
    return labels == Labels.SAME;
  }

  /** The bucket that a lane is in, 0 to {@code buckets - 1}. */
  public int bucket(Lane lane) {
    int group = lane.segment() / segmentsPerGroup();
    return group * bucketsPerGroup() + lane.segment() % bucketsPerGroup();
  }

  public int buckets() {
    return buckets;
  }

  /** {@code floor(key / 2^128 · parts)}, from the upper 64 bits of a key. */
  public static long share(long high, int parts) {
    long low = (high & 0xFFFFFFFFL) * parts;
    return ((high >>> 32) * parts + (low >>> 32)) >>> 32;
  }

  /** {@code key / 2^128}, in [0, 1), from the upper 53 bits of the key. */
  private static double fraction(RingKey key) {
    return (key.high() >>> 11) * 0x1p-53;
  }
}
