package dev.emulsion.label;

import dev.emulsion.Require;
import java.util.Arrays;

/**
 * The labels of two samples to mix, with the run's label settings.
 *
 * @param classes number of classes
 * @param smoothing share of each label's mass that is spread over all classes
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

  /** The smoothed labels mixed: {@code lambda} of the base's and the rest of the partner's. */
  public SoftLabel mixed(double lambda) {
    return base.soft(classes, smoothing).mixedWith(partner.soft(classes, smoothing), lambda);
  }

  /**
   * {@code baseShare} of the unsmoothed base plus {@code partnerShare} of the unsmoothed partner,
   * plus {@code everywhere} in every class. The weights need not sum to 1 and may be negative.
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
