package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.util.Arrays;

/**
 * Spectral residual saliency: what is left of a picture when the average of its logarithmic
 * spectrum is taken away, found at 64×64.
 *
 * <p>Follows OpenCV contrib's {@code StaticSaliencySpectralResidual}; values are in [0, 1] and
 * agree to 1e-4. The map of a picture of one colour means nothing.
 *
 * @param channels how the bands become luma
 * @see <a href="https://doi.org/10.1109/CVPR.2007.383267">Hou and Zhang, Saliency Detection: A
 *     Spectral Residual Approach, CVPR 2007</a>
 */
public record SpectralResidual(Channels channels) implements Saliency {

  /** On true luma. */
  public static final SpectralResidual DEFAULT = new SpectralResidual(Channels.RGB);

  private static final int SIDE = Spectrum.SIDE;
  private static final double[] BOX = {1 / 3.0, 1 / 3.0, 1 / 3.0};
  private static final double[] GAUSSIAN = gaussian(8, 2);

  public SpectralResidual {
    Require.that(channels != null, "channels must be given");
  }

  @Override
  public SaliencyMap of(Image image) {
    double[] re = small(channels.luma(image), image.size());
    double[] im = new double[re.length];
    Spectrum.transform(re, im, Spectrum.Direction.FORWARD);
    double[] logs = new double[re.length];
    double[] lengths = new double[re.length];
    for (int i = 0; i < re.length; i++) {
      lengths[i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
      logs[i] = StrictMath.log(lengths[i] + 1);
    }
    double[] average = smoothed(logs, BOX);
    for (int i = 0; i < re.length; i++) {
      double residual = StrictMath.exp(logs[i] - average[i]);
      re[i] = lengths[i] == 0 ? residual : residual * re[i] / lengths[i];
      im[i] = lengths[i] == 0 ? 0 : residual * im[i] / lengths[i];
    }
    Spectrum.transform(re, im, Spectrum.Direction.INVERSE);
    for (int i = 0; i < re.length; i++) {
      lengths[i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
    }
    double[] energy = smoothed(lengths, GAUSSIAN);
    for (int i = 0; i < energy.length; i++) {
      energy[i] *= energy[i];
    }
    double most = Arrays.stream(energy).max().orElseThrow();
    float[] shares = new float[energy.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (energy[i] / most);
    }
    return new SaliencyMap(image.size(), large(shares, image.size()));
  }

  private static double[] gaussian(double sigma, int reach) {
    double[] weights = new double[2 * reach + 1];
    double sum = 0;
    for (int d = -reach; d <= reach; d++) {
      weights[d + reach] = StrictMath.exp(-d * d / (2 * sigma * sigma));
      sum += weights[d + reach];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** A separable filter of a 64×64 plane; borders mirror without the edge. */
  private static double[] smoothed(double[] plane, double[] weights) {
    return transposed(rowsSmoothed(transposed(rowsSmoothed(plane, weights)), weights));
  }

  private static double[] rowsSmoothed(double[] plane, double[] weights) {
    int reach = weights.length / 2;
    double[] out = new double[plane.length];
    for (int i = 0; i < plane.length; i++) {
      int row = i - i % SIDE;
      for (int d = -reach; d <= reach; d++) {
        int x = Math.abs(i % SIDE + d);
        out[i] += weights[d + reach] * plane[row + (x < SIDE ? x : 2 * (SIDE - 1) - x)];
      }
    }
    return out;
  }

  private static double[] transposed(double[] plane) {
    double[] out = new double[plane.length];
    for (int i = 0; i < plane.length; i++) {
      out[i % SIDE * SIDE + i / SIDE] = plane[i];
    }
    return out;
  }

  /** To 64×64 without antialiasing, in 8-bit fixed point with one rounding. */
  private static double[] small(int[] luma, Size from) {
    Taps rows = Taps.of(from.height(), SIDE);
    Taps columns = Taps.of(from.width(), SIDE);
    double[] out = new double[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int wx = (int) Math.rint(columns.weight(x) * 256);
        int wy = (int) Math.rint(rows.weight(y) * 256);
        int above = rows.first(y) * from.width();
        int below = rows.second(y) * from.width();
        int left = columns.first(x);
        int right = columns.second(x);
        int upper = luma[above + left] * (256 - wx) + luma[above + right] * wx;
        int lower = luma[below + left] * (256 - wx) + luma[below + right] * wx;
        out[y * SIDE + x] = upper * (256 - wy) + lower * wy + 32768 >> 16;
      }
    }
    return out;
  }

  /** From 64×64, in float32. */
  private static float[] large(float[] plane, Size to) {
    Taps rows = Taps.of(SIDE, to.height());
    Taps columns = Taps.of(SIDE, to.width());
    float[] out = new float[Math.toIntExact(to.area())];
    for (int y = 0; y < to.height(); y++) {
      float wy = (float) rows.weight(y);
      int above = rows.first(y) * SIDE;
      int below = rows.second(y) * SIDE;
      for (int x = 0; x < to.width(); x++) {
        float wx = (float) columns.weight(x);
        int left = columns.first(x);
        int right = columns.second(x);
        float upper = plane[above + left] * (1 - wx) + plane[above + right] * wx;
        float lower = plane[below + left] * (1 - wx) + plane[below + right] * wx;
        out[y * to.width() + x] = upper * (1 - wy) + lower * wy;
      }
    }
    return out;
  }

  /** For each of {@code to} pixels, the two of {@code from} between which its centre lies. */
  private record Taps(int[] indices, double[] weights, int from) {

    static Taps of(int from, int to) {
      int[] indices = new int[to];
      double[] weights = new double[to];
      double scale = (double) from / to;
      for (int d = 0; d < to; d++) {
        double at = scale * (d + 0.5) - 0.5;
        int below = (int) Math.floor(at);
        boolean between = below >= 0 && below < from - 1;
        indices[d] = Math.min(Math.max(below, 0), from - 1);
        weights[d] = between ? at - below : 0;
      }
      return new Taps(indices, weights, from);
    }

    int first(int d) {
      return indices[d];
    }

    int second(int d) {
      return Math.min(indices[d] + 1, from - 1);
    }

    /** Of the second. */
    double weight(int d) {
      return weights[d];
    }
  }
}
