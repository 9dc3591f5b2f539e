package dev.emulsion.jobs.pairing;

import dev.emulsion.random.RingKey;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;

/**
 * Where on the ring a sample stands, computed from its key and class alone.
 *
 * <p>The ring is cut into <em>lanes</em>, runs of consecutive samples that one task walks through,
 * and each lane lies in one bucket. For {@code any} and {@code different} a bucket is one lane: the
 * samples whose keys lie in an equal share of all numbers. For {@code same} every class is a ring
 * of its own; the rings, laid end to end, are cut into {@value #SEGMENTS_PER_BUCKET} segments a
 * bucket, which are dealt to the buckets in turn so that a shard holds many classes; a lane is the
 * part of one class in one segment.
 */
public final class RingPartitioner implements Serializable {

  private static final long serialVersionUID = 1L;

  /** More segments mix the classes of a shard better and lengthen the halo. */
  private static final int SEGMENTS_PER_BUCKET = 8;

  private final Labels labels;
  private final int buckets;
  private final long samples;
  private final long[] before;
  private final long[] counts;

  /**
   * @param counts samples of each class
   */
  RingPartitioner(Labels labels, int buckets, long[] counts) {
    this.labels = labels;
    this.buckets = buckets;
    this.counts = counts;
    this.before = new long[counts.length];
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      before[i] = sum;
      sum += counts[i];
    }
    this.samples = sum;
  }

  /** The lane of a sample. Lanes of one ring, in rising order, are in ring order. */
  public Lane lane(RingKey key, int label) {
    if (!needsLabel()) {
      return new Lane(0, (int) segment(key, buckets));
    }
    double place = before[label] + fraction(key) * counts[label];
    long segments = (long) buckets * SEGMENTS_PER_BUCKET;
    long segment = Math.min(segments - 1, (long) (place / samples * segments));
    return new Lane(label, (int) segment);
  }

  /** Whether the class of a sample has a part in its place. */
  boolean needsLabel() {
    return labels == Labels.SAME;
  }

  /** The bucket that holds a lane, 0 to {@code buckets - 1}. */
  public int bucket(Lane lane) {
    return lane.segment() % buckets;
  }

  public int buckets() {
    return buckets;
  }

  /** The key as a share of the ring, times {@code buckets}, rounded down. */
  private static long segment(RingKey key, int buckets) {
    long low = (key.high() & 0xFFFFFFFFL) * buckets;
    return ((key.high() >>> 32) * buckets + (low >>> 32)) >>> 32;
  }

  /** The key as a share of the ring, in [0, 1). */
  private static double fraction(RingKey key) {
    return (key.high() >>> 11) * 0x1p-53;
  }

  /**
   * A run of consecutive samples of one ring.
   *
   * @param ring the class for {@code same}; else 0, the one ring of all
   * @param segment where the run stands, from 0
   */
  public record Lane(int ring, int segment) implements Comparable<Lane>, Serializable {

    /** Both numbers in one. */
    long code() {
      return (long) ring << 32 | segment;
    }

    static Lane ofCode(long code) {
      return new Lane((int) (code >>> 32), (int) code);
    }

    @Override
    public int compareTo(Lane other) {
      return Long.compare(code(), other.code());
    }
  }
}
