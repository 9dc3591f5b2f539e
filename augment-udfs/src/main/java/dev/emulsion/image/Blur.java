package dev.emulsion.image;

import dev.emulsion.Require;

/**
 * Pillow's {@code BoxBlur} and {@code GaussianBlur}, bit for bit: boxes of fractional radius along
 * the rows and then along the columns, rounded to 8 bits after each. Three boxes come close to a
 * Gaussian. All bands are treated alike, edges go on with their outermost pixels.
 *
 * <p>Eight lines are worked on at once, in ints, interleaved. An instance holds one thread's
 * buffers.
 */
public final class Blur {

  private static final ThreadLocal<Blur> OF_THREAD =
      ThreadLocal.withInitial(() -> new Blur(fastest()));

  private static final int LANES = LineKernel.LANES;
  private static final int BOXES_FOR_GAUSSIAN = 3;

  private final LineKernel kernel;
  private int[] lines = {};
  private int[] blurred = {};

  Blur(LineKernel kernel) {
    this.kernel = kernel;
  }

  /** Vectors where the JVM was started with their module and the processor has them. */
  private static LineKernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && VectorRows.isFast() ? new VectorLines() : new ScalarLines();
  }

  /**
   * Nearly a Gaussian blur.
   *
   * @param sigma standard deviation in pixels, 0 or more
   */
  public static Image gaussian(Image image, double sigma) {
    return OF_THREAD.get().blurred(image, boxRadius(sigma), BOXES_FOR_GAUSSIAN);
  }

  /**
   * The mean of a square.
   *
   * @param radius 0 or more; 1 is a square of 3×3
   */
  public static Image box(Image image, double radius) {
    Require.that(radius >= 0, "radius must not be negative, was " + radius);
    return OF_THREAD.get().blurred(image, (float) radius, 1);
  }

  /**
   * The radius at which three boxes have the variance of the Gaussian, in float32 as in Pillow.
   *
   * @see <a href="https://www.mia.uni-saarland.de/Publications/gwosdek-ssvm11.pdf">Gwosdek et al.,
   *     Theoretical foundations of Gaussian convolution by extended box filtering, 2011</a>
   */
  static float boxRadius(double sigma) {
    Require.that(sigma >= 0, "sigma must not be negative, was " + sigma);
    float wanted = (float) sigma;
    float variance = wanted * wanted / BOXES_FOR_GAUSSIAN;
    float length = (float) Math.sqrt(12.0 * variance + 1.0);
    float whole = (float) Math.floor((length - 1.0) / 2.0);
    float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
    part /= 6 * (variance - (whole + 1) * (whole + 1));
    return whole + part;
  }

  Image blurred(Image image, float radius, int passes) {
    if (radius == 0) {
      return image;
    }
    BoxWeights box = BoxWeights.of(radius);
    int length = image.width() * image.bands();
    int most = Math.max(length, image.height()) * LANES;
    if (lines.length < most) {
      lines = new int[most];
      blurred = new int[most];
    }
    byte[] across = new byte[image.samples().length];
    for (int y = 0; y < image.height(); y += LANES) {
      int rows = Math.min(LANES, image.height() - y);
      gatherRows(image.samples(), y * length, length, rows);
      repeat(length, image.bands(), box, passes);
      scatterRows(across, y * length, length, rows);
    }
    byte[] out = new byte[across.length];
    for (int i = 0; i < length; i += LANES) {
      int columns = Math.min(LANES, length - i);
      gatherColumns(across, i, length, image.height(), columns);
      repeat(image.height(), 1, box, passes);
      scatterColumns(out, i, length, image.height(), columns);
    }
    return Image.of(image.height(), image.width(), image.bands(), out);
  }

  private void repeat(int length, int step, BoxWeights box, int passes) {
    for (int pass = 0; pass < passes; pass++) {
      kernel.pass(lines, blurred, length, step, box);
      int[] last = lines;
      lines = blurred;
      blurred = last;
    }
  }

  private void gatherRows(byte[] in, int from, int length, int rows) {
    int[] to = lines;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < length; i++) {
        to[i * LANES + row] = in[from + row * length + i] & 0xFF;
      }
    }
  }

  private void scatterRows(byte[] out, int to, int length, int rows) {
    int[] from = lines;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < length; i++) {
        out[to + row * length + i] = (byte) from[i * LANES + row];
      }
    }
  }

  private void gatherColumns(byte[] in, int from, int stride, int height, int columns) {
    int[] to = lines;
    for (int y = 0; y < height; y++) {
      for (int k = 0; k < columns; k++) {
        to[y * LANES + k] = in[y * stride + from + k] & 0xFF;
      }
    }
  }

  private void scatterColumns(byte[] out, int to, int stride, int height, int columns) {
    int[] from = lines;
    for (int y = 0; y < height; y++) {
      for (int k = 0; k < columns; k++) {
        out[y * stride + to + k] = (byte) from[y * LANES + k];
      }
    }
  }
}
