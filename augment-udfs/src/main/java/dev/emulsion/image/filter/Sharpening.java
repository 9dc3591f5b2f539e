package dev.emulsion.image.filter;

import dev.emulsion.image.Image;

/**
 * Pillow's {@code Sharpness}: blends away from a smoothed copy, the average of every pixel, with
 * weight 5, and its eight neighbors. The outermost pixels and alpha are kept.
 *
 * <p>Pillow sums thirteenths in float32 and rounds. No sum is close enough to a half for float32
 * errors to matter, so integers give the same.
 */
public final class Sharpening {

  private Sharpening() {}

  /**
   * Blends a smoothed copy of the image with the image, or extrapolates beyond the image.
   *
   * @param factor 0 gives the smoothed copy, 1 the image
   */
  public static Image of(Image image, double factor) {
    if (image.height() < 3 || image.width() < 3) {
      return image;
    }
    Blending blending = new Blending(factor);
    int channels = image.channels();
    int length = image.width() * channels;
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
      kernel.smooth(rows[(y - 1) % 3], row, below, length, channels, smooth);
      keepEnds(row, smooth, channels);
      blending.blend(smooth, row, length, kernel, out, y * length);
    }
    if (image.shape().hasAlpha()) {
      for (int i = channels - 1; i < in.length; i += channels) {
        out[i] = in[i];
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  private static void keepEnds(int[] row, int[] smooth, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      int last = row.length - 1 - channel;
      smooth[channel] = row[channel];
      smooth[last] = row[last];
    }
  }
}
