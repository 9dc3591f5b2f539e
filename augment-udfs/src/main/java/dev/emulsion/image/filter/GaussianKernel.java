package dev.emulsion.image.filter;

import dev.emulsion.DataException;
import dev.emulsion.image.Border;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Arrays;

/**
 * torchvision's {@code gaussian_blur}: a Gaussian sampled at whole pixels in float32, edges
 * reflected. Rows and columns are summed separately; torchvision sums the square at once in another
 * order, so a sample may differ by 1.
 */
public final class GaussianKernel {

  private GaussianKernel() {}

  /**
   * Blurs an image with a Gaussian of deviation {@code sigma}.
   *
   * @param kernel odd sides, each less than twice the image's
   */
  public static Image blur(Image image, double sigma, Size kernel) {
    requireFits(kernel, image.size());
    int channels = image.channels();
    int length = image.width() * channels;
    float[] across = weights(kernel.width(), sigma);
    float[] down = weights(kernel.height(), sigma);
    float[] rows = new float[image.height() * length];
    float[] wide = new float[(image.width() + across.length - 1) * channels];
    for (int y = 0; y < image.height(); y++) {
      widen(image, y, across.length / 2, wide);
      for (int tap = 0; tap < across.length; tap++) {
        add(wide, tap * channels, across[tap], length, rows, y * length);
      }
    }
    byte[] out = new byte[rows.length];
    float[] sums = new float[length];
    for (int y = 0; y < image.height(); y++) {
      Arrays.fill(sums, 0);
      for (int tap = 0; tap < down.length; tap++) {
        int row = Border.REFLECT.source(y + tap - down.length / 2, image.height());
        add(rows, row * length, down[tap], length, sums, 0);
      }
      for (int i = 0; i < length; i++) {
        out[y * length + i] = (byte) (int) Math.rint(Math.min(255, sums[i]));
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  /**
   * Requires that {@link #blur} can be applied to an image of {@code size}.
   *
   * @throws DataException if half the kernel is not smaller than the image
   */
  public static void requireFits(Size kernel, Size size) {
    if (kernel.height() / 2 >= size.height() || kernel.width() / 2 >= size.width()) {
      throw new DataException(
          "cannot blur %s with a kernel of %s: half the kernel must be smaller than the image; resize first"
              .formatted(size, kernel));
    }
  }

  private static void widen(Image image, int y, int margin, float[] wide) {
    int channels = image.channels();
    for (int i = 0; i < wide.length; i++) {
      int column = Border.REFLECT.source(i / channels - margin, image.width());
      wide[i] = image.value(y, column, i % channels);
    }
  }

  private static void add(float[] from, int at, float weight, int length, float[] sums, int to) {
    for (int i = 0; i < length; i++) {
      sums[to + i] += weight * from[at + i];
    }
  }

  private static float[] weights(int size, double sigma) {
    float[] weights = new float[size];
    float sum = 0;
    for (int i = 0; i < size; i++) {
      float position = (float) ((i - size / 2) / sigma);
      weights[i] = (float) StrictMath.exp(-0.5f * (position * position));
      sum += weights[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
