package dev.emulsion.image;

import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes eight rows of bytes into columns of eight ints, and back. Loaded only where the module
 * {@code jdk.incubator.vector} is.
 *
 * <p>A block is 32 bytes of each row: four 8×8 squares next to each other, one per lane of 64 bits,
 * which are transposed together. An instance holds the block of one thread.
 */
final class VectorTurn {

  static final int ROWS = 8;

  /** The minimum length of rows. */
  static final int BLOCK = 32;

  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;

  /** Masks of the bytes, pairs and fours that stay in a row, for the three steps of transposing. */
  private static final long[] KEPT = {
    0x00FF00FF00FF00FFL, 0x0000FFFF0000FFFFL, 0x00000000FFFFFFFFL
  };

  private final byte[] block = new byte[ROWS * BLOCK];

  /**
   * @param rows offset of each of the eight rows in {@code in}
   * @param columns sample {@code i} of row {@code k} goes to {@code 8·i + k}
   */
  void toColumns(byte[] in, int[] rows, int length, int[] columns) {
    for (int start = 0; start < length; start += BLOCK) {
      int from = Math.min(start, length - BLOCK); // the last block may overlap
      for (int k = 0; k < ROWS; k++) {
        store(row(in, rows[k] + from), block, k * BLOCK);
      }
      transpose(block);
      widen(block, columns, from * ROWS);
    }
  }

  /** The inverse, for sums that {@link VectorRows#round} converts to samples. */
  void toRows(int[] sums, int length, byte[] out, int[] rows) {
    for (int start = 0; start < length; start += BLOCK) {
      int to = Math.min(start, length - BLOCK);
      round(sums, to * ROWS, block);
      transpose(block);
      for (int k = 0; k < ROWS; k++) {
        store(row(block, k * BLOCK), out, rows[k] + to);
      }
    }
  }

  /** A loop, since the unrolled steps would exceed what the compiler inlines. */
  private static void transpose(byte[] block) {
    for (int step = 0; step < KEPT.length; step++) {
      exchange(block, 1 << step, KEPT[step]);
    }
  }

  private static void exchange(byte[] block, int distance, long mask) {
    int bits = 8 * distance;
    for (int k = 0; k < ROWS; k++) {
      if ((k & distance) == 0) {
        int upper = k * BLOCK;
        int lower = upper + distance * BLOCK;
        LongVector above = row(block, upper);
        LongVector below = row(block, lower);
        LongVector shifted = above.lanewise(VectorOperators.LSHR, bits);
        LongVector moved =
            shifted.lanewise(VectorOperators.XOR, below).lanewise(VectorOperators.AND, mask);
        store(below.lanewise(VectorOperators.XOR, moved), block, lower);
        LongVector back = moved.lanewise(VectorOperators.LSHL, bits);
        store(above.lanewise(VectorOperators.XOR, back), block, upper);
      }
    }
  }

  private static LongVector row(byte[] from, int at) {
    return LongVector.fromByteArray(LONGS, from, at, ByteOrder.LITTLE_ENDIAN);
  }

  private static void store(LongVector row, byte[] to, int at) {
    row.intoByteArray(to, at, ByteOrder.LITTLE_ENDIAN);
  }

  /** Column {@code c} of square {@code s} is lane {@code s} of row {@code c} once transposed. */
  private static void widen(byte[] block, int[] columns, int at) {
    int to = at;
    for (int square = 0; square < BLOCK; square += ROWS) {
      for (int p = square; p < block.length; p += BLOCK) {
        VectorRows.ints(ByteVector.fromArray(BYTES, block, p)).intoArray(columns, to);
        to += ROWS;
      }
    }
  }

  private static void round(int[] sums, int at, byte[] block) {
    int from = at;
    for (int square = 0; square < BLOCK; square += ROWS) {
      for (int p = square; p < block.length; p += BLOCK) {
        VectorRows.round(sums, from, block, p);
        from += ROWS;
      }
    }
  }
}
