package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and applies the EXIF orientation. */
final class Exif {

  /** The default orientation: rows from the top, columns from the left. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /**
   * The orientation in a TIFF structure at {@code [from, to)}. Damaged or unknown data give {@link
   * #UPRIGHT}, as in Pillow.
   */
  static int orientation(byte[] data, int from, int to) {
    if (to - from < 8) {
      return UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(data, from, to - from).slice();
    boolean little = tiff.get(0) == 'I' && tiff.get(1) == 'I';
    if (!little && !(tiff.get(0) == 'M' && tiff.get(1) == 'M')) {
      return UPRIGHT;
    }
    tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int first = (int) directory + 2;
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int at = first; entries > 0 && at <= tiff.limit() - ENTRY_BYTES; at += ENTRY_BYTES) {
      if (Short.toUnsignedInt(tiff.getShort(at)) == ORIENTATION) {
        return value(tiff, at);
      }
      entries--;
    }
    return UPRIGHT;
  }

  private static int value(ByteBuffer tiff, int entry) {
    int value =
        switch (tiff.getShort(entry + 2)) {
          case SHORT -> Short.toUnsignedInt(tiff.getShort(entry + 8));
          case LONG -> tiff.getInt(entry + 8);
          default -> UPRIGHT;
        };
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  /**
   * The image in its intended orientation.
   *
   * @param orientation 1 as stored; 2 mirrored left to right; 3 rotated by 180°; 4 mirrored top to
   *     bottom; 5 transposed; 6 to be rotated 90° clockwise; 7 transposed over the other diagonal;
   *     8 to be rotated 90° counterclockwise
   */
  static Image upright(Image stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    boolean transposed = orientation >= 5;
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int height = transposed ? stored.width() : stored.height();
    int width = transposed ? stored.height() : stored.width();
    int channels = stored.channels();
    byte[] from = stored.samples();
    byte[] to = new byte[from.length];
    int at = 0;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int y = transposed ? column : row;
        int x = transposed ? row : column;
        y = fromBottom ? stored.height() - 1 - y : y;
        x = fromRight ? stored.width() - 1 - x : x;
        int pixel = (y * stored.width() + x) * channels;
        for (int channel = 0; channel < channels; channel++) {
          to[at++] = from[pixel + channel];
        }
      }
    }
    return Image.of(height, width, channels, to);
  }
}
