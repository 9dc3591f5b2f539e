package dev.emulsion.attention;

import dev.emulsion.Require;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Size;
import java.util.Arrays;

/**
 * How much each cell of an image matters: {@code rows}×{@code columns} weights, row-major, 0 or
 * more. They need not sum to 1: a class token's attention to the patches sums to less.
 */
public final class AttentionGrid {

  private final int rows;
  private final int columns;
  private final float[] weights;

  /**
   * @param weights copied
   * @throws IllegalArgumentException if their number is wrong or one is negative or not finite
   */
  public AttentionGrid(int rows, int columns, float[] weights) {
    this.rows = Require.atLeast("rows", 1, rows);
    this.columns = Require.atLeast("columns", 1, columns);
    long expected = (long) rows * columns;
    Require.that(
        weights.length == expected,
        () ->
            "attention must have %d weights for %d×%d cells, had %d"
                .formatted(expected, rows, columns, weights.length));
    this.weights = weights.clone();
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && Float.isFinite(weights[i]))) { // formats no message per weight
        throw new IllegalArgumentException(
            "attention must be finite and not negative, was %s at row %d, column %d"
                .formatted(weights[i], i / columns, i % columns));
      }
    }
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** The weight of a cell. */
  public float weight(int row, int column) {
    return weights[row * columns + column];
  }

  /** All weights, row-major. */
  public float[] weights() {
    return weights.clone();
  }

  /** The sum of all weights, row by row. */
  public double sum() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /** This map scaled to a sum of 1; itself if all weights are 0. */
  public AttentionGrid summingToOne() {
    double sum = sum();
    if (sum == 0) {
      return this;
    }
    float[] shares = new float[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (weights[i] / sum);
    }
    return new AttentionGrid(rows, columns, shares);
  }

  /**
   * This map on another grid: each new cell has the area-weighted mean of the cells it covers, in
   * double precision.
   */
  public AttentionGrid resized(int newRows, int newColumns) {
    if (newRows == rows && newColumns == columns) {
      return this;
    }
    double[] narrow = new double[rows * newColumns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < newColumns; column++) {
        double mean = 0;
        int first = (int) ((long) column * columns / newColumns);
        for (int at = first; at < columns; at++) {
          double share = overlap(at, column, columns, newColumns);
          if (share <= 0) {
            break;
          }
          mean += share * weights[row * columns + at];
        }
        narrow[row * newColumns + column] = mean;
      }
    }
    float[] out = new float[newRows * newColumns];
    for (int row = 0; row < newRows; row++) {
      int first = (int) ((long) row * rows / newRows);
      for (int column = 0; column < newColumns; column++) {
        double mean = 0;
        for (int at = first; at < rows; at++) {
          double share = overlap(at, row, rows, newRows);
          if (share <= 0) {
            break;
          }
          mean += share * narrow[at * newColumns + column];
        }
        out[row * newColumns + column] = (float) mean;
      }
    }
    return new AttentionGrid(newRows, newColumns, out);
  }

  /** The share of new cell {@code to} that old cell {@code from} covers, along one axis. */
  private static double overlap(int from, int to, int old, int fresh) {
    // in units of 1/(old·fresh) of the axis, so that borders are exact
    long begin = Math.max((long) from * fresh, (long) to * old);
    long end = Math.min((long) (from + 1) * fresh, (long) (to + 1) * old);
    return (double) (end - begin) / old;
  }

  /**
   * This map, of an image of size {@code before}, for the transformed image of size {@code after};
   * {@code map} gives the source of each of its points. The grid stays the same; each cell has the
   * mean weight of the area it shows, with 0 outside the image. Weights are then scaled to their
   * previous sum, unless all are 0.
   */
  public AttentionGrid warped(AffineMap map, Size before, Size after) {
    return GridWarp.warp(this, map, before, after);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttentionGrid that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + columns) + Arrays.hashCode(weights);
  }

  /** Shape only: {@code attention 14×14}. */
  @Override
  public String toString() {
    return "attention " + rows + "×" + columns;
  }
}
