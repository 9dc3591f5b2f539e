package dev.emulsion.image.codec;

import dev.emulsion.image.codec.JpegHeader.Colors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Converts the stored components of a JPEG to RGB with the integer arithmetic of libjpeg, and of
 * Pillow for CMYK.
 *
 * <p>YCbCr is JFIF's: R = Y + 1.402 (Cr − 128), and so on, with 16 fraction bits. CMYK is assumed
 * to be inverted, as Adobe stores it; YCCK is CMYK whose first three components went through YCbCr.
 */
final class JpegColor {

  static final int FRACTION_BITS = 16;
  static final int HALF = 1 << FRACTION_BITS - 1;
  static final int RED_OF_CR = fixed(1.40200);
  static final int BLUE_OF_CB = fixed(1.77200);
  static final int GREEN_OF_CR = fixed(0.71414);
  static final int GREEN_OF_CB = fixed(0.34414);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int[] CR_TO_RED = new int[256];
  private static final int[] CB_TO_BLUE = new int[256];
  private static final int[] CR_TO_GREEN = new int[256];
  private static final int[] CB_TO_GREEN = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int x = i - 128;
      CR_TO_RED[i] = (RED_OF_CR * x + HALF) >> FRACTION_BITS;
      CB_TO_BLUE[i] = (BLUE_OF_CB * x + HALF) >> FRACTION_BITS;
      CR_TO_GREEN[i] = -GREEN_OF_CR * x;
      CB_TO_GREEN[i] = -GREEN_OF_CB * x + HALF;
    }
  }

  private JpegColor() {}

  /**
   * Converts a row of pixels.
   *
   * @param rows samples of each component
   * @param first position of the row's first sample in each of {@code rows}
   * @param pixel index of the row's first pixel in {@code rgb}
   */
  static void toRgb(
      JpegKernel kernel,
      byte[][] rows,
      int[] first,
      Colors colors,
      byte[] rgb,
      int pixel,
      int width) {
    switch (colors) {
      case GRAY -> gray(rows[0], first[0], rgb, 3 * pixel, width);
      case RGB -> {
        for (int channel = 0; channel < 3; channel++) {
          channel(rows[channel], first[channel], rgb, 3 * pixel + channel, width);
        }
      }
      case YCC -> kernel.rgb(rows, first, rgb, 3 * pixel, width);
      case CMYK -> {
        for (int channel = 0; channel < 3; channel++) {
          channel(rows[channel], first[channel], rgb, 3 * pixel + channel, width);
        }
        blacken(rows[3], first[3], rgb, 3 * pixel, width);
      }
      case YCCK -> {
        kernel.rgb(rows, first, rgb, 3 * pixel, width);
        for (int i = 3 * pixel; i < 3 * (pixel + width); i++) {
          rgb[i] = (byte) ~rgb[i]; // YCCK stores the complement of CMYK
        }
        blacken(rows[3], first[3], rgb, 3 * pixel, width);
      }
    }
  }

  private static void gray(byte[] row, int first, byte[] rgb, int to, int width) {
    for (int i = 0; i < width; i++) {
      byte value = row[first + i];
      rgb[to + 3 * i] = value;
      rgb[to + 3 * i + 1] = value;
      rgb[to + 3 * i + 2] = value;
    }
  }

  private static void channel(byte[] row, int first, byte[] rgb, int to, int width) {
    for (int i = 0; i < width; i++) {
      rgb[to + 3 * i] = row[first + i];
    }
  }

  private static void blacken(byte[] black, int first, byte[] rgb, int to, int width) {
    for (int i = 0; i < width; i++) {
      int storedBlack = black[first + i] & 0xFF;
      for (int at = to + 3 * i; at < to + 3 * i + 3; at++) {
        rgb[at] = uninverted(rgb[at] & 0xFF, storedBlack);
      }
    }
  }

  /**
   * Writes pairs of pixels.
   *
   * @param low the first four of the six bytes of each pair, little-endian
   * @param high the other two
   * @param width in pixels; the last of an odd number is not written
   */
  static void store(int[] low, int[] high, int width, byte[] rgb, int at) {
    int last = (width - 1) / 2;
    for (int pair = 0; pair < last; pair++) {
      // writes two bytes too many, which the next pixel replaces
      LONG.set(rgb, at + 6 * pair, low[pair] & 0xFFFFFFFFL | (long) high[pair] << Integer.SIZE);
    }
    if (width % 2 == 0) {
      INT.set(rgb, at + 6 * last, low[last]);
      rgb[at + 6 * last + 4] = (byte) high[last];
      rgb[at + 6 * last + 5] = (byte) (high[last] >> Byte.SIZE);
    }
  }

  static byte red(int y, int cr) {
    return clip(y + CR_TO_RED[cr]);
  }

  static byte green(int y, int cb, int cr) {
    return clip(y + (CB_TO_GREEN[cb] + CR_TO_GREEN[cr] >> FRACTION_BITS));
  }

  static byte blue(int y, int cb) {
    return clip(y + CB_TO_BLUE[cb]);
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
