package dev.emulsion.image.codec;

import dev.emulsion.image.Box;

/**
 * The coding units that the pixels of a box depend on. The codes of the others are read, but not
 * transformed.
 *
 * @param endRow the row of units after the last
 * @param endColumn the column of units after the last
 */
record JpegPart(Box box, int firstRow, int endRow, int firstColumn, int endColumn) {

  /** Pixels that a color sample reaches beyond its own, where it is interpolated. */
  private static final int REACH = 2;

  static JpegPart of(Box box, JpegFrame frame) {
    int height = 8 * frame.maxDown();
    int width = 8 * frame.maxAcross();
    return new JpegPart(
        box,
        Math.max(0, box.top() - REACH) / height,
        Math.min(frame.unitsDown(), (box.bottom() - 1 + REACH) / height + 1),
        Math.max(0, box.left() - REACH) / width,
        Math.min(frame.unitsAcross(), (box.right() - 1 + REACH) / width + 1));
  }

  boolean hasRow(int row) {
    return row >= firstRow && row < endRow;
  }

  boolean has(int row, int column) {
    return hasRow(row) && column >= firstColumn && column < endColumn;
  }
}
