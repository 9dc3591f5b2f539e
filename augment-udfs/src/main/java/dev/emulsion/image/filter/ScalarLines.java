package dev.emulsion.image.filter;

/** Plain loops over single lanes. */
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
    int inside = Math.min(first + (reach + 1) * step, last + step);
    int behind = Math.max(inside, last - reach * step);
    sum = edge(from, to, first, inside, first, last, step, box, sum);
    sum = middle(from, to, inside, behind, step, box, sum);
    edge(from, to, behind, last + step, first, last, step, box, sum);
  }

  /** Computes positions whose neighbors may be beyond the ends of the line. */
  private static int edge(
      int[] from,
      int[] to,
      int start,
      int end,
      int first,
      int last,
      int step,
      BoxWeights box,
      int before) {
    int reach = box.reach() * step;
    int sum = before;
    for (int at = start; at < end; at += step) {
      int entering = from[Math.min(at + reach + step, last)];
      int edges = from[Math.max(at - reach - step, first)] + entering;
      to[at] = box.inner() * sum + box.outer() * edges + BoxWeights.HALF >>> BoxWeights.BITS;
      sum += entering - from[Math.max(at - reach, first)];
    }
    return sum;
  }

  private static int middle(
      int[] from, int[] to, int start, int end, int step, BoxWeights box, int before) {
    int reach = box.reach() * step;
    int inner = box.inner();
    int outer = box.outer();
    int sum = before;
    for (int at = start; at < end; at += step) {
      int entering = from[at + reach + step];
      int edges = from[at - reach - step] + entering;
      to[at] = inner * sum + outer * edges + BoxWeights.HALF >>> BoxWeights.BITS;
      sum += entering - from[at - reach];
    }
    return sum;
  }
}
