package dev.emulsion.image;

/**
 * Pillow's {@code Sharpness}: away from a smoothed copy, in which every pixel is averaged with its
 * eight neighbours and weighs five times what they do. The outermost pixels and alpha stay.
 *
 * <p>Pillow sums thirteenths in float32 and rounds; no sum of samples is near enough to a half for
 * the errors of float32 to matter, so that integers give the same.
 */
public final class Sharpening {

  private Sharpening() {}

  /**
   * @param factor 0 gives the smoothed copy, 1 the picture
   */
  public static Image of(Image image, double factor) {
    if (image.height() < 3 || image.width() < 3) {
      return image;
    }
    Blending blending = new Blending(factor);
    int bands = image.bands();
    int length = image.width() * bands;
    byte[] in = image.samples();
    byte[] out = in.clone();
    BlendKernel kernel = BlendKernel.fastest();
    int[][] rows = {new int[length], new int[length], new int[length]};
    int[] smooth = new int[length];
    kernel.widen(in, 0, length, rows[0]);
    kernel.widen(in, length, length, rows[1]);
    for (int y = 1; y < image.height() - 1; y++) {
      int[] row = rows[y % 3];
      int[] below = rows[(y + 1) % 3];
      kernel.widen(in, (y + 1) * length, length, below);
      kernel.smooth(rows[(y - 1) % 3], row, below, length, bands, smooth);
      keepEnds(row, smooth, bands);
      blending.blend(smooth, row, length, kernel, out, y * length);
    }
    if (Image.hasAlpha(bands)) {
      for (int i = bands - 1; i < in.length; i += bands) {
        out[i] = in[i];
      }
    }
    return Image.of(image.height(), image.width(), bands, out);
  }

  private static void keepEnds(int[] row, int[] smooth, int bands) {
    for (int band = 0; band < bands; band++) {
      int last = row.length - 1 - band;
      smooth[band] = row[band];
      smooth[last] = row[last];
    }
  }
}
