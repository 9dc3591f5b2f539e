package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;

/**
 * Spectral residual saliency: the image without the local average of its logarithmic spectrum, at
 * 64×64 pixels.
 *
 * <p>Follows OpenCV contrib's {@code StaticSaliencySpectralResidual}; values are in [0, 1] and
 * agree to 1e-4. The map of an image of one color is meaningless.
 *
 * @param channels how channels are converted to luma
 * @see <a href="https://doi.org/10.1109/CVPR.2007.383267">Hou and Zhang, Saliency Detection: A
 *     Spectral Residual Approach, CVPR 2007</a>
 */
public record SpectralResidual(Channels channels) implements Saliency {

  /** On true luma. */
  public static final SpectralResidual DEFAULT = new SpectralResidual(Channels.RGB);

  private static final int SIDE = Spectrum.SIDE;

  // a Gaussian of sigma 8 over five pixels: weights of exp(-d²/128), with a sum of 1
  private static final int REACH = 2;
  private static final double CENTER =
      1 / (1 + 2 * StrictMath.exp(-1 / 128.0) + 2 * StrictMath.exp(-4 / 128.0));
  private static final double NEAR = CENTER * StrictMath.exp(-1 / 128.0);
  private static final double FAR = CENTER * StrictMath.exp(-4 / 128.0);

  /**
   * The bits of 1.0, times 10/9; minus 1/9 of a number's bits, roughly the bits of its x^(-1/9).
   */
  private static final long INVERSE_ROOT_BITS = Double.doubleToRawLongBits(1) / 9 * 10;

  /** Centers that estimate, which is 0 % to 7 % too large. */
  private static final double CENTERED = 0.966;

  /** From an error of 4 % to 1e-12: each step squares the error, times 5. */
  private static final int NEWTON_STEPS = 4;

  public SpectralResidual {
    Require.that(channels != null, "channels must be given");
  }

  @Override
  public SaliencyMap of(Image image) {
    Channels.requireChannels(image);
    double[][] re = small(image);
    double[][] im = new double[SIDE][SIDE];
    Spectrum.transform(re, im);
    flatten(re, im);
    Spectrum.transform(im, re);
    return new SaliencyMap(image.size(), large(energy(re, im), image.size()));
  }

