package dev.emulsion.image.filter;

/**
 * The inner loop of a box blur on {@link #LANES} lines at once. Implementations give equal results.
 */
interface LineKernel {

  int LANES = 8;

  /** {@link #LANES} neighboring samples as ints. */
  void widen(byte[] in, int from, int[] to, int at);

  /** {@link #LANES} ints as neighboring samples. */
  void narrow(int[] from, int at, byte[] out, int to);

  /**
   * One pass along the lines. Position {@code i} of lane {@code k} is {@code from[i * LANES + k]};
   * a position's neighbors are {@code step} before and after it, and lines repeat their outermost
   * values.
   *
   * @param length of the lines, a multiple of {@code step}
   */
  void pass(int[] from, int[] to, int length, int step, BoxWeights box);
}
