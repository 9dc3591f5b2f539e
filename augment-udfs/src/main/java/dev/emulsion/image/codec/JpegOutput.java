package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegHeader.Colors;

/** Turns the samples of coding units into pixels, row by row, in the part that is wanted. */
final class JpegOutput {

  private final JpegFrame frame;
  private final JpegPart part;
  private final Colors colors;
  private final JpegKernel kernel;
  private final byte[] rgb;
  private final JpegUpsampling[] planes;
  private final byte[][] rows;
  private final int[] first;
  private int nextRow;

  JpegOutput(JpegFrame frame, JpegPart part, Colors colors, JpegKernel kernel) {
    this.frame = frame;
    this.part = part;
    this.nextRow = part.box().top();
    this.colors = colors;
    this.kernel = kernel;
    this.rgb = new byte[Math.toIntExact(part.box().area() * 3)];
    int components = frame.components().length;
    this.planes = new JpegUpsampling[components];
    this.rows = new byte[components][];
    this.first = new int[components];
    for (int i = 0; i < components; i++) {
      planes[i] =
          new JpegUpsampling(
              frame.components()[i], kernel, part.box(), frame.maxAcross(), frame.maxDown());
    }
  }

  /** Writes the pixels that no longer depend on rows of units to come. */
  void unitRowIsDone(int unitRow) {
    int below = (unitRow + 1) * 8 * frame.maxDown();
    // the last rows of a unit are interpolated with the first of the next
    Box box = part.box();
    int end = unitRow == part.endRow() - 1 ? box.bottom() : Math.min(box.bottom(), below - 8);
    for (; nextRow < end; nextRow++) {
      for (int i = 0; i < planes.length; i++) {
        planes[i].read(nextRow);
        rows[i] = planes[i].row();
        first[i] = planes[i].first();
      }
      int pixel = (nextRow - box.top()) * box.width();
      JpegColor.toRgb(kernel, rows, first, colors, rgb, pixel, box.width());
    }
  }

  /** The pixels of the part. */
  Image image() {
    return Image.of(part.box().height(), part.box().width(), 3, rgb);
  }
}
