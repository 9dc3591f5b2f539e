package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Size;

/**
 * How salient each pixel of a picture is, row-major, from 0 upwards.
 *
 * @param size of the picture
 * @param values one per pixel; read only
 */
public record SaliencyMap(Size size, float[] values) {

  /** A pixel of the map. */
  public record Point(int row, int column) {}

  public SaliencyMap {
    Require.that(
        values.length == size.area(),
        "values must be " + size.area() + " for " + size + ", were " + values.length);
  }

  /** The first of the most salient pixels, row by row. */
  public Point peak() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return point(best);
  }

  /** The first of the least salient pixels, row by row. */
  public Point trough() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[best]) {
        best = i;
      }
    }
    return point(best);
  }

  private Point point(int index) {
    return new Point(index / size.width(), index % size.width());
  }
}
