package dev.emulsion.ring;

import java.io.Serializable;

/**
 * A run of consecutive samples of one ring, in one bucket. Lanes of one ring sort in ring order.
 *
 * @param ring with {@code pairing.labels: same} {@code group · classes + class}, else the group; 0
 *     for the one ring of all samples
 * @param segment where on its ring the run is, from 0
 */
public record Lane(int ring, int segment) implements Comparable<Lane>, Serializable {

  /** Both numbers in one, the ring in the upper half. */
  public long code() {
    return (long) ring << Integer.SIZE | segment;
  }

  public static Lane ofCode(long code) {
    return new Lane((int) (code >>> Integer.SIZE), (int) code);
  }

  @Override
  public int compareTo(Lane other) {
    return Long.compare(code(), other.code());
  }
}
