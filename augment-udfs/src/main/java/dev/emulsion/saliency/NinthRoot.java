package dev.emulsion.saliency;

/** Ninth roots, by Newton's method in arithmetic that every processor does alike. */
final class NinthRoot {

  /** The bits of 1 and a ninth of them: that many less a ninth of a number's are its inverse's. */
  private static final long BITS = Double.doubleToRawLongBits(1) / 9 * 10;

  /** From a first guess within 4 % to 1e-12: each step squares the error, times 5. */
  private static final int STEPS = 4;

  /** A guess by bits is never too small, and too large by 7 % at most. */
  private static final double CENTERED = 0.966;

  private NinthRoot() {}

  /**
   * Puts one over the ninth root of each of {@code numbers}, from 1 to 1e300, into {@code roots}.
   */
  static void invert(double[] numbers, double[] roots) {
    for (int i = 0; i < roots.length; i++) {
      long bits = BITS - Double.doubleToRawLongBits(numbers[i]) / 9;
      roots[i] = CENTERED * Double.longBitsToDouble(bits);
    }
    for (int step = 0; step < STEPS; step++) {
      improve(numbers, roots);
    }
  }

  private static void improve(double[] numbers, double[] roots) {
    for (int i = 0; i < roots.length; i++) {
      double root = roots[i];
      double square = root * root;
      double fourth = square * square;
      double ninth = fourth * fourth * root;
      roots[i] = root * (10 - numbers[i] * ninth) * (1 / 9.0);
    }
  }
}
