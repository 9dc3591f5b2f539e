package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Image;

/** How channels are converted to luma, as OpenCV does in 15-bit fixed point. */
public enum Channels {
  /** Red, green and blue weigh 0.299, 0.587 and 0.114. */
  RGB(9798, 3735),
  /** Red and blue exchanged, as the official SaliencyMix code passes them. */
  BGR(3735, 9798);

  private static final int GREEN = 19235;
  private static final int HALF = 1 << 14;
  private static final int BITS = 15;

  private final int red;
  private final int blue;

  Channels(int red, int blue) {
    this.red = red;
    this.blue = blue;
  }

  /** One sample per pixel, 0 to 255; a gray image is its own luma. */
  int[] luma(Image image) {
    requireChannels(image);
    byte[] samples = image.samples();
    int[] luma = new int[samples.length / image.channels()];
    if (image.channels() == 1) {
      for (int i = 0; i < luma.length; i++) {
        luma[i] = samples[i] & 0xFF;
      }
      return luma;
    }
    for (int i = 0; i < luma.length; i++) {
      luma[i] = luma(samples, 3 * i);
    }
    return luma;
  }

  static void requireChannels(Image image) {
    Require.that(
        image.channels() == 1 || image.channels() == 3,
        () -> "saliency needs an image with 1 or 3 channels, was " + image);
  }

  /** Puts the luma at {@code columns} of a row into {@code luma}. */
  void luma(Image image, int row, int[] columns, int[] luma) {
    byte[] samples = image.samples();
    int start = row * image.width();
    if (image.channels() == 1) {
      for (int i = 0; i < luma.length; i++) {
        luma[i] = samples[start + columns[i]] & 0xFF;
      }
    } else {
      for (int i = 0; i < luma.length; i++) {
        luma[i] = luma(samples, 3 * (start + columns[i]));
      }
    }
  }

  private int luma(byte[] samples, int at) {
    int r = samples[at] & 0xFF;
    int g = samples[at + 1] & 0xFF;
    int b = samples[at + 2] & 0xFF;
    return red * r + GREEN * g + blue * b + HALF >> BITS;
  }
}
