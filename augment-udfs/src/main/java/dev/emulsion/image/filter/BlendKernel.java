package dev.emulsion.image.filter;

import dev.emulsion.image.VectorRows;

/** The inner loops of blending, on rows of samples as ints. Implementations agree. */
interface BlendKernel {

  /** Vectors where the JVM was started with their module and the processor has them. */
  static BlendKernel fastest() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return vectors && VectorRows.isFast() ? new VectorBlend() : new ScalarBlend();
  }

  void widen(byte[] in, int from, int length, int[] row);

  /**
   * The mean of each sample, five times, and its eight neighbors, rounded to nearest; not for the
   * first and last {@code step} samples.
   *
   * @param step how far a neighbor is along the row
   */
  void smooth(int[] above, int[] row, int[] below, int length, int step, int[] out);

  /** {@link Blending#sample(int, int, int)} for each of {@code length} samples. */
  void blend(int[] degenerate, int[] samples, int scale, int length, byte[] out, int at);
}
