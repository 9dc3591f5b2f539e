package dev.emulsion.fractal;

import dev.emulsion.Require;
import dev.emulsion.random.Draws;

/**
 * A fractal landscape by midpoint displacement, on a grid of (2^k + 1)².
 *
 * <p>The corners are uniform in [0, 1). At each level, the center of every square becomes the mean
 * of its corners, then the midpoint of every edge the mean of its four neighbors, each plus noise
 * whose amplitude starts at 0.5 and is multiplied by e^−decay per level. The grid wraps around at
 * its edges.
 *
 * <p>Draws, in order: the corners, row by row; then for each level its centers and its edges, row
 * by row.
 *
 * @see <a href="https://doi.org/10.1145/358523.358553">Fournier, Fussell and Carpenter, Computer
 *     rendering of stochastic models, CACM 25, 1982</a>
 */
public final class DiamondSquare {

  private DiamondSquare() {}

  /**
   * Heights, row by row, nearly all between 0 and 1.
   *
   * @param levels k, at least 1
   */
  public static double[] heights(int levels, double decay, Draws draws) {
    Require.that(levels >= 1 && levels <= 13, "levels must be between 1 and 13, was " + levels);
    int last = 1 << levels;
    int width = last + 1;
    double[] heights = new double[width * width];
    heights[0] = draws.uniform(0, 1);
    heights[last] = draws.uniform(0, 1);
    heights[last * width] = draws.uniform(0, 1);
    heights[last * width + last] = draws.uniform(0, 1);
    for (int level = 1; level <= levels; level++) {
      int step = last >> level;
      double amplitude = 0.5 * StrictMath.exp(decay * (1 - level));
      centers(heights, width, step, amplitude, draws);
      edges(heights, width, step, amplitude, draws);
    }
    return heights;
  }

  private static void centers(
      double[] heights, int width, int step, double amplitude, Draws draws) {
    for (int row = step; row < width; row += 2 * step) {
      for (int column = step; column < width; column += 2 * step) {
        int above = (row - step) * width + column;
        int below = (row + step) * width + column;
        double sum =
            heights[above - step]
                + heights[above + step]
                + heights[below - step]
                + heights[below + step];
        heights[row * width + column] = sum / 4 + amplitude * draws.uniform(-1, 1);
      }
    }
  }

  private static void edges(double[] heights, int width, int step, double amplitude, Draws draws) {
    int last = width - 1;
    for (int row = 0; row < width; row += step) {
      int above = (row == 0 ? last - step : row - step) * width;
      int below = (row == last ? step : row + step) * width;
      for (int column = row / step % 2 == 0 ? step : 0; column < width; column += 2 * step) {
        int left = column == 0 ? last - step : column - step;
        int right = column == last ? step : column + step;
        double sum =
            heights[above + column]
                + heights[below + column]
                + heights[row * width + left]
                + heights[row * width + right];
        heights[row * width + column] = sum / 4 + amplitude * draws.uniform(-1, 1);
      }
    }
  }
}
