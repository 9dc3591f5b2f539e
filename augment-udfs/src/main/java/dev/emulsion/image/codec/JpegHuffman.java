package dev.emulsion.image.codec;

/**
 * A Huffman table, from the number of codes of each length and the symbols in the order of their
 * codes.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annexes C and F.2.2.3</a>
 */
final class JpegHuffman {

  static final int MAX_LENGTH = 16;

  /** Codes of at most this length take one look-up. */
  static final int LOOK_AHEAD = 10;

  /** The bits of a buffer of 64 that are not looked up. */
  static final int SPARE = Long.SIZE - LOOK_AHEAD;

  /** For each beginning of {@code LOOK_AHEAD} bits: length << 8 | symbol; 0 for longer codes. */
  private final short[] codes = new short[1 << LOOK_AHEAD];

  private final int[] coefficients = new int[1 << LOOK_AHEAD];

  /** For each length, the first code beyond it as the highest 16 bits of a stream. */
  private final int[] limits = new int[MAX_LENGTH + 1];

  /** For each length, what to add to a code of it for the index of its symbol. */
  private final int[] offsets = new int[MAX_LENGTH + 1];

  private final byte[] symbols;

  /**
   * @param counts number of codes of length 1 to 16
   * @param symbols as many as there are codes
   */
  JpegHuffman(int[] counts, byte[] symbols) throws DecodeException {
    this.symbols = symbols;
    int code = 0;
    int index = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      offsets[length] = index - code;
      for (int i = 0; i < counts[length - 1]; i++) {
        if (code >= 1 << length) {
          throw DecodeException.corrupt("JPEG has a Huffman table with too many codes");
        }
        enter(code, length, symbols[index] & 0xFF);
        code++;
        index++;
      }
      limits[length] = counts[length - 1] == 0 ? 0 : code << MAX_LENGTH - length;
      code <<= 1;
    }
  }

  private void enter(int code, int length, int symbol) {
    int spare = LOOK_AHEAD - length;
    if (spare < 0) {
      return;
    }
    int size = symbol & 15;
    for (int rest = 0; rest < 1 << spare; rest++) {
      int bits = code << spare | rest;
      codes[bits] = (short) (length << 8 | symbol);
      if (size > 0 && size <= spare) {
        int value = extended(rest >> spare - size, size);
        coefficients[bits] = value << 16 | (symbol >> 4) << 8 | length + size;
      }
    }
  }

  /** The signed number that {@code size} bits encode. */
  static int extended(int bits, int size) {
    return bits < 1 << size - 1 ? bits - (1 << size) + 1 : bits;
  }

  /**
   * By the first {@link #LOOK_AHEAD} bits: value << 16 | run << 8 | bits of code and value; 0 if
   * these are more, or the value is 0.
   */
  int[] coefficients() {
    return coefficients;
  }

  /**
   * The code at the top of {@code buffer}: length << 8 | symbol. An invalid code has length 17 and
   * symbol 0.
   */
  int code(long buffer) {
    int code = codes[(int) (buffer >>> SPARE)];
    return code != 0 ? code : longCode((int) (buffer >>> Long.SIZE - MAX_LENGTH));
  }

  private int longCode(int bits) {
    for (int length = LOOK_AHEAD + 1; length <= MAX_LENGTH; length++) {
      if (bits < limits[length]) {
        int index = offsets[length] + (bits >> MAX_LENGTH - length);
        return length << 8 | symbols[index] & 0xFF;
      }
    }
    return MAX_LENGTH + 1 << 8;
  }

  /** Requires symbols that a table for DC differences can have: their sizes, up to 15 bits. */
  void requireSizes() throws DecodeException {
    for (byte symbol : symbols) {
      if ((symbol & 0xFF) > 15) {
        throw DecodeException.corrupt("JPEG has a Huffman table with an invalid symbol");
      }
    }
  }
}
