package dev.emulsion.image;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.List;

/**
 * Maps a point (x, y) of the output to its position in the input: {@code (a·x + b·y + c, d·x + e·y
 * + f)}. x runs right and y down, from the outer corner of the first pixel, whose center is (0.5,
 * 0.5).
 *
 * <p>The six numbers are in Pillow's order. {@link #inverse} maps key points of the input to the
 * output.
 */
public record AffineMap(double a, double b, double c, double d, double e, double f)
    implements Serializable {

  /** Maps every point to itself. */
  public static final AffineMap IDENTITY = new AffineMap(1, 0, 0, 0, 1, 0);

  public AffineMap {
    Require.that(
        Double.isFinite(a + b + c + d + e + f),
        () -> "an affine map must have finite numbers, was " + List.of(a, b, c, d, e, f));
  }

  /** Maps the output's origin to (x, y) of the input: content moves left and up. */
  public static AffineMap shift(double x, double y) {
    return new AffineMap(1, 0, x, 0, 1, y);
  }

  /** The map of an image of {@code size} mirrored left to right. */
  public static AffineMap mirrorX(Size size) {
    return new AffineMap(-1, 0, size.width(), 0, 1, 0);
  }

  /** The map of an image of {@code size} mirrored top to bottom. */
  public static AffineMap mirrorY(Size size) {
    return new AffineMap(1, 0, 0, 0, -1, size.height());
  }

  /** The map of {@code box} resized to an output of {@code size}. */
  public static AffineMap resized(Box box, Size size) {
    double across = (double) box.width() / size.width();
    double down = (double) box.height() / size.height();
    return new AffineMap(across, 0, box.left(), 0, down, box.top());
  }

  /** The x in the input of a point of the output. */
  public double x(double x, double y) {
    return a * x + b * y + c;
  }

  /** The y in the input of a point of the output. */
  public double y(double x, double y) {
    return d * x + e * y + f;
  }

  /**
   * The composition of two operations, this one first and {@code next} on its result: from the
   * output of {@code next} to the input of this.
   */
  public AffineMap then(AffineMap next) {
    return new AffineMap(
        a * next.a + b * next.d,
        a * next.b + b * next.e,
        x(next.c, next.f),
        d * next.a + e * next.d,
        d * next.b + e * next.e,
        y(next.c, next.f));
  }

  /** The map from the input to the output. */
  public AffineMap inverse() {
    double area = a * e - b * d;
    Require.that(area != 0, () -> "an affine map must be invertible, was " + this);
    return new AffineMap(
        e / area, -b / area, (b * f - e * c) / area, -d / area, a / area, (d * c - a * f) / area);
  }
}
