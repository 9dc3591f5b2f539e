package dev.emulsion.image.filter;

import dev.emulsion.VectorModule;
import dev.emulsion.image.VectorRows;

/** The inner loops of blending, on rows of samples as ints. Implementations give equal results. */
interface BlendKernel {

  /** Vectorized if the JVM was started with the module and the processor supports it. */
  static BlendKernel fastest() {
    return VectorModule.isPresent() && VectorRows.isFast() ? new VectorBlend() : new ScalarBlend();
  }

  void widen(byte[] in, int from, int length, int[] row);

  /**
   * The weighted mean of each sample, with weight 5, and its eight neighbors, with weight 1,
   * rounded to nearest; skips the first and last {@code step} samples.
   *
   * @param step distance to the neighbor in the row
   */
  void smooth(int[] above, int[] row, int[] below, int length, int step, int[] out);

  /** {@link Blending#sample(int, int, int)} for each of {@code length} samples. */
  void blend(int[] degenerate, int[] samples, int scale, int length, byte[] out, int at);
}
