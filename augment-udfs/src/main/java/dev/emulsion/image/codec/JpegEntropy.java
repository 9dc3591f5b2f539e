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
  private int position;

  /** The next bits, from the highest. After the {@code count} available may be those to come. */
  private long buffer;

  private int count;

  /** How many of {@code count} are zeros in place of missing bits. */
  private int missing;

  private int blocksWithoutCodes;

  /** Reads the coded data in {@code [from, end)}. */
  JpegEntropy(byte[] data, int from, int end) {
    this.data = data;
    this.position = from;
    this.end = end;
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
    return count < missing;
  }

  /** Continues after the next restart marker, if there is one. */
  void restart() {
    missing = dry() ? 1 : 0; // for the case that there is none
    buffer = 0;
    count = 0;
    blocksWithoutCodes = 0;
    int at = position;
    while (at < end - 1 && !(data[at] == (byte) 0xFF && isRestart(data[at + 1]))) {
      at++;
    }
    if (at < end - 1) {
      position = at + 2;
      missing = 0;
    } else {
      position = end;
    }
  }

  private static boolean isRestart(byte marker) {
    int value = marker & 0xFF;
    return value >= JpegSegments.RST0 && value <= JpegSegments.RST7;
  }

  private void refill() {
    if (position <= end - Long.BYTES) {
      long next = (long) LONG.get(data, position);
      if ((~next - 0x0101010101010101L & next & 0x8080808080808080L) == 0) { // no byte is FF
        // as many whole bytes as fit; bits of the one after them are read again
        buffer |= next >>> count;
        position += Long.SIZE - 1 - count >> 3;
        count |= Long.SIZE - Byte.SIZE;
        return;
      }
    }
    while (count <= Long.SIZE - Byte.SIZE) {
      int next = nextByte();
      if (next < 0) {
        int zeros = Long.SIZE - Byte.SIZE - count + 1;
        count += zeros;
        missing += zeros;
        return;
      }
      buffer |= (long) next << Long.SIZE - Byte.SIZE - count;
      count += Byte.SIZE;
    }
  }

  /** The next byte, or −1 at a marker or the end. */
  private int nextByte() {
    if (position >= end) {
      return -1;
    }
    int next = data[position] & 0xFF;
    if (next < 0xFF) {
      position++;
      return next;
    }
    int at = position + 1;
    while (at < end && data[at] == (byte) 0xFF) {
      at++;
    }
    if (at < end && data[at] == 0) {
      position = at + 1;
      return 0xFF;
    }
    return -1;
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
    long bits = buffer; // local, as the compiler would otherwise store them for each coefficient
    int left = count;
    int last = 0;
    int index = 1;
    while (index < 64) {
      if (left < CODE_BITS) {
        buffer = bits;
        count = left;
        refill();
        bits = buffer;
        left = count;
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
    buffer = bits;
    count = left;
    return Math.min(last, 63);
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
