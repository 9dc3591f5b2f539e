package dev.emulsion.image.filter;

import dev.emulsion.image.Image;

/**
 * Converts between RGB and hue, saturation and value in 8 bits each, as Pillow does. A round trip
 * is not exact.
 *
 * <p>The hue depends on which channel is largest and smallest and on the relative position of the
 * third; tables hold the quotients of all such triples.
 */
public final class Hsv {

  /**
   * For each order of the channels: the hue by spread and by distance of the middle from the
   * largest.
   */
  private static final byte[] HUES = hues();

  private static final int ORDER = 257 * 128;

  /** The saturation by value and spread. */
  private static final byte[] SATURATIONS = saturations();

  /** For each hue: the sixth of the circle and the position within it. */
  private static final int[] SIXTH = new int[256];

  private static final float[] INTO = new float[256];
  private static final float[] SHARE = new float[256];

  static {
    for (int i = 0; i < 256; i++) {
      double sixths = i * 6.0 / 255.0;
      int floor = (int) sixths;
      SIXTH[i] = floor % 6;
      INTO[i] = (float) (sixths - floor);
      SHARE[i] = (float) (i / 255.0);
    }
  }

  private Hsv() {}

  private static byte[] hues() {
    byte[] hues = new byte[6 * ORDER];
    for (int spread = 1; spread < 256; spread++) {
      for (int below = 0; below <= spread; below++) {
        float middle = (float) below / spread;
        int at = spread * (spread + 1) / 2 + below;
        // the smallest channel is one spread below the largest
        hues[at] = hue(1.0f - middle); // red, green, blue, from largest to smallest
        hues[ORDER + at] = hue(middle - 1.0f); // red, blue, green
        hues[2 * ORDER + at] = hue((float) (2.0 + middle - 1.0f)); // green, red, blue
        hues[3 * ORDER + at] = hue((float) (2.0 + 1.0f - middle)); // green, blue, red
        hues[4 * ORDER + at] = hue((float) (4.0 + 1.0f - middle)); // blue, red, green
        hues[5 * ORDER + at] = hue((float) (4.0 + middle - 1.0f)); // blue, green, red
      }
    }
    return hues;
  }

  private static byte hue(float sixths) {
    return (byte) (int) ((float) ((sixths / 6.0 + 1.0) % 1.0) * 255.0);
  }

  private static byte[] saturations() {
    byte[] saturations = new byte[256 * 256];
    for (int value = 1; value < 256; value++) {
      for (int spread = 0; spread <= value; spread++) {
        saturations[value << 8 | spread] = (byte) (int) ((float) spread / value * 255.0);
      }
    }
    return saturations;
  }

  /** The hue, saturation and value of an RGB image. */
  public static Image of(Image rgb) {
    byte[] in = rgb.samples();
    byte[] out = in.clone();
    for (int p = 0; p < in.length - 2; p += rgb.channels()) {
      int red = in[p] & 0xFF;
      int green = in[p + 1] & 0xFF;
      int blue = in[p + 2] & 0xFF;
      int value = Math.max(red, Math.max(green, blue));
      int spread = value - Math.min(red, Math.min(green, blue));
      out[p] = (byte) hue(red, green, blue, value, spread);
      out[p + 1] = SATURATIONS[value << 8 | spread];
      out[p + 2] = (byte) value;
    }
    return Image.of(rgb.height(), rgb.width(), rgb.channels(), out);
  }

  /** The RGB image of hue, saturation and value. */
  public static Image toRgb(Image hsv) {
    byte[] in = hsv.samples();
    byte[] out = in.clone();
    for (int p = 0; p < in.length - 2; p += hsv.channels()) {
      rgb(in[p] & 0xFF, in[p + 1] & 0xFF, in[p + 2] & 0xFF, out, p);
    }
    return Image.of(hsv.height(), hsv.width(), hsv.channels(), out);
  }

  /** The RGB image with {@code steps} of 1/256 of the circle added to every hue. */
  static Image turned(Image rgb, int steps) {
    byte[] in = rgb.samples();
    byte[] out = in.clone();
    for (int p = 0; p < in.length - 2; p += rgb.channels()) {
      int red = in[p] & 0xFF;
      int green = in[p + 1] & 0xFF;
      int blue = in[p + 2] & 0xFF;
      int value = Math.max(red, Math.max(green, blue));
      int spread = value - Math.min(red, Math.min(green, blue));
      if (spread > 0) {
        int hue = hue(red, green, blue, value, spread) + steps & 0xFF;
        rgb(hue, SATURATIONS[value << 8 | spread] & 0xFF, value, out, p);
      }
    }
    return Image.of(rgb.height(), rgb.width(), rgb.channels(), out);
  }

  private static int hue(int red, int green, int blue, int value, int spread) {
    int order;
    int middle;
    if (red == value) {
      boolean greenNext = green >= blue;
      order = greenNext ? 0 : ORDER;
      middle = greenNext ? green : blue;
    } else if (green == value) {
      boolean redNext = red >= blue;
      order = redNext ? 2 * ORDER : 3 * ORDER;
      middle = redNext ? red : blue;
    } else {
      boolean redNext = red >= green;
      order = redNext ? 4 * ORDER : 5 * ORDER;
      middle = redNext ? red : green;
    }
    return HUES[order + (spread * (spread + 1) >> 1) + value - middle] & 0xFF;
  }

  private static void rgb(int hue, int saturation, int value, byte[] out, int p) {
    if (saturation == 0) {
      out[p] = (byte) value;
      out[p + 1] = (byte) value;
      out[p + 2] = (byte) value;
      return;
    }
    float share = SHARE[saturation];
    float into = INTO[hue];
    byte min = nearest(value * (1.0 - share));
    byte falling = nearest(value * (1.0 - share * into));
    byte rising = nearest(value * (1.0 - share * (1.0 - into)));
    byte max = (byte) value;
    switch (SIXTH[hue]) {
      case 0 -> set(out, p, max, rising, min);
      case 1 -> set(out, p, falling, max, min);
      case 2 -> set(out, p, min, max, rising);
      case 3 -> set(out, p, min, falling, max);
      case 4 -> set(out, p, rising, min, max);
      default -> set(out, p, max, min, falling);
    }
  }

  private static byte nearest(double sample) {
    return (byte) (int) (sample + 0.5);
  }

  private static void set(byte[] out, int p, byte red, byte green, byte blue) {
    out[p] = red;
    out[p + 1] = green;
    out[p + 2] = blue;
  }
}
