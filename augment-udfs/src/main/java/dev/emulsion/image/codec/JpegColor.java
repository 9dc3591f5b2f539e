package dev.emulsion.image.codec;

import dev.emulsion.image.codec.JpegHeader.Colors;

/**
 * Converts the stored components of a JPEG to RGB with the integer arithmetic of libjpeg, and of
 * Pillow for CMYK.
 *
 * <p>YCbCr is JFIF's: R = Y + 1.402 (Cr − 128), and so on, with 16 fraction bits. CMYK is assumed
 * to be inverted, as Adobe stores it; YCCK is CMYK whose first three components went through YCbCr.
 */
final class JpegColor {

  private static final int FRACTION_BITS = 16;
  private static final int HALF = 1 << FRACTION_BITS - 1;

  private static final int[] CR_TO_RED = new int[256];
  private static final int[] CB_TO_BLUE = new int[256];
  private static final int[] CR_TO_GREEN = new int[256];
  private static final int[] CB_TO_GREEN = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      CR_TO_RED[i] = (fixed(1.40200) * x + HALF) >> FRACTION_BITS;
      CB_TO_BLUE[i] = (fixed(1.77200) * x + HALF) >> FRACTION_BITS;
      CR_TO_GREEN[i] = -fixed(0.71414) * x;
      CB_TO_GREEN[i] = -fixed(0.34414) * x + HALF;
    }
  }

  private JpegColor() {}

  /** The RGB of {@code pixels} stored pixels, interleaved in the order of the file. */
  static byte[] toRgb(byte[] stored, int pixels, Colors colors) {
    byte[] rgb = colors == Colors.YCC || colors == Colors.RGB ? stored : new byte[3 * pixels];
    switch (colors) {
      case RGB -> {}
      case GRAY -> {
        for (int i = 0; i < pixels; i++) {
          rgb[3 * i] = stored[i];
          rgb[3 * i + 1] = stored[i];
          rgb[3 * i + 2] = stored[i];
        }
      }
      case YCC -> {
        for (int i = 0; i < pixels; i++) {
          yccToRgb(stored, 3 * i, rgb, 3 * i);
        }
      }
      case CMYK -> {
        for (int i = 0; i < pixels; i++) {
          for (int channel = 0; channel < 3; channel++) {
            rgb[3 * i + channel] =
                uninverted(stored[4 * i + channel] & 0xFF, stored[4 * i + 3] & 0xFF);
          }
        }
      }
      case YCCK -> {
        for (int i = 0; i < pixels; i++) {
          yccToRgb(stored, 4 * i, rgb, 3 * i);
          for (int channel = 0; channel < 3; channel++) {
            // YCCK stores the complement of CMYK
            int ink = 255 - (rgb[3 * i + channel] & 0xFF);
            rgb[3 * i + channel] = uninverted(ink, stored[4 * i + 3] & 0xFF);
          }
        }
      }
    }
    return rgb;
  }

  private static void yccToRgb(byte[] stored, int from, byte[] rgb, int to) {
    int y = stored[from] & 0xFF;
    int cb = stored[from + 1] & 0xFF;
    int cr = stored[from + 2] & 0xFF;
    rgb[to] = clip(y + CR_TO_RED[cr]);
    rgb[to + 1] = clip(y + (CB_TO_GREEN[cb] + CR_TO_GREEN[cr] >> FRACTION_BITS));
    rgb[to + 2] = clip(y + CB_TO_BLUE[cb]);
  }

  /** The light that an ink and black leave, both stored as 255 − amount. */
  static byte uninverted(int storedInk, int storedBlack) {
    int product = (255 - storedInk) * storedBlack + 128;
    return clip(storedBlack - ((product >> 8) + product >> 8));
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << FRACTION_BITS) + 0.5);
  }

  private static byte clip(int value) {
    return (byte) Math.min(255, Math.max(0, value));
  }
}
