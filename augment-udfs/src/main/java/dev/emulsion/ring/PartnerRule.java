package dev.emulsion.ring;

import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;
import java.util.Arrays;

/** Which samples may be partners of which, by main class: {@code pairing.labels}. */
public final class PartnerRule implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Labels labels;
  private final long[] counts;
  private final long samples;

  /**
   * @param counts samples of each class in the whole input
   */
  public PartnerRule(Labels labels, long[] counts) {
    this.labels = labels;
    this.counts = counts;
    this.samples = Arrays.stream(counts).sum();
  }

  /**
   * Whether a sample of class {@code partner} may be the partner of a base of class {@code base}.
   */
  public boolean accepts(int base, int partner) {
    return switch (labels) {
      case ANY -> true;
      case DIFFERENT -> base != partner;
      case SAME -> base == partner;
    };
  }

  /** Number of samples of the whole input that may be the partner of a base of that class. */
  public long candidates(int base) {
    return switch (labels) {
      case ANY -> samples - 1;
      case DIFFERENT -> samples - counts[base];
      case SAME -> counts[base] - 1;
    };
  }
}
