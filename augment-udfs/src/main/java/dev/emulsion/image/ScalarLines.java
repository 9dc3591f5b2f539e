package dev.emulsion.image;

/** Plain loops over one lane after the other. */
final class ScalarLines implements LineKernel {

  @Override
  public void widen(byte[] in, int from, int[] to, int at) {
    for (int lane = 0; lane < LANES; lane++) {
      to[at + lane] = in[from + lane] & 0xFF;
    }
  }

  @Override
  public void narrow(int[] from, int at, byte[] out, int to) {
    for (int lane = 0; lane < LANES; lane++) {
      out[to + lane] = (byte) from[at + lane];
    }
  }

  @Override
  public void pass(int[] from, int[] to, int length, int step, BoxWeights box) {
    for (int lane = 0; lane < LANES * step; lane++) {
      line(from, to, lane, length / step, LANES * step, box);
    }
  }

  private static void line(int[] from, int[] to, int first, int count, int step, BoxWeights box) {
    int last = first + (count - 1) * step;
    int reach = box.reach();
    int sum = from[first] * (reach + 1);
    for (int k = 1; k <= reach; k++) {
      sum += from[Math.min(first + k * step, last)];
    }
    for (int i = 0; i < count; i++) {
      int at = first + i * step;
      int before = i > reach ? at - (reach + 1) * step : first;
      int behind = i + reach + 1 < count ? at + (reach + 1) * step : last;
      int edges = from[before] + from[behind];
      to[at] = box.inner() * sum + box.outer() * edges + BoxWeights.HALF >>> BoxWeights.BITS;
      sum += from[behind] - from[i > reach ? before + step : first];
    }
  }
}
