package dev.emulsion.image;

/**
 * Pillow's blend towards or away from a degenerate picture: {@code degenerate + factor · (sample −
 * degenerate)} in float32, clipped to 0 .. 255, without its fraction.
 *
 * <p>The same numbers come from integers for almost every factor. The product depends on one of 511
 * differences only, so whether it does is found out beforehand; the sum loses its fraction like the
 * product, unless it is so close below an integer that float32 rounds it up.
 */
final class Blending {

  static final int BITS = 22;

  /** What 22 bits of the factor may lack, times the largest difference. */
  static final int SLACK = 1 << 7;

  // half of what two neighbouring floats below 256 are apart
  private static final double ROUNDED_UP = 1 - 0x1p-17;

  private final float factor;
  private final int scale;
  private final boolean linear;

  Blending(double factor) {
    this.factor = (float) factor;
    scale = (int) Math.rint(this.factor * (1 << BITS));
    linear = this.factor < 2 && this.factor > -2 && integersAgree();
  }

  private boolean integersAgree() {
    for (int difference = -255; difference <= 255; difference++) {
      float product = factor * difference;
      double floor = Math.floor(product);
      if (product - floor >= ROUNDED_UP || floor != part(scale, difference)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@link #sample(int, int, int)} with {@link #scale} is this blend. */
  boolean linear() {
    return linear;
  }

  int scale() {
    return scale;
  }

  /** The blend in integers. */
  static int sample(int scale, int degenerate, int sample) {
    return clipped(degenerate + part(scale, sample - degenerate));
  }

  private static int part(int scale, int difference) {
    return scale * difference + SLACK >> BITS;
  }

  /** The blend as it is defined. */
  int sample(int degenerate, int sample) {
    return clipped((int) (degenerate + factor * (sample - degenerate)));
  }

  private static int clipped(int sample) {
    return Math.min(255, Math.max(0, sample));
  }

  /** The blend of {@code length} samples of two rows. */
  void blend(int[] degenerate, int[] samples, int length, BlendKernel kernel, byte[] out, int at) {
    if (linear) {
      kernel.blend(degenerate, samples, scale, length, out, at);
    } else {
      for (int i = 0; i < length; i++) {
        out[at + i] = (byte) sample(degenerate[i], samples[i]);
      }
    }
  }

  /** The blend with one sample everywhere. */
  Table with(int degenerate) {
    return Table.of(sample -> sample(degenerate, sample));
  }
}
