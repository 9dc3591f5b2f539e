package dev.emulsion.image;

/**
 * Premultiplies colors by alpha and back, so that averaging does not mix in the colors of
 * transparent pixels.
 *
 * <p>Alpha is the last of 2 or 4 channels and is not changed.
 */
final class Alpha {

  private Alpha() {}

  /** Each color times alpha / 255, rounded to nearest. */
  static Image multiplied(Image image) {
    byte[] out = image.samples().clone();
    int channels = image.channels();
    for (int p = 0; p < out.length; p += channels) {
      int alpha = out[p + channels - 1] & 0xFF;
      for (int channel = 0; channel < channels - 1; channel++) {
        int product = (out[p + channel] & 0xFF) * alpha + 128;
        out[p + channel] = (byte) ((product >> 8) + product >> 8);
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  /** Each color times 255 / alpha, rounded down; unchanged where alpha is 0. */
  static Image divided(Image image) {
    byte[] out = image.samples().clone();
    int channels = image.channels();
    for (int p = 0; p < out.length; p += channels) {
      int alpha = out[p + channels - 1] & 0xFF;
      if (alpha == 0 || alpha == 255) {
        continue;
      }
      for (int channel = 0; channel < channels - 1; channel++) {
        out[p + channel] = (byte) Math.min(255, 255 * (out[p + channel] & 0xFF) / alpha);
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }
}
