package dev.emulsion.image;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Both passes on eight lanes of 32 bits, for images of three channels. Loaded only where the module
 * {@code jdk.incubator.vector} is.
 *
 * <p>In the horizontal pass a lane is a row: eight rows are transposed, so that neighboring samples
 * are whole vectors, and the result is transposed back. Nothing here may use a second shape of
 * {@code int} vectors or keep one in a field, or the compiler would allocate objects in the inner
 * loops.
 */
public final class VectorRows implements RowKernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final int LANES = 8;

  private static final int MIN_PIXELS = (VectorTurn.BLOCK + 2) / 3;

  private final ScalarRows scalar = new ScalarRows();
  private final VectorTurn turn = new VectorTurn();
  private int[] columnsIn = {};
  private int[] columnsOut = {};
  private byte[] rowsOut = {};
  private final int[] starts = new int[ROWS];
  private int[] sums = {};

  /** Whether the processor has such vectors; without them this class is very slow. */
  public static boolean isFast() {
    return IntVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public void across(
      byte[] samples,
      int[] offsets,
      int width,
      int channels,
      Weights columns,
      int[] out,
      int[] rows) {
    if (channels != 3 || Math.min(width, columns.first.length) < MIN_PIXELS) {
      scalar.across(samples, offsets, width, channels, columns, out, rows);
      return;
    }
    int length = 3 * columns.first.length;
    // at the right edge a whole kernel is read; weights outside the image are 0
    int reach = 3 * (width + columns.taps) * LANES;
    if (columnsIn.length < reach) {
      columnsIn = new int[reach];
    }
    if (rowsOut.length < length * ROWS) {
      columnsOut = new int[length * LANES];
      rowsOut = new byte[length * ROWS];
    }
    for (int k = 0; k < ROWS; k++) {
      starts[k] = k * length;
    }
    turn.toColumns(samples, offsets, 3 * width, columnsIn);
    weigh(columnsIn, columns.first, columns.values, columns.taps, columnsOut);
    turn.toRows(columnsOut, length, rowsOut, starts);
    for (int k = 0; k < ROWS; k++) {
      widen(rowsOut, starts[k], length, out, rows[k]);
    }
  }

  /** The bytes of a row as ints. */
  public static void widen(byte[] samples, int offset, int length, int[] row, int to) {
    int i = 0;
    for (; i <= length - LANES; i += LANES) {
      ints(ByteVector.fromArray(BYTES, samples, offset + i)).intoArray(row, to + i);
    }
    for (; i < length; i++) {
      row[to + i] = samples[offset + i] & 0xFF;
    }
  }

  public static IntVector ints(ByteVector bytes) {
    return ((IntVector) bytes.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
  }

  /** Writes sums, not samples. */
  private static void weigh(int[] in, int[] first, int[] values, int taps, int[] out) {
    int value = 0;
    for (int o = 0; o < first.length; o++) {
      int p = 3 * first[o] * LANES;
      IntVector red = IntVector.broadcast(INTS, Weights.HALF);
      IntVector green = red;
      IntVector blue = red;
      for (int k = 0; k < taps; k++) {
        int weight = values[value++];
        red = red.add(IntVector.fromArray(INTS, in, p).mul(weight));
        green = green.add(IntVector.fromArray(INTS, in, p + LANES).mul(weight));
        blue = blue.add(IntVector.fromArray(INTS, in, p + 2 * LANES).mul(weight));
        p += 3 * LANES;
      }
      int to = 3 * o * LANES;
      red.intoArray(out, to);
      green.intoArray(out, to + LANES);
      blue.intoArray(out, to + 2 * LANES);
    }
  }

  /** The samples of eight sums. */
  static void round(int[] sums, int from, byte[] out, int to) {
    IntVector whole =
        IntVector.fromArray(INTS, sums, from).lanewise(VectorOperators.ASHR, Weights.BITS);
    bytes(whole.max(0).min(255)).intoArray(out, to);
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
    if (sums.length < length) {
      sums = new int[length];
    }
    int done = 0;
    for (; done <= length - 4 * LANES; done += 4 * LANES) {
      fourVectors(rows, starts, count, values, value, done, sums);
    }
    for (; done < length; done += LANES) {
      // may overlap the previous one
      oneVector(rows, starts, count, values, value, Math.min(done, length - LANES), sums);
    }
    for (int i = 0; i < length; i += LANES) {
      int from = Math.min(i, length - LANES);
      round(sums, from, out, at + from);
    }
  }

  private static void fourVectors(
      int[] rows, int[] starts, int count, int[] values, int value, int at, int[] sums) {
    IntVector one = IntVector.broadcast(INTS, Weights.HALF);
    IntVector two = one;
    IntVector three = one;
    IntVector four = one;
    for (int k = 0; k < count; k++) {
      int weight = values[value + k];
      int p = starts[k] + at;
      one = one.add(IntVector.fromArray(INTS, rows, p).mul(weight));
      two = two.add(IntVector.fromArray(INTS, rows, p + LANES).mul(weight));
      three = three.add(IntVector.fromArray(INTS, rows, p + 2 * LANES).mul(weight));
      four = four.add(IntVector.fromArray(INTS, rows, p + 3 * LANES).mul(weight));
    }
    one.intoArray(sums, at);
    two.intoArray(sums, at + LANES);
    three.intoArray(sums, at + 2 * LANES);
    four.intoArray(sums, at + 3 * LANES);
  }

  private static void oneVector(
      int[] rows, int[] starts, int count, int[] values, int value, int at, int[] sums) {
    IntVector sum = IntVector.broadcast(INTS, Weights.HALF);
    for (int k = 0; k < count; k++) {
      sum = sum.add(IntVector.fromArray(INTS, rows, starts[k] + at).mul(values[value + k]));
    }
    sum.intoArray(sums, at);
  }

  public static ByteVector bytes(IntVector ints) {
    return (ByteVector) ints.convertShape(VectorOperators.I2B, BYTES, 0);
  }
}
