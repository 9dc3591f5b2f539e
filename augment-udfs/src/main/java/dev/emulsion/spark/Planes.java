package dev.emulsion.spark;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Splits interleaved pixels of three channels into three planes, eight pixels at a time. */
final class Planes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Pixels in three words of eight bytes. */
  private static final int PIXELS = Long.BYTES;

  private static final long EVERY_THIRD = 0x00FF0000_FF0000FFL;

  /** Moves bytes 0, 3 and 6 to 5, 6 and 7; no two products share a byte, so nothing carries. */
  private static final long TOGETHER = 1L << 40 | 1L << 24 | 1L << 8;

  private Planes() {}

  /** H×W×3 as 3×H×W. */
  static byte[] of(byte[] interleaved) {
    int area = interleaved.length / 3;
    byte[] planes = new byte[interleaved.length];
    int pixel = 0;
    for (; pixel <= area - PIXELS; pixel += PIXELS) {
      int at = 3 * pixel;
      long first = (long) LONG.get(interleaved, at);
      long second = (long) LONG.get(interleaved, at + Long.BYTES);
      long third = (long) LONG.get(interleaved, at + 2 * Long.BYTES);
      long red = third(first) | third(second >>> 8) << 24 | third(third >>> 16) << 48;
      long green = third(first >>> 8) | third(second >>> 16) << 24 | third(third) << 40;
      long blue = third(first >>> 16) | third(second) << 16 | third(third >>> 8) << 40;
      LONG.set(planes, pixel, red);
      LONG.set(planes, area + pixel, green);
      LONG.set(planes, 2 * area + pixel, blue);
    }
    for (; pixel < area; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        planes[channel * area + pixel] = interleaved[3 * pixel + channel];
      }
    }
    return planes;
  }

  /** Bytes 0, 3 and 6 as the lowest three. */
  private static long third(long word) {
    return (word & EVERY_THIRD) * TOGETHER >>> 40;
  }
}
