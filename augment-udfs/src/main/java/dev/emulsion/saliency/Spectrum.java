package dev.emulsion.saliency;

/** The discrete Fourier transform of a 64×64 plane, not normalised, by radix 2. */
final class Spectrum {

  static final int SIDE = 64;

  /** Sign of the exponent. */
  enum Direction {
    FORWARD(-1),
    INVERSE(1);

    private final int sign;

    Direction(int sign) {
      this.sign = sign;
    }
  }

  private static final double[] COS = new double[SIDE];
  private static final double[] SIN = new double[SIDE];

  static {
    for (int k = 0; k < SIDE; k++) {
      COS[k] = StrictMath.cos(2 * Math.PI * k / SIDE);
      SIN[k] = StrictMath.sin(2 * Math.PI * k / SIDE);
    }
  }

  private Spectrum() {}

  /** Replaces the plane, row-major, by its transform. */
  static void transform(double[] re, double[] im, Direction direction) {
    for (int i = 0; i < SIDE; i++) {
      line(re, im, i * SIDE, 1, direction.sign);
    }
    for (int i = 0; i < SIDE; i++) {
      line(re, im, i, SIDE, direction.sign);
    }
  }

  private static void line(double[] re, double[] im, int start, int step, int sign) {
    for (int i = 0; i < SIDE; i++) {
      int j = Integer.reverse(i) >>> Integer.numberOfLeadingZeros(SIDE - 1);
      if (i < j) {
        swap(re, start + i * step, start + j * step);
        swap(im, start + i * step, start + j * step);
      }
    }
    for (int half = 1; half < SIDE; half *= 2) {
      for (int block = 0; block < SIDE; block += 2 * half) {
        for (int k = 0; k < half; k++) {
          int turn = k * (SIDE / 2 / half);
          int a = start + (block + k) * step;
          int b = a + half * step;
          double x = re[b] * COS[turn] - im[b] * sign * SIN[turn];
          double y = re[b] * sign * SIN[turn] + im[b] * COS[turn];
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }

  private static void swap(double[] values, int i, int j) {
    double kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
}
