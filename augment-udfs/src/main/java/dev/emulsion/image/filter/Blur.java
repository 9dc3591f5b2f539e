package dev.emulsion.image.filter;

import dev.emulsion.Require;
import dev.emulsion.VectorModule;
import dev.emulsion.image.Image;
import dev.emulsion.image.VectorRows;

/**
 * Pillow's {@code BoxBlur} and {@code GaussianBlur}, bit for bit: boxes of fractional radius along
 * the rows and then along the columns, rounded to 8 bits after each. Three boxes approximate a
 * Gaussian. All channels are treated alike; edges repeat the outermost pixels.
 *
 * <p>Eight lines are processed at once, interleaved, in ints. An instance holds the buffers of one
 * thread.
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

  /** Vectorized if the JVM was started with the module and the processor supports it. */
  private static LineKernel fastest() {
    return VectorModule.isPresent() && VectorRows.isFast() ? new VectorLines() : new ScalarLines();
  }

  /**
   * An approximate Gaussian blur.
   *
   * @param sigma standard deviation in pixels, 0 or more
   */
  public static Image gaussian(Image image, double sigma) {
    return OF_THREAD.get().blurred(image, boxRadius(sigma), BOXES_FOR_GAUSSIAN);
  }

  /**
   * The mean of a square around each pixel.
   *
   * @param radius in pixels, 0 or more; 1 averages 3×3 pixels
   */
  public static Image box(Image image, double radius) {
    Require.that(radius >= 0, () -> "radius must not be negative, was " + radius);
    return OF_THREAD.get().blurred(image, (float) radius, 1);
  }

  /**
   * The radius for which three boxes have the variance of the Gaussian, in float32 as in Pillow.
   *
   * @see <a href="https://www.mia.uni-saarland.de/Publications/gwosdek-ssvm11.pdf">Gwosdek et al.,
   *     Theoretical foundations of Gaussian convolution by extended box filtering, 2011</a>
   */
  static float boxRadius(double sigma) {
    Require.that(sigma >= 0, () -> "sigma must not be negative, was " + sigma);
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
    int length = image.width() * image.channels();
    int max = Math.max(length, image.height()) * LANES;
    if (lines.length < max) {
      lines = new int[max];
      blurred = new int[max];
    }
    byte[] across = new byte[image.samples().length];
    for (int block = 0; block < image.height(); block += LANES) {
      int y = Math.max(0, Math.min(block, image.height() - LANES)); // the last block may overlap
      gatherRows(image.samples(), y * length, length);
      repeat(length, image.channels(), box, passes);
      scatterRows(across, y * length, length);
    }
    byte[] out = new byte[across.length];
    for (int block = 0; block < length; block += LANES) {
      int i = Math.max(0, Math.min(block, length - LANES));
      gatherColumns(across, i, length, image.height());
      repeat(image.height(), 1, box, passes);
      scatterColumns(out, i, length, image.height());
    }
    return Image.of(image.height(), image.width(), image.channels(), out);
  }

  private void repeat(int length, int step, BoxWeights box, int passes) {
    for (int pass = 0; pass < passes; pass++) {
      kernel.pass(lines, blurred, length, step, box);
      int[] last = lines;
      lines = blurred;
      blurred = last;
    }
  }

  /** Reads eight rows from {@code from} on, or fewer at the end of the image. */
  private void gatherRows(byte[] in, int from, int length) {
    int[] to = lines;
    if (from + LANES * length > in.length) {
      for (int p = from; p < in.length; p++) {
        to[(p - from) % length * LANES + (p - from) / length] = in[p] & 0xFF;
      }
      return;
    }
    for (int i = 0; i < length; i++) {
      int p = from + i;
      int at = i * LANES;
      to[at] = in[p] & 0xFF;
      to[at + 1] = in[p + length] & 0xFF;
      to[at + 2] = in[p + 2 * length] & 0xFF;
      to[at + 3] = in[p + 3 * length] & 0xFF;
      to[at + 4] = in[p + 4 * length] & 0xFF;
      to[at + 5] = in[p + 5 * length] & 0xFF;
      to[at + 6] = in[p + 6 * length] & 0xFF;
      to[at + 7] = in[p + 7 * length] & 0xFF;
    }
  }

  private void scatterRows(byte[] out, int to, int length) {
    int[] from = lines;
    if (to + LANES * length > out.length) {
      for (int p = to; p < out.length; p++) {
        out[p] = (byte) from[(p - to) % length * LANES + (p - to) / length];
      }
      return;
    }
    for (int i = 0; i < length; i++) {
      int p = to + i;
      int at = i * LANES;
      out[p] = (byte) from[at];
      out[p + length] = (byte) from[at + 1];
      out[p + 2 * length] = (byte) from[at + 2];
      out[p + 3 * length] = (byte) from[at + 3];
      out[p + 4 * length] = (byte) from[at + 4];
      out[p + 5 * length] = (byte) from[at + 5];
      out[p + 6 * length] = (byte) from[at + 6];
      out[p + 7 * length] = (byte) from[at + 7];
    }
  }

  private void gatherColumns(byte[] in, int from, int length, int height) {
    for (int y = 0; y < height; y++) {
      if (length >= LANES) {
        kernel.widen(in, y * length + from, lines, y * LANES);
      } else {
        for (int i = 0; i < length; i++) {
          lines[y * LANES + i] = in[y * length + i] & 0xFF;
        }
      }
    }
  }

  private void scatterColumns(byte[] out, int to, int length, int height) {
    for (int y = 0; y < height; y++) {
      if (length >= LANES) {
        kernel.narrow(lines, y * LANES, out, y * length + to);
      } else {
        for (int i = 0; i < length; i++) {
          out[y * length + i] = (byte) lines[y * LANES + i];
        }
      }
    }
  }
}
