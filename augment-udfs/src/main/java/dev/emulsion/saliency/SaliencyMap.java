package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Size;

/**
 * How salient each cell of an image is; detectors have one cell per pixel.
 *
 * @param size rows and columns of cells
 * @param values one per cell, row-major, 0 or more; read only
 */
public record SaliencyMap(Size size, float[] values) {

  /** A pixel of an image. */
  public record Point(int row, int column) {}

  public SaliencyMap {
    Require.that(
        values.length == size.area(),
        () ->
            "values must have " + size.area() + " numbers for " + size + ", had " + values.length);
  }

  /** The pixel in the middle of the first most salient cell, in an image of this size. */
  public Point peak(Size image) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return middle(best, image);
  }

  /** The pixel in the middle of the first least salient cell, in an image of this size. */
  public Point trough(Size image) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[best]) {
        best = i;
      }
    }
    return middle(best, image);
  }

  private Point middle(int cell, Size image) {
    return new Point(
        middle(cell / size.width(), size.height(), image.height()),
        middle(cell % size.width(), size.width(), image.width()));
  }

  /** The pixel, of {@code pixels}, that contains the middle of a cell. */
  private static int middle(int cell, int cells, int pixels) {
    return (int) ((2L * cell + 1) * pixels / (2L * cells));
  }
}
