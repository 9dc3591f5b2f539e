package dev.emulsion.fractal;

import dev.emulsion.image.Image;

/**
 * Converts 8-bit hue, saturation and value to RGB as OpenCV does: a full circle has 180 steps of
 * hue, so the 256 values of a byte wrap around 1.42 times; results are truncated.
 */
public final class OpenCvHsv {

  /** The sector of the circle for each hue, and the position within it. */
  private static final int[] SECTOR = new int[256];

  private static final float[] INTO = new float[256];

  /** Samples divided by 255. */
  private static final float[] SHARE = new float[256];

  static {
    for (int i = 0; i < 256; i++) {
      float sixths = i * (6 / 180f);
      int floor = (int) sixths;
      SECTOR[i] = floor % 6;
      INTO[i] = sixths - floor;
      SHARE[i] = i / 255f;
    }
  }

  private OpenCvHsv() {}

  /** The RGB image of an image with channels hue, saturation and value. */
  public static Image toRgb(Image hsv) {
    byte[] in = hsv.samples();
    byte[] out = new byte[in.length];
    for (int i = 0; i < in.length; i += 3) {
      int hue = in[i] & 0xFF;
      float share = SHARE[in[i + 1] & 0xFF];
      float value = SHARE[in[i + 2] & 0xFF];
      float into = INTO[hue];
      byte max = sample(value);
      byte min = sample(value * (1 - share));
      byte falling = sample(value * (1 - share * into));
      byte rising = sample(value * (1 - share * (1 - into)));
      switch (SECTOR[hue]) {
        case 0 -> set(out, i, max, rising, min);
        case 1 -> set(out, i, falling, max, min);
        case 2 -> set(out, i, min, max, rising);
        case 3 -> set(out, i, min, falling, max);
        case 4 -> set(out, i, rising, min, max);
        default -> set(out, i, max, min, falling);
      }
    }
    return Image.of(hsv.height(), hsv.width(), 3, out);
  }

  private static byte sample(float share) {
    return (byte) (int) (255 * share);
  }

  private static void set(byte[] out, int i, byte red, byte green, byte blue) {
    out[i] = red;
    out[i + 1] = green;
    out[i + 2] = blue;
  }
}
