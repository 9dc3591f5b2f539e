package dev.emulsion.ring;

import java.io.Serializable;

/**
 * A lane that a sample is sent to, and its role there.
 *
 * @param rank 0 for a base of the lane; for the halo, the position after the lane's last base, from
 *     1
 */
public record Target(Lane lane, int rank) implements Serializable {

  private static final int BASE = 0;

  /** The target of a sample as a base of {@code lane}. */
  public static Target base(Lane lane) {
    return new Target(lane, BASE);
  }

  /** Whether the sample is a base of the lane, rather than a partner only. */
  public boolean isBase() {
    return rank == BASE;
  }
}
