package dev.emulsion.image.filter;

/** Plain loops. */
final class ScalarBlend implements BlendKernel {

  // n / 26 = n · RECIPROCAL >> BITS for every n up to 26 · 256
  static final int RECIPROCAL = 10083;
  static final int BITS = 18;

  @Override
  public void widen(byte[] in, int from, int length, int[] row) {
    for (int i = 0; i < length; i++) {
      row[i] = in[from + i] & 0xFF;
    }
  }

  @Override
  public void smooth(int[] above, int[] row, int[] below, int length, int step, int[] out) {
    smooth(above, row, below, step, length - step, step, out);
  }

  static void smooth(int[] above, int[] row, int[] below, int from, int end, int step, int[] out) {
    for (int i = from; i < end; i++) {
      int left = above[i - step] + row[i - step] + below[i - step];
      int right = above[i + step] + row[i + step] + below[i + step];
      int thirteenths = left + above[i] + 5 * row[i] + below[i] + right;
      out[i] = (2 * thirteenths + 13) * RECIPROCAL >> BITS;
    }
  }

  @Override
  public void blend(int[] degenerate, int[] samples, int scale, int length, byte[] out, int at) {
    blend(degenerate, samples, scale, 0, length, out, at);
  }

  static void blend(
      int[] degenerate, int[] samples, int scale, int from, int end, byte[] out, int at) {
    for (int i = from; i < end; i++) {
      out[at + i] = (byte) Blending.sample(scale, degenerate[i], samples[i]);
    }
  }
}
