package dev.emulsion.label;

import dev.emulsion.Require;
import java.util.Arrays;

/**
 * The labels of two samples that are mixed, and what the run makes of labels.
 *
 * @param classes number of classes
 * @param smoothing share of each label that is spread over all classes
 */
public record LabelPair(Label base, Label partner, int classes, double smoothing) {

  public LabelPair {
    Require.atLeast("classes", 1, classes);
    Require.share("smoothing", smoothing);
  }

  /** The same labels without smoothing. */
  public LabelPair hard() {
    return new LabelPair(base, partner, classes, 0);
  }

  /** {@code lambda} of the base's label and the rest of the partner's, both smoothed. */
  public SoftLabel mixed(double lambda) {
    return base.soft(classes, smoothing).mixedWith(partner.soft(classes, smoothing), lambda);
  }

  /**
   * Every class weighs {@code everywhere}; on top of that, the unsmoothed base counts {@code
   * baseShare} and the unsmoothed partner {@code partnerShare}. The weights need not sum to 1 and
   * may be negative.
   */
  public SoftLabel sum(double baseShare, double partnerShare, double everywhere) {
    SoftLabel mine = base.soft(classes, 0);
    SoftLabel theirs = partner.soft(classes, 0);
    double[] row = new double[classes];
    Arrays.fill(row, everywhere);
    mine.addTo(row, baseShare);
    theirs.addTo(row, partnerShare);
    return SoftLabel.rounded(row);
  }
}
