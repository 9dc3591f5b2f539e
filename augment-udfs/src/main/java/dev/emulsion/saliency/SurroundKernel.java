package dev.emulsion.saliency;

import dev.emulsion.VectorModule;

/** The inner loop of {@link Surround}. Implementations give equal results. */
interface SurroundKernel {

  /** Vectorized if the JVM was started with the module and the processor supports it. */
  static SurroundKernel fastest() {
    return VectorModule.isPresent() && VectorSurround.isFast()
        ? new VectorSurround()
        : new ScalarSurround();
  }

  /**
   * Adds by how much each of {@code width} pixels is brighter ({@code on}) or darker ({@code off})
   * than the mean of the window around it, excluding itself: the float32 difference, truncated.
   *
   * @param at where the row of pixels begins in all three arrays
   */
  void compare(int[] gray, int at, Window window, int width, int[] on, int[] off);

  /** The windows of one radius around the pixels of one row. */
  final class Window {

    final int radius;

    /** Running sums: a window's sum is that at {@code x + 2·radius} minus that at {@code x}. */
    final int[] sums;

    /** The number of pixels of each window without its center. */
    final float[] others;

    private final float[] columns;
    private int rows;

    Window(int radius, int width) {
      this.radius = radius;
      this.sums = new int[width + 2 * radius];
      this.others = new float[width];
      this.columns = new float[width];
      for (int x = 0; x < width; x++) {
        columns[x] = Math.min(x + radius + 1, width) - Math.max(x - radius + 1, 0);
      }
    }

    void setRows(int rows) {
      if (rows == this.rows) {
        return;
      }
      this.rows = rows;
      for (int x = 0; x < others.length; x++) {
        others[x] = columns[x] * rows - 1; // exact: there are fewer than 2^24
      }
    }
  }
}
