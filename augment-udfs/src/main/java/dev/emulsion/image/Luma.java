package dev.emulsion.image;

import dev.emulsion.Require;
import java.util.Arrays;

/** Brightness as the eye weighs the colours (ITU-R 601-2), in Pillow's 16-bit fixed point. */
public final class Luma {

  static final int RED = 19595;
  static final int GREEN = 38470;
  static final int BLUE = 7471;
  static final int HALF = 1 << 15;
  static final int BITS = 16;

  private Luma() {}

  static int of(int red, int green, int blue) {
    return RED * red + GREEN * green + BLUE * blue + HALF >> BITS;
  }

  /**
   * The picture in gray, without alpha.
   *
   * @param bands 1, or 3 equal ones
   */
  public static Image gray(Image image, int bands) {
    Require.that(bands == 1 || bands == 3, "bands must be 1 or 3, was " + bands);
    byte[] in = image.samples();
    byte[] out = new byte[Math.toIntExact(image.size().area() * bands)];
    int step = image.bands();
    boolean colour = image.colours() == 3;
    for (int p = 0, i = 0; p < in.length; p += step, i += bands) {
      byte luma = colour ? (byte) of(in[p] & 0xFF, in[p + 1] & 0xFF, in[p + 2] & 0xFF) : in[p];
      out[i] = luma;
      if (bands == 3) {
        out[i + 1] = luma;
        out[i + 2] = luma;
      }
    }
    return Image.of(image.height(), image.width(), bands, out);
  }

  /** The picture in gray, with as many bands as it has; alpha stays. */
  public static Image gray(Image image) {
    if (image.bands() != 4) {
      return image.bands() == 3 ? gray(image, 3) : image;
    }
    byte[] out = image.samples().clone();
    for (int p = 0; p < out.length; p += 4) {
      byte luma = (byte) of(out[p] & 0xFF, out[p + 1] & 0xFF, out[p + 2] & 0xFF);
      Arrays.fill(out, p, p + 3, luma);
    }
    return Image.of(image.height(), image.width(), 4, out);
  }
}
