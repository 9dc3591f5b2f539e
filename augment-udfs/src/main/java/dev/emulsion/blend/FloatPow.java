package dev.emulsion.blend;

/**
 * Powers of float32 numbers from 0 to 2 with a fixed exponent: equal on every machine, and
 * correctly rounded but for about one in ten thousand.
 *
 * <p>A number is 2^e · c · (1 + z), where c is the middle of one of {@value #STEPS} intervals of
 * [1, 2). The powers of 2^e and c are in tables; that of 1 + z is the beginning of its binomial
 * series. The arithmetic is in doubles.
 */
final class FloatPow {

  private static final int STEP_BITS = 7;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int MANTISSA_BITS = 23;
  private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;
  private static final int ONE = 127 << MANTISSA_BITS;

  /** 1/c by interval. */
  private static final double[] RECIPROCALS = reciprocals();

  private final float exponent;

  /** The power of 2^e, by the eight bits of a float's exponent, up to that of 2. */
  private final double[] scales = new double[129];

  /** The power of c, by interval. */
  private final double[] steps = new double[STEPS];

  private final double second;
  private final double third;
  private final double fourth;

  FloatPow(float exponent) {
    this.exponent = exponent;
    for (int bits = 1; bits < scales.length; bits++) {
      scales[bits] = StrictMath.pow(Float.intBitsToFloat(bits << MANTISSA_BITS), exponent);
    }
    for (int i = 0; i < STEPS; i++) {
      steps[i] = StrictMath.pow(middle(i), exponent);
    }
    double a = exponent;
    second = a * (a - 1) / 2;
    third = second * (a - 2) / 3;
    fourth = third * (a - 3) / 4;
  }

  private static double middle(int interval) {
    return 1 + (interval + 0.5) / STEPS;
  }

  private static double[] reciprocals() {
    double[] reciprocals = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      reciprocals[i] = 1 / middle(i);
    }
    return reciprocals;
  }

  /**
   * {@code base} to the power of the exponent.
   *
   * @param base 0 to 2
   */
  float of(float base) {
    if (base < Float.MIN_NORMAL) {
      return (float) StrictMath.pow(base, exponent);
    }
    int bits = Float.floatToRawIntBits(base);
    int interval = (bits & MANTISSA) >> MANTISSA_BITS - STEP_BITS;
    double z = Float.intBitsToFloat(bits & MANTISSA | ONE) * RECIPROCALS[interval] - 1;
    double series = 1 + z * (exponent + z * (second + z * (third + z * fourth)));
    return (float) (scales[bits >> MANTISSA_BITS] * steps[interval] * series);
  }
}
