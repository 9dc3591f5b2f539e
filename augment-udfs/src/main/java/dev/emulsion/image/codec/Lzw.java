package dev.emulsion.image.codec;

/**
 * Decodes LZW as GIF and TIFF use it.
 *
 * <p>Codes grow from one bit more than the values to 12 bits. The code after the last value clears
 * the table, the next one ends the data.
 *
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a, appendix F</a>
 * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0, §13</a>
 */
final class Lzw {

  private static final int MAX_BITS = 12;
  private static final int MAX_CODES = 1 << MAX_BITS;

  /** Whose conventions apply. */
  enum Variant {
    /** The first bit of a code is the lowest of a byte; codes grow when the table is full. */
    GIF,
    /** The first bit of a code is the highest of a byte; codes grow one code earlier. */
    TIFF
  }

  private final Variant variant;
  private final int valueBits;
  private final int[] prefix = new int[MAX_CODES];
  private final byte[] last = new byte[MAX_CODES];
  private final byte[] reversed = new byte[MAX_CODES + 1];

  private byte[] data;
  private int position;
  private int end;
  private int bits;
  private int bitCount;

  /**
   * @param valueBits number of bits of a value, 1 to 8
   */
  Lzw(Variant variant, int valueBits) {
    this.variant = variant;
    this.valueBits = valueBits;
    for (int i = 0; i < 1 << valueBits; i++) {
      last[i] = (byte) i;
    }
  }

  /**
   * Decodes {@code encoded[from, to)} into {@code values} until one of them ends.
   *
   * @return number of values that were decoded
   * @throws DecodeException if a code is not in the table
   */
  int decode(byte[] encoded, int from, int to, byte[] values) throws DecodeException {
    data = encoded;
    position = from;
    end = to;
    bits = 0;
    bitCount = 0;
    int clear = 1 << valueBits;
    int next = clear + 2;
    int codeBits = valueBits + 1;
    int previous = -1;
    int first = 0;
    int at = 0;
    while (at < values.length) {
      int code = code(codeBits);
      if (code < 0 || code == clear + 1) {
        return at;
      }
      if (code == clear) {
        next = clear + 2;
        codeBits = valueBits + 1;
        previous = -1;
        continue;
      }
      if (code > next || code == next && previous < 0 || previous < 0 && code > clear) {
        throw DecodeException.corrupt(variant + " has a code that its table lacks");
      }
      // the string of a code is found from its end
      int length = 0;
      int walk = code;
      if (code == next) {
        reversed[length++] = (byte) first;
        walk = previous;
      }
      while (walk > clear) {
        reversed[length++] = last[walk];
        walk = prefix[walk];
      }
      first = walk;
      reversed[length++] = (byte) walk;
      while (length > 0 && at < values.length) {
        values[at++] = reversed[--length];
      }
      if (previous >= 0 && next < MAX_CODES) {
        prefix[next] = previous;
        last[next] = (byte) first;
        next++;
        if (next + early() == 1 << codeBits && codeBits < MAX_BITS) {
          codeBits++;
        }
      }
      previous = code;
    }
    return at;
  }

  private int early() {
    return variant == Variant.TIFF ? 1 : 0;
  }

  /** The next code, or −1 at the end of the data. */
  private int code(int codeBits) {
    while (bitCount < codeBits) {
      if (position == end) {
        return -1;
      }
      int value = data[position++] & 0xFF;
      bits = variant == Variant.TIFF ? bits << Byte.SIZE | value : bits | value << bitCount;
      bitCount += Byte.SIZE;
    }
    bitCount -= codeBits;
    int mask = (1 << codeBits) - 1;
    if (variant == Variant.TIFF) {
      return bits >> bitCount & mask;
    }
    int code = bits & mask;
    bits >>>= codeBits;
    return code;
  }
}
