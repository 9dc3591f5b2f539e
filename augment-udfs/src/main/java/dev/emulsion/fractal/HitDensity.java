package dev.emulsion.fractal;

import dev.emulsion.Require;

/**
 * How many points fall on each pixel of a square image.
 *
 * @param side rows and columns
 * @param counts row-major; read only
 */
public record HitDensity(int side, int[] counts) {

  public HitDensity {
    Require.that(
        counts.length == side * side,
        "counts must be " + side * side + " for a side of " + side + ", were " + counts.length);
  }

  /**
   * Every point on one pixel: x gives the row, y the column, both truncated. Points outside the
   * window are left out.
   */
  public static HitDensity of(Points points, Window window, int side) {
    return new HitDensity(side, inFrame(points, window, side, 0));
  }

  /**
   * Every point on those of the nine pixels around it that {@code patch} names and that are in the
   * image.
   *
   * @param patch nine bits, row by row, of which the highest is the pixel above and to the left
   */
  public static HitDensity of(Points points, Window window, int side, int patch) {
    int[] centers = inFrame(points, window, side, 1);
    int wide = side + 2;
    int[] counts = new int[side * side];
    for (int bit = 0; bit < 9; bit++) {
      if ((patch >> 8 - bit & 1) == 0) {
        continue;
      }
      // a pixel takes from the one that lies from it as the center lies from the patch's pixel
      int from = (2 - bit / 3) * wide + 2 - bit % 3;
      for (int row = 0; row < side; row++) {
        int source = row * wide + from;
        int target = row * side;
        for (int column = 0; column < side; column++) {
          counts[target + column] += centers[source + column];
        }
      }
    }
    return new HitDensity(side, counts);
  }

  /** Counts, and those of {@code frame} pixels around. */
  private static int[] inFrame(Points points, Window window, int side, int frame) {
    double scaleX = scale(window.maxX() - window.minX(), side);
    double scaleY = scale(window.maxY() - window.minY(), side);
    int wide = side + 2 * frame;
    int[] counts = new int[wide * wide];
    double[] x = points.x();
    double[] y = points.y();
    for (int i = 0; i < x.length; i++) {
      int row = (int) ((x[i] - window.minX()) * scaleX) + frame;
      int column = (int) ((y[i] - window.minY()) * scaleY) + frame;
      if (row >= 0 && row < wide && column >= 0 && column < wide) {
        counts[row * wide + column]++;
      }
    }
    return counts;
  }

  private static double scale(double span, int side) {
    return (side - 1) / (span == 0 ? 1 : span);
  }

  /** The share of pixels that were hit. */
  public double fillRate() {
    int hit = 0;
    for (int count : counts) {
      hit += count > 0 ? 1 : 0;
    }
    return (double) hit / counts.length;
  }

  /** The greatest of the counts. */
  int max() {
    int max = 0;
    for (int count : counts) {
      max = Math.max(max, count);
    }
    return max;
  }

  /** Turned and mirrored. */
  HitDensity oriented(Orientation partitioner) {
    int[] out = new int[counts.length];
    for (int row = 0; row < side; row++) {
      int toRow = partitioner.mirrorRows() ? side - 1 - row : row;
      for (int column = 0; column < side; column++) {
        int toColumn = partitioner.mirrorColumns() ? side - 1 - column : column;
        int from = partitioner.transpose() ? column * side + row : row * side + column;
        out[toRow * side + toColumn] = counts[from];
      }
    }
    return new HitDensity(side, out);
  }

  /** One of the eight ways to lay a square: rows become columns first, then either is reversed. */
  record Orientation(boolean transpose, boolean mirrorRows, boolean mirrorColumns) {}
}
