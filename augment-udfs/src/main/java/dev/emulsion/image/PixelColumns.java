package dev.emulsion.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Pixels of eight rows, column by column: the 24 samples of a column are next to each other, row by
 * row, and the next column begins {@link #STEP} bytes after them.
 *
 * <p>Pixels are copied four bytes at a time; the fourth is overwritten by the next copy or unused.
 */
final class PixelColumns {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CHANNELS = 3;

  /** A power of two, which lets the compiler check the bounds of a loop before it. */
  static final int STEP = 32;

  /** Flips the highest bit of four samples, which makes them signed and 128 less. */
  private static final int SIGNED = 0x80808080;

  private PixelColumns() {}

  /** Bytes for so many columns. */
  static int length(int columns) {
    return columns * STEP;
  }

  /**
   * Gathers the columns of eight rows; their samples become signed, 128 less.
   *
   * @param rows offset of each row in {@code samples}
   * @param width of the rows in pixels, at least 2
   */
  static void gather(byte[] samples, int[] rows, int width, byte[] columns) {
    for (int k = 0; k < RowKernel.ROWS; k++) {
      gather(samples, rows[k], width - 1, columns, CHANNELS * k);
      // the last four bytes of the row, since there may be none after it
      int last = (int) INT.get(samples, rows[k] + CHANNELS * width - Integer.BYTES);
      INT.set(columns, (width - 1) * STEP + CHANNELS * k, (last ^ SIGNED) >>> Byte.SIZE);
    }
  }

  private static void gather(byte[] samples, int from, int count, byte[] columns, int to) {
    for (int x = 0; x < count; x++) {
      int pixel = (int) INT.get(samples, from + CHANNELS * x);
      INT.set(columns, to + STEP * x, pixel ^ SIGNED);
    }
  }

  /**
   * Copies the pixels of {@code count} columns to eight rows.
   *
   * @param targets where each row begins in {@code rows}; the byte after its end is overwritten
   */
  static void scatter(byte[] columns, int count, byte[] rows, int[] targets) {
    for (int k = 0; k < RowKernel.ROWS; k++) {
      scatter(columns, CHANNELS * k, count, rows, targets[k]);
    }
  }

  private static void scatter(byte[] columns, int from, int count, byte[] rows, int to) {
    for (int x = 0; x < count; x++) {
      INT.set(rows, to + CHANNELS * x, (int) INT.get(columns, from + STEP * x));
    }
  }
}
