package dev.emulsion.image;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Both passes on eight lanes of 32 bits, for pictures of three bands. Loaded only where the module
 * {@code jdk.incubator.vector} is.
 *
 * <p>Horizontally a vector holds two neighbouring pixels, that is six samples and two lanes that
 * weigh nothing. The halves are summed in a second loop, since moving lanes within a vector is not
 * compiled to an instruction on JDK 17. Nor may anything here use a second shape of {@code int}
 * vectors, or keep one in a field: the compiler would then allocate objects in the inner loops.
 */
final class VectorRows implements RowKernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final int LANES = 8;

  /** Where the sums of an output begin: its first three lanes are rounded. */
  private static final int[] START = {Weights.HALF, Weights.HALF, Weights.HALF, 0, 0, 0, 0, 0};

  private final ScalarRows scalar = new ScalarRows();
  private int[] wide = {};
  private int[] sums = {};

  /** Whether the processor has such vectors; without them this class would crawl. */
  static boolean isFast() {
    return IntVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public void across(
      byte[] samples, int offset, int width, int bands, Weights columns, int[] rows, int row) {
    if (bands != 3) {
      scalar.across(samples, offset, width, bands, columns, rows, row);
      return;
    }
    int outputs = columns.first.length;
    // at the right edge a whole kernel is read, of which only the part inside weighs anything
    int reach = 3 * width + 6 * columns.pairsPerOutput() + LANES;
    if (wide.length < reach) {
      wide = new int[reach];
    }
    if (sums.length < (outputs + 1) * LANES) {
      sums = new int[(outputs + 1) * LANES];
    }
    widen(samples, offset, 3 * width, wide);
    weigh(wide, columns.first, columns.pairs(), columns.pairsPerOutput(), sums);
    fold(sums, outputs, rows, row);
  }

  private static void widen(byte[] samples, int offset, int length, int[] wide) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      ints(ByteVector.fromArray(BYTES, samples, offset + i)).intoArray(wide, i);
    }
    for (; i < length; i++) {
      wide[i] = samples[offset + i] & 0xFF;
    }
  }

  static IntVector ints(ByteVector bytes) {
    return ((IntVector) bytes.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
  }

  private static void weigh(int[] wide, int[] first, int[] pairs, int perOutput, int[] sums) {
    int weights = 0;
    for (int o = 0; o < first.length; o++) {
      IntVector sum = IntVector.fromArray(INTS, START, 0);
      int p = 3 * first[o];
      for (int k = 0; k < perOutput; k++) {
        IntVector pair = IntVector.fromArray(INTS, wide, p);
        sum = sum.add(pair.mul(IntVector.fromArray(INTS, pairs, weights)));
        p += 6;
        weights += LANES;
      }
      sum.intoArray(sums, o * LANES);
    }
  }

  /** Writes three samples an output, and five more that the next output overwrites. */
  private static void fold(int[] sums, int outputs, int[] rows, int row) {
    for (int o = 0; o < outputs; o++) {
      IntVector even = IntVector.fromArray(INTS, sums, o * LANES);
      IntVector odd = IntVector.fromArray(INTS, sums, o * LANES + 3);
      samples(even.add(odd)).intoArray(rows, row + 3 * o);
    }
  }

  private static IntVector samples(IntVector sums) {
    return sums.lanewise(VectorOperators.ASHR, Weights.BITS).max(0).min(255);
  }

  @Override
  public void down(
      int[] rows,
      int[] starts,
      int count,
      int[] values,
      int value,
      int length,
      byte[] out,
      int at) {
    if (length < LANES) {
      scalar.down(rows, starts, count, values, value, length, out, at);
      return;
    }
    int last = length - LANES;
    for (int i = 0; i < last; i += LANES) {
      columns(rows, starts, count, values, value, i, out, at);
    }
    columns(rows, starts, count, values, value, last, out, at); // may overlap the one before
  }

  private static void columns(
      int[] rows, int[] starts, int count, int[] values, int value, int i, byte[] out, int at) {
    IntVector sum = IntVector.broadcast(INTS, Weights.HALF);
    for (int k = 0; k < count; k++) {
      sum = sum.add(IntVector.fromArray(INTS, rows, starts[k] + i).mul(values[value + k]));
    }
    bytes(samples(sum)).intoArray(out, at + i);
  }

  static ByteVector bytes(IntVector ints) {
    return (ByteVector) ints.convertShape(VectorOperators.I2B, BYTES, 0);
  }
}
