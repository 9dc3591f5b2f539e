package dev.emulsion.mix;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import java.util.List;

/**
 * The share of each cell of an attention grid that the partner covers.
 *
 * @param partner shares in [0, 1], row-major
 */
record Mask(int rows, int columns, double[] partner) {

  // a share from a model is rounded to multiples of 1/STEPS before it affects a label
  private static final double STEPS = 1024;

  /** The share of each cell inside {@code boxes}, which do not overlap. */
  static Mask byArea(List<Box> boxes, Size size, int rows, int columns) {
    double[] partner = new double[rows * columns];
    for (Box box : boxes) {
      for (int row = 0; row < rows; row++) {
        double down = overlap(box.top(), box.bottom(), row, rows, size.height());
        for (int column = 0; down > 0 && column < columns; column++) {
          partner[row * columns + column] +=
              down * overlap(box.left(), box.right(), column, columns, size.width());
        }
      }
    }
    return new Mask(rows, columns, partner);
  }

  /** 1 if the first pixel of a cell is inside {@code box}, else 0. */
  static Mask byFirstPixel(Box box, Size size, int rows, int columns) {
    double[] partner = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      long y = (long) row * size.height() / rows;
      for (int column = 0; column < columns; column++) {
        long x = (long) column * size.width() / columns;
        boolean inside = y >= box.top() && y < box.bottom() && x >= box.left() && x < box.right();
        partner[row * columns + column] = inside ? 1 : 0;
      }
    }
    return new Mask(rows, columns, partner);
  }

  /** The share of cell {@code cell}, of {@code cells} along {@code pixels}, in [from, to). */
  private static double overlap(int from, int to, int cell, int cells, int pixels) {
    // in units of 1/cells of a pixel, so that borders are exact
    long begin = Math.max((long) from * cells, (long) cell * pixels);
    long end = Math.min((long) to * cells, (long) (cell + 1) * pixels);
    return Math.max(0, end - begin) / (double) pixels;
  }

  /** The sum of {@code attention}, of the same shape, over the base's part of the grid. */
  double ofBase(AttentionGrid attention) {
    double sum = 0;
    for (int i = 0; i < partner.length; i++) {
      sum += (1 - partner[i]) * attention.weight(i / columns, i % columns);
    }
    return sum;
  }

  /** The sum of {@code attention}, of the same shape, over the partner's part of the grid. */
  double ofPartner(AttentionGrid attention) {
    double sum = 0;
    for (int i = 0; i < partner.length; i++) {
      sum += partner[i] * attention.weight(i / columns, i % columns);
    }
    return sum;
  }

  /** The attention of base and partner combined as their pixels are. */
  AttentionGrid composed(AttentionGrid base, AttentionGrid other) {
    float[] weights = new float[partner.length];
    for (int i = 0; i < weights.length; i++) {
      int row = i / columns;
      int column = i % columns;
      weights[i] =
          (float)
              ((1 - partner[i]) * base.weight(row, column)
                  + partner[i] * other.weight(row, column));
    }
    return new AttentionGrid(rows, columns, weights);
  }

  /** {@code share} rounded as {@link MixPlan#withAttention} requires. */
  static double rounded(double share) {
    return Math.rint(share * STEPS) / STEPS;
  }
}
