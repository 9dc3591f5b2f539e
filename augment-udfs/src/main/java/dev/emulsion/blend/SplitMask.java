package dev.emulsion.blend;

import dev.emulsion.Require;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.image.Image;

/**
 * Joins halves of two images, left and right or top and bottom, with a strip in the middle where
 * the first fades into the second.
 *
 * <p>The weight of the second image is 0 before the strip, j/(width − 1) at its j-th row or column,
 * and 1 after it. Samples are divided by 255 as float32, mixed as doubles and truncated, as in the
 * authors' code.
 *
 * @param split the axis
 * @param width of the strip in pixels, even; 0 for a hard edge
 */
record SplitMask(Split split, int width) {

  /** Every sample divided by 255 as a float32. */
  private static final double[] UNIT = unit();

  SplitMask {
    Require.that(
        width >= 0 && width % 2 == 0, () -> "seam-width must be even and 0 or more, was " + width);
  }

  private static double[] unit() {
    double[] unit = new double[256];
    for (int sample = 0; sample < 256; sample++) {
      unit[sample] = sample / 255f;
    }
    return unit;
  }

  /** The start of the strip on an axis of {@code length} pixels. */
  private int start(int length) {
    return length / 2 - width / 2;
  }

  /** The weight of the second image at each of {@code length} rows or columns. */
  double[] weights(int length) {
    Require.that(
        width <= length,
        () -> "seam-width must be at most the image's " + length + " pixels, was " + width);
    double[] weights = new double[length];
    int start = start(length);
    double step = 1.0 / (width - 1);
    for (int i = start; i < length; i++) {
      int inside = i - start;
      weights[i] = inside >= width - 1 ? 1.0 : inside * step;
    }
    return weights;
  }

  /**
   * {@code first} on the left or at the top, {@code second} on the other side; both have the same
   * shape.
   */
  Image join(Image first, Image second) {
    first.size().requireOf(first, second);
    byte[] a = first.samples();
    byte[] b = second.samples();
    byte[] out = a.clone();
    int channels = first.channels();
    int row = first.width() * channels;
    boolean columns = split == Split.HORIZONTAL;
    int length = columns ? first.width() : first.height();
    double[] weights = weights(length);
    int start = start(length);
    int end = start + width;
    if (columns) {
      for (int from = 0; from < out.length; from += row) {
        for (int x = start; x < end; x++) {
          fade(a, b, out, from + x * channels, channels, weights[x]);
        }
        int behind = from + end * channels;
        System.arraycopy(b, behind, out, behind, from + row - behind);
      }
    } else {
      for (int y = start; y < end; y++) {
        fade(a, b, out, y * row, row, weights[y]);
      }
      System.arraycopy(b, end * row, out, end * row, out.length - end * row);
    }
    return Image.of(first.height(), first.width(), channels, out);
  }

  private static void fade(byte[] a, byte[] b, byte[] out, int from, int count, double weight) {
    for (int i = from; i < from + count; i++) {
      double mixed = (1.0 - weight) * UNIT[a[i] & 0xFF] + weight * UNIT[b[i] & 0xFF];
      out[i] = (byte) (mixed * 255.0);
    }
  }

  /** The weight of the second image as a gray image of this height and width. */
  Image mask(int height, int width) {
    double[] weights = weights(split == Split.HORIZONTAL ? width : height);
    byte[] out = new byte[height * width * 3];
    for (int i = 0; i < out.length; i++) {
      int x = i / 3 % width;
      int y = i / 3 / width;
      out[i] = (byte) Math.round(255 * weights[split == Split.HORIZONTAL ? x : y]);
    }
    return Image.of(height, width, 3, out);
  }
}
