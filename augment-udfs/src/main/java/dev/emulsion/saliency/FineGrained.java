package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Image;

/**
 * Fine-grained static saliency: how much each pixel differs from the mean of surrounding windows of
 * six sizes, with bright-on-dark and dark-on-bright kept apart.
 *
 * <p>Equal to OpenCV contrib's {@code StaticSaliencyFineGrained} on 8-bit images to the byte; the
 * value of a pixel is a level from 0 to 255 over 255. Images whose samples sum to more than 2^24
 * may differ by one level in a few pixels, because OpenCV's float32 integral rounds there. An image
 * of one color has a map of zeros.
 *
 * @param channels how channels are converted to luma
 * @param overflow how to handle levels above 255, which are rare
 * @see <a href="https://doi.org/10.1016/j.imavis.2009.06.010">Montabone and Soto, Human detection
 *     using a mobile platform and novel features derived from a visual saliency mechanism, 2010</a>
 */
public record FineGrained(Channels channels, Overflow overflow) implements Saliency {

  /** The rule for levels above 255. */
  public enum Overflow {
    /** The low eight bits, as OpenCV's cast keeps them on x86-64. */
    WRAP,
    /** 255. */
    CLAMP
  }

  /** As in OpenCV, on true luma. */
  public static final FineGrained DEFAULT = new FineGrained(Channels.RGB, Overflow.WRAP);

  /** Half sides of the windows, in OpenCV's order. */
  private static final int[] RADII = {12, 24, 48, 28, 56, 112};

  private static final float LEVEL = 1f / 255f;

  @Override
  public SaliencyMap of(Image image) {
    byte[] levels = levels(image);
    float[] values = new float[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (levels[i] & 0xFF) * LEVEL;
    }
    return new SaliencyMap(image.size(), values);
  }

  /** The map as levels from 0 to 255, one byte per pixel, row-major. */
  public byte[] levels(Image image) {
    int height = image.height();
    int width = image.width();
    int[] gray = Binomial.blur(Binomial.blur(channels.luma(image), height, width), height, width);
    int[] on = new int[gray.length];
    int[] off = new int[gray.length];
    new Surround(gray, height, width).compare(SurroundKernel.fastest(), RADII, on, off);
    return combined(on, off);
  }

  /** Scales both polarities separately, adds them and scales the sum. */
  private byte[] combined(int[] on, int[] off) {
    int[] bright = scale(on);
    int[] dark = scale(off);
    // the largest level of either, unless all are 0
    int max = Math.max(bright[bright.length - 1], dark[dark.length - 1]);
    byte[] levelOf = new byte[2 * max + 1];
    for (int sum = 1; sum <= 2 * max; sum++) {
      int level = (int) (255.0 * sum / max);
      levelOf[sum] = (byte) (overflow == Overflow.CLAMP ? Math.min(level, 255) : level);
    }
    byte[] levels = new byte[on.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = levelOf[bright[on[i]] + dark[off[i]]];
    }
    return levels;
  }

  /** The level, 0 to 255, of each sum: quotient in float32, product in double. */
  private static int[] scale(int[] sums) {
    int max = 0;
    for (int sum : sums) {
      max = Math.max(max, sum);
    }
    int[] levelOf = new int[max + 1];
    for (int sum = 1; sum <= max; sum++) {
      levelOf[sum] = (int) (255.0 * (double) ((float) sum / (float) max));
    }
    return levelOf;
  }

  public FineGrained {
    Require.that(channels != null && overflow != null, "channels and overflow must be given");
  }
}
