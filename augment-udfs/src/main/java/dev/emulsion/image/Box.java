package dev.emulsion.image;

import dev.emulsion.Require;
import java.io.Serializable;

/**
 * A rectangle of pixels: rows {@code [top, top + height)}, columns {@code [left, left + width)}. It
 * may be empty and may reach outside an image.
 *
 * @param height number of rows, 0 or more
 * @param width number of columns, 0 or more
 */
public record Box(int top, int left, int height, int width) implements Serializable {

  public Box {
    Require.atLeast("height", 0, height);
    Require.atLeast("width", 0, width);
  }

  /** The whole of an image of {@code size}. */
  public static Box whole(Size size) {
    return new Box(0, 0, size.height(), size.width());
  }

  /**
   * The box of {@code height}×{@code width} around a center pixel. Odd sides lose one pixel, as in
   * the references, which halve with integer division on both sides of the center.
   */
  public static Box centeredAt(int row, int column, int height, int width) {
    int up = height / 2;
    int across = width / 2;
    return new Box(row - up, column - across, 2 * up, 2 * across);
  }

  /** The part of this box inside an image of {@code size}. */
  public Box clippedTo(Size size) {
    int firstRow = Math.min(Math.max(top, 0), size.height());
    int firstColumn = Math.min(Math.max(left, 0), size.width());
    int endRow = Math.max(firstRow, Math.min(bottom(), size.height()));
    int endColumn = Math.max(firstColumn, Math.min(right(), size.width()));
    return new Box(firstRow, firstColumn, endRow - firstRow, endColumn - firstColumn);
  }

  /** The smallest box that contains this one and {@code other}, of which none is empty. */
  public Box with(Box other) {
    int firstRow = Math.min(top, other.top);
    int firstColumn = Math.min(left, other.left);
    return new Box(
        firstRow,
        firstColumn,
        Math.max(bottom(), other.bottom()) - firstRow,
        Math.max(right(), other.right()) - firstColumn);
  }

  /** This box, counted from the first row and column of {@code part}. */
  public Box from(Box part) {
    return new Box(top - part.top, left - part.left, height, width);
  }

  /** Height and width of a box that is not empty. */
  public Size size() {
    return new Size(height, width);
  }

  /** The first row below the box. */
  public int bottom() {
    return top + height;
  }

  /** The first column right of the box. */
  public int right() {
    return left + width;
  }

  /** Number of pixels. */
  public long area() {
    return (long) height * width;
  }

  /** Whether every pixel of this box is a pixel of an image of {@code size}. */
  public boolean isInside(Size size) {
    return top >= 0 && left >= 0 && bottom() <= size.height() && right() <= size.width();
  }
}
