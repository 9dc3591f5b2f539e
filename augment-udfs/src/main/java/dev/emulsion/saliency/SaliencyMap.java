package dev.emulsion.saliency;

import dev.emulsion.Require;
import dev.emulsion.image.Size;

/**
 * How salient each part of an image is, row-major, from 0 upwards. Detectors compute one value per
 * pixel.
 *
 * @param size rows and columns of parts
 * @param values one per part; read only
 */
public record SaliencyMap(Size size, float[] values) {

  /** A pixel of an image. */
  public record Point(int row, int column) {}

  public SaliencyMap {
    Require.that(
        values.length == size.area(),
        "values must be " + size.area() + " for " + size + ", were " + values.length);
  }

  /** The pixel in the middle of the first of the most salient parts of {@code image}. */
  public Point peak(Size image) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return middle(best, image);
  }

  /** The pixel in the middle of the first of the least salient parts of {@code image}. */
  public Point trough(Size image) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] < values[best]) {
        best = i;
      }
    }
    return middle(best, image);
  }

  private Point middle(int part, Size image) {
    return new Point(
        middle(part / size.width(), size.height(), image.height()),
        middle(part % size.width(), size.width(), image.width()));
  }

  /** The pixel, of {@code pixels}, that holds the middle of a part; of a pixel that pixel. */
  private static int middle(int part, int parts, int pixels) {
    return (int) ((2L * part + 1) * pixels / (2L * parts));
  }
}
