package dev.emulsion.random;

import dev.emulsion.Require;

/**
 * The Beta distribution by rejection sampling. Each attempt draws two uniforms u, v, in this order.
 *
 * <ul>
 *   <li>a ≤ 1 and b ≤ 1: Jöhnk (Metrika 8, 1964), in logarithms because u^(1/a) underflows
 *   <li>a > 1 and b > 1: Cheng's algorithm BB (CACM 21, 1978)
 *   <li>else Cheng's BC, arranged to avoid the odds, which overflow for small parameters
 * </ul>
 */
final class Beta {

  // below this, results are 0 and 1, but a logarithm divided by it would be infinite
  private static final double SMALLEST = 1e-300;

  // above this, the squares of Cheng's constants would be infinite
  private static final double LARGEST = 1e100;

  private Beta() {}

  static double draw(double a, double b, Draws draws) {
    Require.that(a > 0 && a <= LARGEST, () -> "a must be positive and at most 1e100, was " + a);
    Require.that(b > 0 && b <= LARGEST, () -> "b must be positive and at most 1e100, was " + b);
    double min = Math.max(Math.min(a, b), SMALLEST);
    double max = Math.max(Math.max(a, b), SMALLEST);
    if (max <= 1) {
      return a <= b ? johnk(min, max, draws) : johnk(max, min, draws);
    }
    return min > 1 ? bb(min, max, a <= b, draws) : bc(min, max, a <= b, draws);
  }

  private static double johnk(double a, double b, Draws draws) {
    while (true) {
      double x = StrictMath.log(draws.uniform()) / a;
      double y = StrictMath.log(draws.uniform()) / b;
      double larger = Math.max(x, y);
      double sum = larger + StrictMath.log(StrictMath.exp(x - larger) + StrictMath.exp(y - larger));
      if (sum <= 0) {
        return StrictMath.exp(x - sum);
      }
    }
  }

  /** The share of {@code min} if {@code wantsMin}, else of {@code max}. */
  private static double bb(double min, double max, boolean wantsMin, Draws draws) {
    double total = min + max;
    double beta = Math.sqrt((total - 2) / (2 * min * max - total));
    double gamma = min + 1 / beta;
    while (true) {
      double u = draws.uniform();
      double z = u * u * draws.uniform();
      double v = beta * StrictMath.log(u / (1 - u));
      double w = min * StrictMath.exp(v);
      double r = gamma * v - StrictMath.log(4);
      double s = min + r - w;
      if (s + 1 + StrictMath.log(5) >= 5 * z
          || s >= StrictMath.log(z)
          || r + total * StrictMath.log(total / (max + w)) >= StrictMath.log(z)) {
        return (wantsMin ? w : max) / (max + w);
      }
    }
  }

  /** The share of {@code min} if {@code wantsMin}, else of {@code max}. */
  private static double bc(double min, double max, boolean wantsMin, Draws draws) {
    double total = min + max;
    double delta = 1 + max - min;
    double k1 = delta * (1.0 / 72 + min / 24) / (max / min - 7.0 / 9);
    double k2 = 0.25 + (0.5 + 0.25 / delta) * min;
    while (true) {
      double u = draws.uniform();
      double second = draws.uniform();
      double z = u * u * second;
      if (u < 0.5 ? 0.25 * second + z - u * second >= k1 : z >= k2) {
        continue;
      }
      double v = StrictMath.log(u / (1 - u)) / min;
      // the shares of max and min are as max·e^v to min; both are scaled by e^-v where v > 0
      double small = StrictMath.exp(-Math.abs(v));
      double ofMax = v > 0 ? max : max * small;
      double ofMin = v > 0 ? min * small : min;
      double sum = ofMax + ofMin;
      boolean surely = u >= 0.5 && z <= 0.25;
      if (surely
          || total * (StrictMath.log(total / sum) + Math.min(v, 0)) - StrictMath.log(4)
              >= StrictMath.log(z)) {
        return (wantsMin ? ofMin : ofMax) / sum;
      }
    }
  }
}
