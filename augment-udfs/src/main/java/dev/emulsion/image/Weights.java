package dev.emulsion.image;

/**
 * The weights of the inputs for each output of one axis.
 *
 * <p>Weights are 22-bit fixed point. They are normalized before they are rounded, not after, so
 * their sum may differ from 1 by a few units, as in Pillow.
 */
final class Weights {

  /** Bits after the binary point. */
  static final int BITS = 22;

  /** One half, which rounds a sum of products to nearest. */
  static final int HALF = 1 << (BITS - 1);

  /** The first input of each output; never decreases. */
  final int[] first;

  /** The number of inputs of each output, from {@link #first} on. */
  final int[] count;

  /** The largest of {@link #count}. */
  final int taps;

  /** {@link #taps} weights for each output; those beyond its count are 0. */
  final int[] values;

  /**
   * For each output, {@link #HALF} plus what its sum lacks if 128 is subtracted from each input:
   * the start of a sum of signed inputs.
   */
  final int[] signedHalf;

  private Weights(int[] first, int[] count, int taps, int[] values) {
    this.first = first;
    this.count = count;
    this.taps = taps;
    this.values = values;
    this.signedHalf = new int[first.length];
    for (int o = 0; o < first.length; o++) {
      int sum = 0;
      for (int k = 0; k < taps; k++) {
        sum += values[o * taps + k];
      }
      signedHalf[o] = HALF + 128 * sum;
    }
  }

  /** Maps every input to the output of the same index. */
  static Weights identity(int n) {
    int[] first = new int[n];
    int[] count = new int[n];
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      first[i] = i;
      count[i] = 1;
      values[i] = 1 << BITS;
    }
    return new Weights(first, count, 1, values);
  }

  /** For inputs 0 to {@code in - 1}, of which {@code from} to {@code to} becomes the output. */
  static Weights of(int in, float from, float to, int out, Filter filter) {
    double scale = (double) (to - from) / out;
    double widening = Math.max(scale, 1);
    double support = filter.support() * widening;
    double narrowing = 1.0 / widening;
    int max = (int) Math.ceil(support) * 2 + 1;
    int[] first = new int[out];
    int[] count = new int[out];
    int[] loose = new int[Math.multiplyExact(out, max)];
    double[] weights = new double[max];
    int taps = 1;
    for (int o = 0; o < out; o++) {
      double center = from + (o + 0.5) * scale;
      int low = Math.max(0, (int) (center - support + 0.5));
      int n = Math.min(in, (int) (center + support + 0.5)) - low;
      double sum = 0;
      for (int k = 0; k < n; k++) {
        weights[k] = filter.weight((low + k - center + 0.5) * narrowing);
        sum += weights[k];
      }
      for (int k = 0; k < n; k++) {
        double share = sum == 0 ? weights[k] : weights[k] / sum;
        loose[o * max + k] = (int) (share * (1 << BITS) + (share < 0 ? -0.5 : 0.5));
      }
      first[o] = low;
      count[o] = n;
      taps = Math.max(taps, n);
    }
    int[] values = new int[out * taps];
    for (int o = 0; o < out; o++) {
      System.arraycopy(loose, o * max, values, o * taps, taps);
    }
    return new Weights(first, count, taps, values);
  }

  /** The sample, 0 to 255, of a sum of products that started with {@link #HALF}. */
  static int sample(int sum) {
    return Math.max(0, Math.min(255, sum >> BITS));
  }
}
