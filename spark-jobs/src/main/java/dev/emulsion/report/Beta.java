package dev.emulsion.report;

/**
 * The distribution Beta(alpha, alpha) of λ.
 *
 * @param alpha positive
 * @see <a href="https://dlmf.nist.gov/8.17">NIST Digital Library of Mathematical Functions, §8.17:
 *     the incomplete beta function and its continued fraction</a>
 */
record Beta(double alpha) {

  private static final double[] LANCZOS = {
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private static final double PRECISION = 1e-14;
  private static final double TINY = 1e-300;
  private static final int MAX_STEPS = 100_000;

  /** The density at {@code x}, which is infinite at 0 and 1 if alpha is below 1. */
  double density(double x) {
    return Math.exp((alpha - 1) * (Math.log(x) + Math.log1p(-x)) - logBeta());
  }

  /** The probability of a λ of at most {@code x}. */
  double cumulative(double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    // the fraction converges below the mean only
    return x > 0.5 ? 1 - lower(1 - x) : lower(x);
  }

  private double lower(double x) {
    double front = Math.exp(alpha * (Math.log(x) + Math.log1p(-x)) - logBeta()) / alpha;
    return front / fraction(x);
  }

  /** The continued fraction of DLMF 8.17.22, by Lentz's method. */
  private double fraction(double x) {
    double value = 1;
    double c = 1;
    double d = 0;
    for (int n = 1; n < MAX_STEPS; n++) {
      int m = n / 2;
      double coefficient =
          n % 2 == 0
              ? m * (alpha - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
              : -(alpha + m) * (2 * alpha + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1));
      d = 1 / nonZero(1 + coefficient * d);
      c = nonZero(1 + coefficient / c);
      value *= c * d;
      if (Math.abs(c * d - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double nonZero(double x) {
    return Math.abs(x) < TINY ? TINY : x;
  }

  private double logBeta() {
    return 2 * logGamma(alpha) - logGamma(2 * alpha);
  }

  /** Lanczos's approximation with g = 7 and nine terms. */
  private static double logGamma(double x) {
    if (x < 0.5) {
      return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    }
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x - 1 + 7.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
