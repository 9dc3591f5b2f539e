package dev.emulsion.image.filter;

/**
 * Pillow's blend toward or away from a degenerate image: {@code degenerate + factor · (sample −
 * degenerate)} in float32, clipped to 0 to 255 and truncated.
 *
 * <p>The product depends only on one of 511 differences, and truncating the sum equals truncating
 * the product, unless float32 rounds a sum just below an integer up. A multiplication in integers
 * gives nearly all 511 products; the exceptions are determined beforehand.
 */
final class Blending {

  static final int BITS = 22;

  /** Covers the rounding of the factor to 22 bits, times the largest difference. */
  static final int SLACK = 1 << 7;

  // half the distance of two neighboring floats below 256
  private static final double ROUNDED_UP = 1 - 0x1p-17;
  private static final int DIFFERENCES = 511;

  private final float factor;
  private final int scale;

  /** By difference, from −255: whether integers would be wrong for some samples. */
  private final boolean[] inFloats = new boolean[DIFFERENCES];

  private final int countInFloats;

  Blending(double factor) {
    this.factor = (float) factor;
    scale = (int) Math.rint(this.factor * (1 << BITS));
    boolean fits = this.factor < 2 && this.factor > -2;
    int count = 0;
    for (int i = 0; i < DIFFERENCES; i++) {
      float product = this.factor * (i - 255);
      double floor = Math.floor(product);
      inFloats[i] = !fits || product - floor >= ROUNDED_UP || floor != part(scale, i - 255);
      count += inFloats[i] ? 1 : 0;
    }
    countInFloats = count;
  }

  /** The blend in integers. */
  static int sample(int scale, int degenerate, int sample) {
    return clipped(degenerate + part(scale, sample - degenerate));
  }

  private static int part(int scale, int difference) {
    return scale * difference + SLACK >> BITS;
  }

  /** The blend in floats, as defined. */
  int sample(int degenerate, int sample) {
    return clipped((int) (degenerate + factor * (sample - degenerate)));
  }

  private static int clipped(int sample) {
    return Math.min(255, Math.max(0, sample));
  }

  /** The blend of {@code length} samples of two rows. */
  void blend(int[] degenerate, int[] samples, int length, BlendKernel kernel, byte[] out, int at) {
    if (countInFloats < DIFFERENCES) {
      kernel.blend(degenerate, samples, scale, length, out, at);
    }
    if (countInFloats > 0) {
      for (int i = 0; i < length; i++) {
        if (inFloats[255 + samples[i] - degenerate[i]]) {
          out[at + i] = (byte) sample(degenerate[i], samples[i]);
        }
      }
    }
  }

  /** The blend with one degenerate sample everywhere. */
  LookupTable with(int degenerate) {
    return LookupTable.of(sample -> sample(degenerate, sample));
  }
}
