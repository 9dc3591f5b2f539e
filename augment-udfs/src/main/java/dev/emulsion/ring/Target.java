package dev.emulsion.ring;

import java.io.Serializable;

/**
 * A lane that a sample is sent to, and its role there.
 *
 * @param rank 0 for a base of the lane; for the halo, the position after the lane's last base, from
 *     1; for a partner of {@code pairing.table}, the position among those of its base, from 1
 * @param pair of {@code pairing.table}, in which the sample is the partner; else {@link #UNLISTED}
 */
public record Target(Lane lane, int rank, ListedPair pair) implements Serializable {

  private static final int BASE = 0;
  private static final ListedPair UNLISTED = new ListedPair(0, 0, 0, 0);

  /** A target on the ring. */
  public Target(Lane lane, int rank) {
    this(lane, rank, UNLISTED);
  }

  /** The target of a sample as a base of {@code lane}. */
  public static Target base(Lane lane) {
    return new Target(lane, BASE);
  }

  /** Whether the sample is a base of the lane, rather than a partner only. */
  public boolean isBase() {
    return rank == BASE;
  }

  /** Whether the sample is the partner in a pair of {@code pairing.table}. */
  public boolean isListed() {
    return !pair.equals(UNLISTED);
  }
}
