package dev.emulsion.attention;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Size;

/**
 * Warps attention maps as images were warped. For axis-aligned maps, as of crops, resizes and
 * flips, means are exact; otherwise they are means over 8×8 points per cell.
 */
final class GridWarp {

  private static final int POINTS = 8;

  private GridWarp() {}

  static AttentionGrid warp(AttentionGrid grid, AffineMap map, Size before, Size after) {
    double[] moved =
        map.b() == 0 && map.d() == 0
            ? upright(grid, map, before, after)
            : turned(grid, map, before, after);
    double sum = 0;
    for (double weight : moved) {
      sum += weight;
    }
    double scale = sum > 0 ? grid.sum() / sum : 0;
    float[] weights = new float[moved.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (moved[i] * scale);
    }
    return new AttentionGrid(grid.rows(), grid.columns(), weights);
  }

  /** One axis at a time, since a map may be as fine as the image. */
  private static double[] upright(AttentionGrid grid, AffineMap map, Size before, Size after) {
    int rows = grid.rows();
    int columns = grid.columns();
    Cover[] across = covers(columns, map.a(), map.c(), before.width(), after.width());
    double[] moved = new double[rows * columns];
    for (int y = 0; y < rows; y++) {
      for (int column = 0; column < columns; column++) {
        Cover cover = across[column];
        for (int i = 0; i < cover.shares.length; i++) {
          moved[y * columns + column] += cover.shares[i] * grid.weight(y, cover.first + i);
        }
      }
    }
    Cover[] down = covers(rows, map.e(), map.f(), before.height(), after.height());
    double[] both = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      Cover cover = down[row];
      for (int i = 0; i < cover.shares.length; i++) {
        int from = (cover.first + i) * columns;
        for (int column = 0; column < columns; column++) {
          both[row * columns + column] += cover.shares[i] * moved[from + column];
        }
      }
    }
    return both;
  }

  /**
   * The shares of old cells, from {@code first} on, in a new cell along one axis; empty outside.
   */
  private record Cover(int first, double[] shares) {}

  private static Cover[] covers(int cells, double slope, double start, int before, int after) {
    Cover[] covers = new Cover[cells];
    double cell = (double) before / cells;
    for (int to = 0; to < cells; to++) {
      double one = slope * after * to / cells + start;
      double other = slope * after * (to + 1) / cells + start;
      double low = Math.min(one, other);
      double high = Math.max(one, other);
      int first = (int) Math.max(0, Math.min(cells, Math.floor(low / cell)));
      int end = (int) Math.max(first, Math.min(cells, Math.ceil(high / cell)));
      double[] shares = new double[end - first];
      for (int i = 0; i < shares.length; i++) {
        double common = Math.min(high, (first + i + 1) * cell) - Math.max(low, (first + i) * cell);
        shares[i] = Math.max(0, common) / (high - low);
      }
      covers[to] = new Cover(first, shares);
    }
    return covers;
  }

  private static double[] turned(AttentionGrid grid, AffineMap map, Size before, Size after) {
    int rows = grid.rows();
    int columns = grid.columns();
    double[] moved = new double[rows * columns];
    for (int down = 0; down < rows * POINTS; down++) {
      double y = (down + 0.5) * after.height() / (rows * POINTS);
      for (int across = 0; across < columns * POINTS; across++) {
        double x = (across + 0.5) * after.width() / (columns * POINTS);
        double row = Math.floor(map.y(x, y) * rows / before.height());
        double column = Math.floor(map.x(x, y) * columns / before.width());
        if (row >= 0 && row < rows && column >= 0 && column < columns) {
          moved[down / POINTS * columns + across / POINTS] += grid.weight((int) row, (int) column);
        }
      }
    }
    return moved;
  }
}
