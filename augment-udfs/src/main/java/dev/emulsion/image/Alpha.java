package dev.emulsion.image;

/**
 * Colours weighted by their opacity, so that averaging does not let transparent pixels bleed.
 *
 * <p>Alpha is the last of 2 or 4 bands and stays as it is.
 */
final class Alpha {

  private Alpha() {}

  /** Each colour times alpha / 255, rounded to nearest. */
  static Image multiplied(Image image) {
    byte[] out = image.samples().clone();
    int bands = image.bands();
    for (int p = 0; p < out.length; p += bands) {
      int alpha = out[p + bands - 1] & 0xFF;
      for (int band = 0; band < bands - 1; band++) {
        int product = (out[p + band] & 0xFF) * alpha + 128;
        out[p + band] = (byte) ((product >> 8) + product >> 8);
      }
    }
    return Image.of(image.height(), image.width(), bands, out);
  }

  /** Each colour times 255 / alpha, rounded down; unchanged where alpha is 0. */
  static Image divided(Image image) {
    byte[] out = image.samples().clone();
    int bands = image.bands();
    for (int p = 0; p < out.length; p += bands) {
      int alpha = out[p + bands - 1] & 0xFF;
      if (alpha == 0 || alpha == 255) {
        continue;
      }
      for (int band = 0; band < bands - 1; band++) {
        out[p + band] = (byte) Math.min(255, 255 * (out[p + band] & 0xFF) / alpha);
      }
    }
    return Image.of(image.height(), image.width(), bands, out);
  }
}
