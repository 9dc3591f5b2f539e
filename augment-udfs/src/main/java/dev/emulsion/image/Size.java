package dev.emulsion.image;

import dev.emulsion.Require;

/** Height and width of a picture, in pixels, both at least 1. Height comes first, as everywhere. */
public record Size(int height, int width) {

  public Size {
    Require.atLeast("height", 1, height);
    Require.atLeast("width", 1, width);
  }

  /** A square of {@code side} pixels. */
  public static Size square(int side) {
    return new Size(side, side);
  }

  /** Number of pixels. */
  public long area() {
    return (long) height * width;
  }

  public int shortSide() {
    return Math.min(height, width);
  }

  public int longSide() {
    return Math.max(height, width);
  }

  /** {@code 500×375}: height × width. */
  @Override
  public String toString() {
    return height + "×" + width;
  }
}
