package dev.emulsion.spark;

/** Conversions to and from IEEE 754 binary16, which the JDK has only from version 20 on. */
final class Float16 {

  private static final int MANTISSA_BITS = 10;
  private static final int INFINITY = 0x7C00;

  private Float16() {}

  /** The half-precision number nearest to {@code value}, ties to even, as its 16 bits. */
  static short bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | INFINITY | 0x200);
    }
    if (magnitude >= 0x47800000) { // 65536 and above
      return (short) (sign | INFINITY);
    }
    int exponent = (magnitude >>> 23) - 127;
    if (exponent < -25) {
      return (short) sign;
    }
    int mantissa = (magnitude & 0x7FFFFF) | 0x800000;
    // Below 2^-14 the result is subnormal: its unit stays 2^-24.
    int drop = 23 - MANTISSA_BITS + Math.max(0, -14 - exponent);
    int kept = mantissa >>> drop;
    int rest = mantissa & ((1 << drop) - 1);
    int half = 1 << (drop - 1);
    if (rest > half || (rest == half && (kept & 1) == 1)) {
      kept++;
    }
    // A carry out of the mantissa moves the exponent up by itself, up to infinity.
    int biased = exponent < -14 ? kept : kept + ((exponent + 14) << MANTISSA_BITS);
    return (short) (sign | biased);
  }

  /** The value of a half-precision number, given as its 16 bits. */
  static float value(short half) {
    int exponent = (half >>> MANTISSA_BITS) & 0x1F;
    int mantissa = half & 0x3FF;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 31 -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
