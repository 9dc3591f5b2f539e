package dev.emulsion.random;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What the tests of distributions need: the statistic of Kolmogorov and Smirnov, and two CDFs. */
final class Statistics {

  /** {@code sqrt(n)·D} exceeds this with probability 1/1000 if the law is right. */
  static final double KOLMOGOROV_999 = 1.9495;

  private Statistics() {}

  /**
   * {@code sqrt(n)·D} of a sample against a distribution function. Where many values round to one
   * double, the step of the sample there is compared with both ends of the rounding.
   */
  static double kolmogorov(double[] sample, DoubleUnaryOperator cdf) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double worst = 0;
    for (int first = 0; first < n; ) {
      int end = first;
      while (end < n && sorted[end] == sorted[first]) {
        end++;
      }
      double below = cdf.applyAsDouble(Math.nextDown(sorted[first]));
      double above = cdf.applyAsDouble(Math.nextUp(sorted[first]));
      worst = Math.max(worst, Math.max(below - (double) first / n, (double) end / n - above));
      first = end;
    }
    return Math.sqrt(n) * worst;
  }

  /** The regularised incomplete beta function: the distribution function of Beta(a, b). */
  static double betaCdf(double a, double b, double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * continuedFraction(a, b, x) / a
        : 1 - front * continuedFraction(b, a, 1 - x) / b;
  }

  /** The distribution function of the standard normal, by its series around 0. */
  static double normalCdf(double x) {
    if (Math.abs(x) > 6) {
      return x < 0 ? 0 : 1;
    }
    // Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …), Abramowitz and Stegun 26.2.11
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** Abramowitz and Stegun 26.5.8, by Lentz's method. */
  private static double continuedFraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / (1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m < 500; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      value *= c * d;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      value *= c * d;
      if (Math.abs(c * d - 1) < 1e-15) {
        return value;
      }
    }
    throw new AssertionError("no convergence at a " + a + ", b " + b + ", x " + x);
  }

  /** Stirling's series, after shifting the argument above 10. */
  private static double logGamma(double x) {
    double shift = 0;
    while (x < 10) {
      shift += Math.log(x);
      x++;
    }
    double inverse = 1 / (x * x);
    double series =
        (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
