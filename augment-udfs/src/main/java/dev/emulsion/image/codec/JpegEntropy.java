package dev.emulsion.image.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes the blocks of one scan: Huffman codes to coefficients.
 *
 * <p>Damaged data are handled as by libjpeg: an invalid code counts as the symbol 0, a coefficient
 * beyond the last one as the last one, and missing bits as 0, after which {@link #dry} is true.
 *
 * <p>Coefficients are stored in natural order, 64 for a block, and not dequantized.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annexes F.2 and G.2</a>
 */
final class JpegEntropy {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The most bits that a code and its value take, fewer than a refill provides. */
  private static final int CODE_BITS = 32;

  /** Position of the coefficient of each index; damaged data may count up to 15 too far. */
  private static final byte[] NATURAL = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    63, 63, 63, 63, 63, 63
  };

  /** The {@link #order} of a block's coefficients next to each other. */
  static final int[] ONE_BLOCK = order(1);

  private final byte[] data;
  private final int end;

  /** Where the data after the segment begin: at a marker, or at the end. */
  private int next;

  /** The coded bytes up to the next marker, with eight zeros after them. */
  private final byte[] segment;

  private int length;
  private int position;

  /** The next bits, from the highest. After the {@code count} available may be those to come. */
  private long buffer;

  private int count;
  private int blocksWithoutCodes;

  /** Reads the coded data in {@code [from, end)}. */
  JpegEntropy(byte[] data, int from, int end) {
    this.data = data;
    this.next = from;
    this.end = end;
    this.segment = new byte[end - from + Long.BYTES];
    readSegment();
  }

  /** Where the coefficients of a block belong, if those of {@code blocks} blocks alternate. */
  static int[] order(int blocks) {
    int[] order = new int[NATURAL.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = NATURAL[i] * blocks;
    }
    return order;
  }

  /** The position in a block of the coefficient with index {@code index}. */
  static int natural(int index) {
    return NATURAL[index];
  }

  /** Whether more bits were needed than there are before the next marker. */
  boolean dry() {
    return (long) position * Byte.SIZE - count > (long) length * Byte.SIZE;
  }

  /** Continues after the next restart marker, if there is one. */
  void restart() {
    boolean wasDry = dry();
    while (next < end - 1 && !(data[next] == (byte) 0xFF && isRestart(data[next + 1]))) {
      next++;
    }
    boolean found = next < end - 1;
    next = found ? next + 2 : end;
    readSegment();
    if (wasDry && !found) {
      position = 1; // still dry
    }
  }

  private static boolean isRestart(byte marker) {
    int value = marker & 0xFF;
    return value >= JpegSegments.RST0 && value <= JpegSegments.RST7;
  }

  /** Copies the bytes up to the next marker, each FF without the 0 that follows it. */
  private void readSegment() {
    int to = 0;
    while (true) {
      if (next <= end - Long.BYTES) {
        long eight = (long) LONG.get(data, next);
        if ((~eight - 0x0101010101010101L & eight & 0x8080808080808080L) == 0) { // no byte is FF
          LONG.set(segment, to, eight);
          next += Long.BYTES;
          to += Long.BYTES;
          continue;
        }
      }
      int value = nextByte();
      if (value < 0) {
        break;
      }
      segment[to++] = (byte) value;
    }
    LONG.set(segment, to, 0L);
    length = to;
    position = 0;
    buffer = 0;
    count = 0;
    blocksWithoutCodes = 0;
  }

  /** The next byte, or −1 at a marker or the end. */
  private int nextByte() {
    if (next >= end) {
      return -1;
    }
    int value = data[next] & 0xFF;
    if (value < 0xFF) {
      next++;
      return value;
    }
    int at = next + 1;
    while (at < end && data[at] == (byte) 0xFF) {
      at++;
    }
    if (at < end && data[at] == 0) {
      next = at + 1;
      return 0xFF;
    }
    return -1;
  }

  /** Adds as many whole bytes as fit; bits of the one after them are read again. */
  private void refill() {
    buffer |= (long) LONG.get(segment, Math.min(position, length)) >>> count;
    position += Long.SIZE - 1 - count >> 3;
    count |= Long.SIZE - Byte.SIZE;
  }

  private int bits(int size) {
    if (count < CODE_BITS) {
      refill();
    }
    int bits = (int) (buffer >>> 1 >>> Long.SIZE - 1 - size);
    buffer <<= size;
    count -= size;
    return bits;
  }

  private int symbol(JpegHuffman table) {
    if (count < CODE_BITS) {
      refill();
    }
    int code = table.code(buffer);
    buffer <<= code >> 8;
    count -= code >> 8;
    return code & 0xFF;
  }

  /** The difference of a block's DC coefficient to that of the previous block. */
  int difference(JpegHuffman table) {
    if (count < CODE_BITS) {
      refill();
    }
    int coefficient = table.coefficients()[(int) (buffer >>> JpegHuffman.SPARE)];
    if (coefficient != 0) {
      int length = coefficient & 0xFF;
      buffer <<= length;
      count -= length;
      return coefficient >> 16;
    }
    int size = symbol(table);
    return size == 0 ? 0 : JpegHuffman.extended(bits(size), size);
  }

  /**
   * Decodes the AC coefficients of a sequential block, which must be 0.
   *
   * @param order where each coefficient belongs, after {@code at}; see {@link #order}
   * @return the index of the last coefficient that is not 0; 0 if there is none
   */
  int coefficients(JpegHuffman table, short[] block, int at, int[] order) {
    int[] values = table.coefficients();
    byte[] from = segment; // local, as the compiler would otherwise store them for each coefficient
    int until = length;
    int next = position;
    long bits = buffer;
    int left = count;
    int last = 0;
    int index = 1;
    while (index < 64) {
      if (left < CODE_BITS) {
        bits |= (long) LONG.get(from, Math.min(next, until)) >>> left;
        next += Long.SIZE - 1 - left >> 3;
        left |= Long.SIZE - Byte.SIZE;
      }
      int coefficient = values[(int) (bits >>> JpegHuffman.SPARE)];
      if (coefficient != 0) {
        int length = coefficient & 0xFF;
        bits <<= length;
        left -= length;
        index += coefficient >> 8 & 0xFF;
        block[at + order[index]] = (short) (coefficient >> 16);
        last = index++;
        continue;
      }
      int code = table.code(bits);
      int run = code >> 4 & 15;
      int size = code & 15;
      int length = code >> 8;
      bits <<= length;
      left -= length;
      if (size == 0) {
        if (run < 15) {
          break;
        }
        index += 16;
      } else {
        int value = JpegHuffman.extended((int) (bits >>> Long.SIZE - size), size);
        bits <<= size;
        left -= size;
        index += run;
        block[at + order[index]] = (short) value;
        last = index++;
      }
    }
    position = next;
    buffer = bits;
    count = left;
    return Math.min(last, 63);
  }

  /** Reads the codes of the AC coefficients of a sequential block. */
  void skipCoefficients(JpegHuffman table) {
    int[] skips = table.skips();
    byte[] from = segment;
    int until = length;
    int next = position;
    long bits = buffer;
    int left = count;
    int index = 1;
    while (index < 64) {
      if (left < CODE_BITS) {
        bits |= (long) LONG.get(from, Math.min(next, until)) >>> left;
        next += Long.SIZE - 1 - left >> 3;
        left |= Long.SIZE - Byte.SIZE;
      }
      int skip = skips[(int) (bits >>> JpegHuffman.SKIP_SPARE)];
      if (skip != 0 && index + (skip >> 16) < 64) {
        int length = skip & 0xFF;
        bits <<= length;
        left -= length;
        index += skip >> 8 & 0xFF;
        continue;
      }
      int code = table.code(bits);
      int length = (code >> 8) + (code & 15);
      bits <<= length;
      left -= length;
      index += JpegHuffman.advance(code & 0xFF);
    }
    position = next;
    buffer = bits;
    count = left;
  }

  /** A bit that refines a DC coefficient. */
  void refineDc(short[] block, int at, JpegScan scan) {
    if (bits(1) != 0) {
      block[at] |= (short) (1 << scan.low());
    }
  }

  /** Decodes a range of AC coefficients for the first time. */
  void firstBits(JpegHuffman table, short[] block, int at, JpegScan scan) {
    if (blocksWithoutCodes > 0) {
      blocksWithoutCodes--;
      return;
    }
    for (int index = scan.first(); index <= scan.last(); index++) {
      int symbol = symbol(table);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size != 0) {
        index += run;
        int value = JpegHuffman.extended(bits(size), size);
        block[at + NATURAL[index]] = (short) (value << scan.low());
      } else if (run == 15) {
        index += 15;
      } else {
        blocksWithoutCodes = (1 << run) + bits(run) - 1;
        return;
      }
    }
  }

  /** Decodes one more bit of a range of AC coefficients. */
  void refineBits(JpegHuffman table, short[] block, int at, JpegScan scan) {
    int one = 1 << scan.low();
    int index = scan.first();
    if (blocksWithoutCodes == 0) {
      while (index <= scan.last()) {
        int symbol = symbol(table);
        int run = symbol >> 4;
        int value = 0;
        if ((symbol & 15) != 0) {
          value = bits(1) != 0 ? one : -one;
        } else if (run < 15) {
          blocksWithoutCodes = (1 << run) + bits(run);
          break;
        }
        index = refineUntil(run, block, at, index, scan);
        if (value != 0) {
          block[at + NATURAL[index]] = (short) value;
        }
        index++;
      }
    }
    if (blocksWithoutCodes > 0) {
      refineUntil(64, block, at, index, scan);
      blocksWithoutCodes--;
    }
  }

  /**
   * Refines the coefficients that are not 0, past {@code zeros} that are.
   *
   * @return the index of the 0 after those, or the one after the range
   */
  private int refineUntil(int zeros, short[] block, int at, int from, JpegScan scan) {
    int one = 1 << scan.low();
    int left = zeros;
    int index = from;
    for (; index <= scan.last(); index++) {
      int position = at + NATURAL[index];
      int value = block[position];
      if (value == 0) {
        if (--left < 0) {
          break;
        }
      } else if (bits(1) != 0 && (value & one) == 0) {
        block[position] = (short) (value >= 0 ? value + one : value - one);
      }
    }
    return index;
  }
}
