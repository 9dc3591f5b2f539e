package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegHeader.Colors;

/** Turns the samples of coding units into pixels, row by row. */
final class JpegOutput {

  private final JpegFrame frame;
  private final Colors colors;
  private final byte[] rgb;
  private final JpegUpsampling[] planes;
  private final byte[][] rows;
  private final int[] first;
  private int nextRow;

  JpegOutput(JpegFrame frame, Colors colors) {
    this.frame = frame;
    this.colors = colors;
    this.rgb = new byte[Math.toIntExact(frame.size().area() * 3)];
    int components = frame.components().length;
    this.planes = new JpegUpsampling[components];
    this.rows = new byte[components][];
    this.first = new int[components];
    for (int i = 0; i < components; i++) {
      planes[i] =
          new JpegUpsampling(
              frame.components()[i], frame.size().width(), frame.maxAcross(), frame.maxDown());
    }
  }

  /** Writes the pixels that no longer depend on rows of units to come. */
  void unitRowIsDone(int unitRow) {
    int below = (unitRow + 1) * 8 * frame.maxDown();
    // the last rows of a unit are interpolated with the first of the next
    int end = unitRow == frame.unitsDown() - 1 ? frame.size().height() : below - 8;
    int width = frame.size().width();
    for (; nextRow < end; nextRow++) {
      for (int i = 0; i < planes.length; i++) {
        planes[i].read(nextRow);
        rows[i] = planes[i].row();
        first[i] = planes[i].first();
      }
      JpegColor.toRgb(rows, first, colors, rgb, nextRow * width, width);
    }
  }

  Image image() {
    return Image.of(frame.size().height(), frame.size().width(), 3, rgb);
  }
}
