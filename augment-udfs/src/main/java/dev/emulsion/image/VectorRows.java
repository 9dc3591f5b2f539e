package dev.emulsion.image;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Both passes on eight lanes of 32 bits, for images of three channels. Loaded only where the module
 * {@code jdk.incubator.vector} is.
 *
 * <p>In the horizontal pass a lane is a channel of one of eight rows: {@link PixelColumns} puts the
 * pixels of a column next to each other, so that one weight serves three whole vectors. Nothing
 * here may use a second shape of {@code int} vectors, keep one in a field, or pass one between
 * methods of this class, or the compiler would allocate objects in the inner loops: a small method
 * that is compiled before its caller may be too large to be inlined.
 */
public final class VectorRows implements RowKernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final int LANES = 8;

  /** What a sum lacks if its sample is to be signed, 128 less. */
  private static final int SIGNED = 128 << Weights.BITS;

  /** Rows between the passes, as signed bytes, 128 less. */
  private byte[] rows = {};

  private byte[] columnsIn = {};
  private byte[] columnsOut = {};

  /** Of four vectors. */
  private final int[] sums = new int[4 * LANES];

  /** Whether the processor has such vectors; without them this class is very slow. */
  public static boolean isFast() {
    return IntVector.SPECIES_PREFERRED.length() >= LANES;
  }

  @Override
  public boolean serves(int channels, int width, int outputs) {
    return channels == 3 && width >= 2 && channels * outputs >= LANES;
  }

  @Override
  public void reserve(int samples) {
    if (rows.length < samples) {
      rows = new byte[samples];
    }
  }

  @Override
  public void across(
      byte[] samples, int[] offsets, int width, int channels, Weights columns, int[] targets) {
    int outputs = columns.first.length;
    // at the right edge a whole kernel is read; weights outside the image are 0
    int reach = PixelColumns.length(width + columns.taps);
    if (columnsIn.length < reach) {
      columnsIn = new byte[reach];
    }
    if (columnsOut.length < PixelColumns.length(outputs)) {
      columnsOut = new byte[PixelColumns.length(outputs)];
    }
    PixelColumns.gather(samples, offsets, width, columnsIn);
    weigh(columnsIn, columns, sums, columnsOut);
    PixelColumns.scatter(columnsOut, outputs, rows, targets);
  }

  private static void weigh(byte[] in, Weights columns, int[] sums, byte[] out) {
    int[] first = columns.first;
    int[] values = columns.values;
    int[] halves = columns.signedHalf;
    int taps = columns.taps;
    for (int o = 0; o < first.length; o++) {
      weigh(in, first[o], values, o * taps, taps, halves[o] - SIGNED, sums, out, o);
    }
  }

  private static void weigh(
      byte[] in,
      int first,
      int[] values,
      int value,
      int taps,
      int half,
      int[] sums,
      byte[] out,
      int o) {
    IntVector one = IntVector.broadcast(INTS, half);
    IntVector two = one;
    IntVector three = one;
    for (int k = 0; k < taps; k++) {
      int weight = values[value + k];
      int p = (first + k) * PixelColumns.STEP;
      ByteVector red = ByteVector.fromArray(BYTES, in, p);
      ByteVector green = ByteVector.fromArray(BYTES, in, p + LANES);
      ByteVector blue = ByteVector.fromArray(BYTES, in, p + 2 * LANES);
      one = one.add(((IntVector) red.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
      two = two.add(((IntVector) green.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
      three = three.add(((IntVector) blue.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
    }
    one.intoArray(sums, 0);
    two.intoArray(sums, LANES);
    three.intoArray(sums, 2 * LANES);
    int to = o * PixelColumns.STEP;
    round(sums, 0, Byte.MIN_VALUE, out, to);
    round(sums, LANES, Byte.MIN_VALUE, out, to + LANES);
    round(sums, 2 * LANES, Byte.MIN_VALUE, out, to + 2 * LANES);
  }

  /** Writes the samples of eight sums, which are from {@code min} to 255 more. */
  private static void round(int[] sums, int from, int min, byte[] out, int to) {
    IntVector whole =
        IntVector.fromArray(INTS, sums, from).lanewise(VectorOperators.ASHR, Weights.BITS);
    ((ByteVector) whole.max(min).min(min + 255).convertShape(VectorOperators.I2B, BYTES, 0))
        .intoArray(out, to);
  }

  @Override
  public void down(int[] starts, Weights lines, int y, int length, byte[] out, int at) {
    int count = lines.count[y];
    int value = y * lines.taps;
    int half = lines.signedHalf[y];
    int done = 0;
    for (; done <= length - 4 * LANES; done += 4 * LANES) {
      fourVectors(rows, starts, count, lines.values, value, half, done, sums);
      for (int i = 0; i < 4 * LANES; i += LANES) {
        round(sums, i, 0, out, at + done + i);
      }
    }
    for (; done < length; done += LANES) {
      // may overlap the previous one
      int last = Math.min(done, length - LANES);
      oneVector(rows, starts, count, lines.values, value, half, last, sums);
      round(sums, 0, 0, out, at + last);
    }
  }

  private static void fourVectors(
      byte[] rows,
      int[] starts,
      int count,
      int[] values,
      int value,
      int half,
      int from,
      int[] sums) {
    IntVector one = IntVector.broadcast(INTS, half);
    IntVector two = one;
    IntVector three = one;
    IntVector four = one;
    for (int k = 0; k < count; k++) {
      int weight = values[value + k];
      int p = starts[k] + from;
      ByteVector a = ByteVector.fromArray(BYTES, rows, p);
      ByteVector b = ByteVector.fromArray(BYTES, rows, p + LANES);
      ByteVector c = ByteVector.fromArray(BYTES, rows, p + 2 * LANES);
      ByteVector d = ByteVector.fromArray(BYTES, rows, p + 3 * LANES);
      one = one.add(((IntVector) a.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
      two = two.add(((IntVector) b.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
      three = three.add(((IntVector) c.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
      four = four.add(((IntVector) d.convertShape(VectorOperators.B2I, INTS, 0)).mul(weight));
    }
    one.intoArray(sums, 0);
    two.intoArray(sums, LANES);
    three.intoArray(sums, 2 * LANES);
    four.intoArray(sums, 3 * LANES);
  }

  private static void oneVector(
      byte[] rows,
      int[] starts,
      int count,
      int[] values,
      int value,
      int half,
      int from,
      int[] sums) {
    IntVector sum = IntVector.broadcast(INTS, half);
    for (int k = 0; k < count; k++) {
      ByteVector samples = ByteVector.fromArray(BYTES, rows, starts[k] + from);
      IntVector ints = (IntVector) samples.convertShape(VectorOperators.B2I, INTS, 0);
      sum = sum.add(ints.mul(values[value + k]));
    }
    sum.intoArray(sums, 0);
  }
}
