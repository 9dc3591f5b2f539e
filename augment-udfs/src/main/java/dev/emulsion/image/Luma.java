package dev.emulsion.image;

import dev.emulsion.Require;
import java.util.Arrays;

/** The luma of ITU-R 601-2, in Pillow's 16-bit fixed point. */
public final class Luma {

  public static final int RED = 19595;
  public static final int GREEN = 38470;
  public static final int BLUE = 7471;
  public static final int HALF = 1 << 15;
  public static final int BITS = 16;

  private Luma() {}

  public static int of(int red, int green, int blue) {
    return RED * red + GREEN * green + BLUE * blue + HALF >> BITS;
  }

  /**
   * The gray image, without alpha.
   *
   * @param channels 1, or 3 equal ones
   */
  public static Image gray(Image image, int channels) {
    Require.that(channels == 1 || channels == 3, () -> "channels must be 1 or 3, was " + channels);
    byte[] in = image.samples();
    byte[] out = new byte[Math.toIntExact(image.size().area() * channels)];
    int step = image.channels();
    boolean color = image.colors() == 3;
    for (int p = 0, i = 0; p < in.length; p += step, i += channels) {
      byte luma = color ? (byte) of(in[p] & 0xFF, in[p + 1] & 0xFF, in[p + 2] & 0xFF) : in[p];
      out[i] = luma;
      if (channels == 3) {
        out[i + 1] = luma;
        out[i + 2] = luma;
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  /** The gray image with the same number of channels; alpha is kept. */
  public static Image gray(Image image) {
    if (image.channels() != 4) {
      return image.channels() == 3 ? gray(image, 3) : image;
    }
    byte[] out = image.samples().clone();
    for (int p = 0; p < out.length; p += 4) {
      byte luma = (byte) of(out[p] & 0xFF, out[p + 1] & 0xFF, out[p + 2] & 0xFF);
      Arrays.fill(out, p, p + 3, luma);
    }
    return Image.of(image.height(), image.width(), 4, out);
  }
}
