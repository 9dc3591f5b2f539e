package dev.emulsion.image;

/**
 * Pillow's blend towards or away from a degenerate picture: {@code degenerate + factor · (sample −
 * degenerate)} in float32, clipped to 0 .. 255, without its fraction.
 *
 * <p>The product depends on one of 511 differences only, and the sum loses its fraction like the
 * product, unless that is so close below an integer that float32 rounds the sum up. For almost
 * every factor one multiplication in integers gives all 511; whether it does is found out
 * beforehand.
 */
final class Blending {

  static final int BITS = 22;

  /** What 22 bits of the factor may lack, times the largest difference. */
  static final int SLACK = 1 << 7;

  // half of what two neighbouring floats below 256 are apart
  private static final double ROUNDED_UP = 1 - 0x1p-17;

  private static final int IN_FLOATS = Integer.MIN_VALUE;

  private final float factor;
  private final int scale;
  private final boolean linear;

  /** What each difference from -255 to 255 adds to the degenerate sample, if that is always so. */
  private final int[] parts = new int[511];

  Blending(double factor) {
    this.factor = (float) factor;
    scale = (int) Math.rint(this.factor * (1 << BITS));
    boolean agree = this.factor < 2 && this.factor > -2;
    for (int difference = -255; difference <= 255; difference++) {
      float product = this.factor * difference;
      double floor = Math.floor(product);
      int part = product - floor < ROUNDED_UP ? (int) floor : IN_FLOATS;
      parts[255 + difference] = part;
      agree &= part == part(scale, difference);
    }
    linear = agree;
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
        int from = degenerate[i];
        int part = parts[255 + samples[i] - from];
        out[at + i] = (byte) (part == IN_FLOATS ? sample(from, samples[i]) : clipped(from + part));
      }
    }
  }

  /** The blend with one sample everywhere. */
  Table with(int degenerate) {
    return Table.of(sample -> sample(degenerate, sample));
  }
}
