package dev.emulsion.blend;

import dev.emulsion.Require;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.image.Image;

/**
 * Two pictures side by side, or one above the other, with a strip in the middle where the first
 * fades into the second.
 *
 * <p>The second's weight is 0 before the strip, j/(width − 1) at its j-th row or column, and 1
 * behind it. Samples are divided by 255 as float32 and mixed as doubles; fractions are cut off, as
 * the authors' code does.
 *
 * @param split along which axis
 * @param width of the strip in pixels, even; 0 for a hard edge
 */
record Seam(Split split, int width) {

  Seam {
    Require.that(
        width >= 0 && width % 2 == 0, "seam-width must be even and 0 or more, was " + width);
  }

  /** The second picture's weight at each of {@code length} rows or columns. */
  double[] weights(int length) {
    Require.that(
        width <= length,
        "seam-width must be at most the picture's " + length + " pixels, was " + width);
    double[] weights = new double[length];
    int start = length / 2 - width / 2;
    double step = 1.0 / (width - 1);
    for (int i = start; i < length; i++) {
      int inside = i - start;
      weights[i] = inside >= width - 1 ? 1.0 : inside * step;
    }
    return weights;
  }

  /**
   * {@code first} on the left or at the top, {@code second} on the other side; both have one shape.
   */
  Image join(Image first, Image second) {
    first.size().requireOf(first, second);
    boolean columns = split == Split.HORIZONTAL;
    double[] weights = weights(columns ? first.width() : first.height());
    int bands = first.bands();
    int row = first.width() * bands;
    byte[] a = first.samples();
    byte[] b = second.samples();
    byte[] out = a.clone();
    for (int y = 0, i = 0; y < first.height(); y++) {
      for (int x = 0; x < row; x++, i++) {
        double weight = weights[columns ? x / bands : y];
        if (weight == 1) {
          out[i] = b[i];
        } else if (weight > 0) {
          out[i] = faded(a[i] & 0xFF, b[i] & 0xFF, weight);
        }
      }
    }
    return Image.of(first.height(), first.width(), bands, out);
  }

  private static byte faded(int first, int second, double weight) {
    double a = first / 255f;
    double b = second / 255f;
    return (byte) (((1.0 - weight) * a + weight * b) * 255.0);
  }

  /** The second picture's weight as light, of a picture of this height and width. */
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
