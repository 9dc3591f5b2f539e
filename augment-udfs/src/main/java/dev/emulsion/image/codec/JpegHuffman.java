package dev.emulsion.image.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** Beyond the last index. */
  private static final int END_OF_BLOCK = 64;

  /** Beginnings of this many bits are looked up to pass over codes. */
  private static final int SKIP_AHEAD = 12;

  /** The bits of a buffer of 64 that are not looked up to pass over codes. */
  static final int SKIP_SPARE = Long.SIZE - SKIP_AHEAD;

  /** Encoders that do not optimize tables all use the same. */
  private static final int RECENT = 32;

  private static final Map<ByteBuffer, JpegHuffman> TABLES =
      Collections.synchronizedMap(
          new LinkedHashMap<>(2 * RECENT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, JpegHuffman> eldest) {
              return size() > RECENT;
            }
          });

  /** For each beginning of {@code LOOK_AHEAD} bits: length << 8 | symbol; 0 for longer codes. */
  private final short[] codes = new short[1 << LOOK_AHEAD];

  private final int[] coefficients = new int[1 << LOOK_AHEAD];

  /** Null until they are needed. */
  private volatile int[] skips;

  /** For each length, the first code beyond it as the highest 16 bits of a stream. */
  private final int[] limits = new int[MAX_LENGTH + 1];

  /** For each length, what to add to a code of it for the index of its symbol. */
  private final int[] offsets = new int[MAX_LENGTH + 1];

  private final byte[] symbols;

  /**
   * The table of a definition: the number of codes of each length from 1 to {@link #MAX_LENGTH},
   * and their symbols. Those used most recently are kept.
   */
  static JpegHuffman of(byte[] definition) throws DecodeException {
    JpegHuffman known = TABLES.get(ByteBuffer.wrap(definition));
    if (known != null) {
      return known;
    }
    JpegHuffman made = new JpegHuffman(definition);
    TABLES.put(ByteBuffer.wrap(definition), made);
    return made;
  }

  private JpegHuffman(byte[] definition) throws DecodeException {
    this.symbols = Arrays.copyOfRange(definition, MAX_LENGTH, definition.length);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      offsets[length] = index - code;
      int count = definition[length - 1] & 0xFF;
      for (int i = 0; i < count; i++) {
        if (code >= 1 << length) {
          throw DecodeException.corrupt("JPEG has a Huffman table with too many codes");
        }
        enter(code, length, symbols[index] & 0xFF);
        code++;
        index++;
      }
      limits[length] = count == 0 ? 0 : code << MAX_LENGTH - length;
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
   * By the first {@link #SKIP_AHEAD} bits, as many AC coefficients as are whole in them: what they
   * advance the index before the last << 16 | with the last << 8 | bits of all codes and values; 0
   * if there is none.
   */
  int[] skips() {
    int[] known = skips;
    if (known == null) {
      known = new int[1 << SKIP_AHEAD];
      for (int bits = 0; bits < known.length; bits++) {
        known[bits] = skip((long) bits << SKIP_SPARE);
      }
      skips = known;
    }
    return known;
  }

  private int skip(long buffer) {
    int used = 0;
    int before = 0;
    int index = 0;
    while (index < END_OF_BLOCK) {
      int code = codes[(int) (buffer << used >>> SPARE)];
      int length = (code >> 8) + (code & 15);
      if (code == 0 || used + length > SKIP_AHEAD) {
        break;
      }
      used += length;
      before = index;
      index += advance(code & 0xFF);
    }
    return before << 16 | index << 8 | used;
  }

  /** What an AC symbol adds to the index of the next coefficient. */
  static int advance(int symbol) {
    int run = symbol >> 4;
    return (symbol & 15) != 0 || run == 15 ? run + 1 : END_OF_BLOCK;
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
