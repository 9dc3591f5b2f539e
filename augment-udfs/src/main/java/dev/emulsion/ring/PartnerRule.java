package dev.emulsion.ring;

import dev.emulsion.recipe.PairingConfig.Labels;
import java.io.Serializable;
import java.util.Arrays;

/** Which samples may be partners of which, by main class: {@code pairing.labels}. */
public final class PartnerRule implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Labels labels;
  private final long[][] counts;

  /** The rule of a single group. */
  public PartnerRule(Labels labels, long[] counts) {
    this(labels, new long[][] {counts});
  }

  /**
   * @param counts for each group the samples of each class
   */
  public PartnerRule(Labels labels, long[][] counts) {
    this.labels = labels;
    this.counts = counts;
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

  /** Number of samples that may be the partner of a base of that class in that lane. */
  public long candidates(Lane lane, int base) {
    int classes = counts[0].length;
    return candidates(labels == Labels.SAME ? lane.ring() / classes : lane.ring(), base);
  }

  private long candidates(int group, int base) {
    long[] ofGroup = counts[group];
    return switch (labels) {
      case ANY -> Arrays.stream(ofGroup).sum() - 1;
      case DIFFERENT -> Arrays.stream(ofGroup).sum() - ofGroup[base];
      case SAME -> ofGroup[base] - 1;
    };
  }

  /** Number of samples without any candidate. */
  public long unpaired() {
    long unpaired = 0;
    for (int group = 0; group < counts.length; group++) {
      for (int label = 0; label < counts[group].length; label++) {
        unpaired += candidates(group, label) == 0 ? counts[group][label] : 0;
      }
    }
    return unpaired;
  }
}
