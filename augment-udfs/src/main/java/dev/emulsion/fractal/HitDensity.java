package dev.emulsion.fractal;

import dev.emulsion.Require;

/**
 * The number of points that hit each pixel of a square image.
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
   * Each point on one pixel: x gives the row, y the column, both truncated. Points outside the
   * window are ignored.
   */
  public static HitDensity of(Points points, Window window, int side) {
    return new HitDensity(side, inFrame(points, window, side, 0));
  }

  /**
   * Each point on the pixels of the 3×3 around it that are set in {@code patch} and inside the
   * image.
   *
   * @param patch nine bits, row by row; the highest is the pixel above and to the left
   */
  public static HitDensity of(Points points, Window window, int side, int patch) {
    int[] centers = inFrame(points, window, side, 1);
    int wide = side + 2;
    int[] counts = new int[side * side];
    for (int bit = 0; bit < 9; bit++) {
      if ((patch >> 8 - bit & 1) == 0) {
        continue;
      }
      // each pixel takes the count at the offset from the patch's pixel to the center
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

  /** Counts of the image and of a frame of {@code frame} pixels around it. */
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

  /** The share of pixels that are hit. */
  public double fillRate() {
    int hit = 0;
    for (int count : counts) {
      hit += count > 0 ? 1 : 0;
    }
    return (double) hit / counts.length;
  }

  /** The largest count. */
  int max() {
    int max = 0;
    for (int count : counts) {
      max = Math.max(max, count);
    }
    return max;
  }

  /** In another orientation. */
  HitDensity oriented(Orientation orientation) {
    int[] out = new int[counts.length];
    for (int row = 0; row < side; row++) {
      int toRow = orientation.mirrorRows() ? side - 1 - row : row;
      for (int column = 0; column < side; column++) {
        int toColumn = orientation.mirrorColumns() ? side - 1 - column : column;
        int from = orientation.transpose() ? column * side + row : row * side + column;
        out[toRow * side + toColumn] = counts[from];
      }
    }
    return new HitDensity(side, out);
  }

  /** One of the eight orientations of a square: transposed first, then mirrored. */
  record Orientation(boolean transpose, boolean mirrorRows, boolean mirrorColumns) {}
}