  /**
   * Reduces a spectrum to its residual, keeping phases: with L the logarithm of an amplitude plus 1
   * and M the mean of L over 3×3 neighbors, the new amplitude is exp(L − M). This is the amplitude
   * plus 1, divided by the ninth root of the product of the nine, so no logarithm is needed.
   */
  private static void flatten(double[][] re, double[][] im) {
    double[][] lengths = lengths(re, im);
    double[][] products = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      multiply(lengths[y], products[y]);
    }
    double[] around = new double[SIDE];
    double[] shares = new double[SIDE];
    for (int y = 0; y < SIDE; y++) {
      multiply(products[mirrored(y - 1)], products[y], products[mirrored(y + 1)], around);
      inverseNinthRoots(around, shares);
      scale(re[y], im[y], lengths[y], shares);
    }
  }

  /**
   * Puts x^(-1/9) of each of {@code numbers}, 1 to 1e300, into {@code roots}, by Newton's method.
   */
  static void inverseNinthRoots(double[] numbers, double[] roots) {
    for (int i = 0; i < roots.length; i++) {
      long bits = INVERSE_ROOT_BITS - Double.doubleToRawLongBits(numbers[i]) / 9;
      roots[i] = CENTERED * Double.longBitsToDouble(bits);
    }
    for (int step = 0; step < NEWTON_STEPS; step++) {
      improve(numbers, roots);
    }
  }

  private static void improve(double[] numbers, double[] roots) {
    for (int i = 0; i < roots.length; i++) {
      double root = roots[i];
      double square = root * root;
      double fourth = square * square;
      double ninth = fourth * fourth * root;
      roots[i] = root * (10 - numbers[i] * ninth) * (1 / 9.0);
    }
  }

  /** The product, for each amplitude plus 1, with its neighbors in the row. */
  private static void multiply(double[] row, double[] product) {
    for (int x = 1; x < SIDE - 1; x++) {
      product[x] = (row[x - 1] + 1) * (row[x] + 1) * (row[x + 1] + 1);
    }
    product[0] = (row[1] + 1) * (row[0] + 1) * (row[1] + 1);
    product[SIDE - 1] = (row[SIDE - 2] + 1) * (row[SIDE - 1] + 1) * (row[SIDE - 2] + 1);
  }

  private static void multiply(double[] above, double[] here, double[] below, double[] out) {
    for (int x = 0; x < SIDE; x++) {
      out[x] = above[x] * here[x] * below[x];
    }
  }

  private static void scale(double[] re, double[] im, double[] length, double[] share) {
    for (int x = 0; x < SIDE; x++) {
      double factor = (length[x] + 1) * share[x] / length[x];
      re[x] *= factor;
      im[x] *= factor;
    }
    for (int x = 0; x < SIDE; x++) {
      if (length[x] == 0) { // the phase of 0 is 0
        re[x] = share[x];
        im[x] = 0;
      }
    }
  }

  private static double[][] lengths(double[][] re, double[][] im) {
    double[][] lengths = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      lengths(re[y], im[y], lengths[y]);
    }
    return lengths;
  }

  private static void lengths(double[] re, double[] im, double[] lengths) {
    for (int x = 0; x < SIDE; x++) {
      lengths[x] = Math.sqrt(re[x] * re[x] + im[x] * im[x]);
    }
  }

  /** Amplitudes, smoothed, squared and divided by the largest. */
  private static float[][] energy(double[][] re, double[][] im) {
    double[][] lengths = lengths(re, im);
    double[][] energy = new double[SIDE][SIDE];
    double[] down = new double[SIDE + 2 * REACH];
    double max = 0;
    for (int y = 0; y < SIDE; y++) {
      smoothDown(lengths, y, down);
      smoothAcross(down, energy[y]);
      for (double value : energy[y]) {
        max = value > max ? value : max;
      }
    }
    float[][] shares = new float[SIDE][SIDE];
    double share = 1 / max;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        shares[y][x] = (float) (energy[y][x] * share);
      }
    }
    return shares;
  }

  /** The Gaussian along columns for one row, extended on both sides by its reflection. */
  private static void smoothDown(double[][] plane, int y, double[] wide) {
    double[] a = plane[mirrored(y - 2)];
    double[] b = plane[mirrored(y - 1)];
    double[] c = plane[y];
    double[] d = plane[mirrored(y + 1)];
    double[] e = plane[mirrored(y + 2)];
    for (int x = 0; x < SIDE; x++) {
      wide[x + REACH] = FAR * (a[x] + e[x]) + NEAR * (b[x] + d[x]) + CENTER * c[x];
    }
    for (int i = 1; i <= REACH; i++) {
      wide[REACH - i] = wide[REACH + i];
      wide[REACH + SIDE - 1 + i] = wide[REACH + SIDE - 1 - i];
    }
  }

  /** The Gaussian along a row, squared. */
  private static void smoothAcross(double[] wide, double[] energy) {
    for (int x = 0; x < SIDE; x++) {
      double length =
          FAR * (wide[x] + wide[x + 4]) + NEAR * (wide[x + 1] + wide[x + 3]) + CENTER * wide[x + 2];
      energy[x] = length * length;
    }
  }

  /** Borders are reflected without the edge. */
  private static int mirrored(int i) {
    int inside = Math.abs(i);
    return inside < SIDE ? inside : 2 * (SIDE - 1) - inside;
  }

  /** The luma at 64×64 without antialiasing, in 8-bit fixed point with one rounding. */
  private double[][] small(Image image) {
    Taps rows = Taps.of(image.height(), SIDE);
    Taps columns = Taps.of(image.width(), SIDE);
    int[] upper = new int[SIDE];
    int[] lower = new int[SIDE];
    double[][] out = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      across(image, rows.first[y], columns, upper);
      across(image, rows.second[y], columns, lower);
      int weight = rows.of256[y];
      for (int x = 0; x < SIDE; x++) {
        out[y][x] = upper[x] * (256 - weight) + lower[x] * weight + 32768 >> 16;
      }
    }
    return out;
  }

  private void across(Image image, int row, Taps columns, int[] out) {
    int[] right = new int[SIDE];
    channels.luma(image, row, columns.first, out);
    channels.luma(image, row, columns.second, right);
    int[] weights = columns.of256;
    for (int x = 0; x < SIDE; x++) {
      out[x] = out[x] * (256 - weights[x]) + right[x] * weights[x];
    }
  }

  /** Resized from 64×64 in float32, along the rows first. */
  private static float[] large(float[][] plane, Size to) {
    Taps rows = Taps.of(SIDE, to.height());
    Taps columns = Taps.of(SIDE, to.width());
    float[][] wide = new float[SIDE][to.width()];
    for (int y = 0; y < SIDE; y++) {
      widen(plane[y], columns, wide[y]);
    }
    float[] out = new float[Math.toIntExact(to.area())];
    for (int y = 0; y < to.height(); y++) {
      blend(wide[rows.first[y]], wide[rows.second[y]], rows.weight[y], out, y * to.width());
    }
    return out;
  }

  private static void widen(float[] row, Taps columns, float[] out) {
    int[] first = columns.first;
    int[] second = columns.second;
    float[] weight = columns.weight;
    for (int x = 0; x < out.length; x++) {
      out[x] = row[first[x]] * (1 - weight[x]) + row[second[x]] * weight[x];
    }
  }

  private static void blend(float[] upper, float[] lower, float weight, float[] out, int at) {
    for (int x = 0; x < upper.length; x++) {
      out[at + x] = upper[x] * (1 - weight) + lower[x] * weight;
    }
  }

  /**
   * For each output pixel, the two input pixels on both sides of its center and the weight of the
   * second, also in 256ths.
   */
  private record Taps(int[] first, int[] second, float[] weight, int[] of256) {

    static Taps of(int from, int to) {
      Taps taps = new Taps(new int[to], new int[to], new float[to], new int[to]);
      double scale = (double) from / to;
      for (int d = 0; d < to; d++) {
        double at = scale * (d + 0.5) - 0.5;
        int below = (int) Math.floor(at);
        boolean between = below >= 0 && below < from - 1;
        taps.first[d] = Math.min(Math.max(below, 0), from - 1);
        taps.second[d] = Math.min(taps.first[d] + 1, from - 1);
        taps.weight[d] = between ? (float) (at - below) : 0;
        taps.of256[d] = between ? (int) Math.rint((at - below) * 256) : 0;
      }
      return taps;
    }
  }
}
