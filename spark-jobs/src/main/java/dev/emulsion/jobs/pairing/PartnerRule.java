package dev.emulsion.jobs.pairing;

import dev.emulsion.jobs.census.Census;
import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;

/** Which samples may be partners of which, by class. */
public final class PartnerRule implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Labels labels;
  private final long[] counts;
  private final long samples;

  public PartnerRule(Labels labels, Census census) {
    this.labels = labels;
    this.counts = census.counts();
    this.samples = census.samples();
  }

  /** Whether a sample of class {@code partner} qualifies for a base of class {@code base}. */
  public boolean accepts(int base, int partner) {
    return switch (labels) {
      case ANY -> true;
      case DIFFERENT -> base != partner;
      case SAME -> base == partner;
    };
  }

  /** How many samples of the whole input qualify for a base of class {@code base}. */
  public long candidates(int base) {
    return switch (labels) {
      case ANY -> samples - 1;
      case DIFFERENT -> samples - counts[base];
      case SAME -> counts[base] - 1;
    };
  }
}
