package dev.emulsion.image.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transforms eight blocks at once, one in each lane, so that neither the columns nor the rows of a
 * block need to be exchanged between lanes. Loaded only where the module {@code
 * jdk.incubator.vector} is.
 *
 * <p>Vectors are not passed between methods, or the compiler may allocate objects in the inner
 * loops; see {@link dev.emulsion.image.VectorRows}.
 */
final class VectorJpeg implements JpegKernel {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
  private static final VectorSpecies<Short> EIGHT_SHORTS = ShortVector.SPECIES_128;
  private static final VectorSpecies<Byte> SIXTEEN_BYTES = ByteVector.SPECIES_128;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LANES = 8;
  private static final int WIDE = 16;

  /** 1 in {@link JpegColor}'s fixed point. */
  private static final int ONE = 1 << JpegColor.FRACTION_BITS;

  /** What makes a color sample signed, 128 less. */
  private static final byte CENTER = (byte) 0x80;

  /** One half of 2<sup>16</sup>, in 16 bits without a sign. */
  private static final short HALF = Short.MIN_VALUE;

  private static final short RED_HIGH = high(JpegColor.RED_OF_CR - ONE);
  private static final short RED_LOW = low(JpegColor.RED_OF_CR - ONE);
  private static final short GREEN_OF_CB_HIGH = high(-JpegColor.GREEN_OF_CB);
  private static final short GREEN_OF_CB_LOW = low(-JpegColor.GREEN_OF_CB);
  private static final short GREEN_OF_CR_HIGH = high(ONE - JpegColor.GREEN_OF_CR);
  private static final short GREEN_OF_CR_LOW = low(ONE - JpegColor.GREEN_OF_CR);
  private static final short BLUE_HIGH = high(JpegColor.BLUE_OF_CB - 2 * ONE);
  private static final short BLUE_LOW = low(JpegColor.BLUE_OF_CB - 2 * ONE);

  /**
   * Below this magnitude of its coefficients, the results of a column fit 32 bits: their weights
   * are at most 1.39 × 2<sup>13</sup>. Only damaged files have larger ones.
   */
  private static final int MAX_COEFFICIENT = 1 << 14;

  /** Between two coefficients of a line; lines are next to each other. */
  private static final int STEP = 8 * LANES;

  /** The bits before those of a result that count. */
  private static final int BEFORE_RESULT = Integer.SIZE - JpegDct.RESULT_BITS - JpegDct.ROW_SHIFT;

  /** Of a line: four of its even part, four of its odd one. */
  private static final int SUMS = 8 * LANES;

  private final ScalarJpeg scalar = new ScalarJpeg();
  private final int[] work = new int[64 * LANES];
  private final int[] largest = new int[LANES];

  /** Samples of each row of each block, four in a value: the left ones of all blocks, the right. */
  private final int[] fours = new int[2 * 8 * LANES];

  private final int[] sums = new int[8 * SUMS];
  private short[] columns = {};
  private short[] redGreen = {};
  private int[] low = {};
  private int[] high = {};

  private static short high(int factor) {
    return (short) (factor / 256);
  }

  private static short low(int factor) {
    return (short) (factor % 256);
  }

  @Override
  public int blocks() {
    return LANES;
  }

  @Override
  public void samples(
      short[] coefficients, int used, int[] quantization, byte[] to, int[] first, int stride) {
    dequantize(coefficients, quantization, work, largest);
    even(work, sums, 1 << JpegDct.COLUMN_SHIFT - 1);
    odd(work, sums);
    join(sums, work);
    even(work, sums, 1 << JpegDct.ROW_SHIFT - 1);
    odd(work, sums);
    joinToFours(sums, fours);
    for (int y = 0; y < 8; y++) {
      int at = 2 * y * LANES;
      for (int lane = 0; lane < used; lane++) {
        long samples =
            fours[at + lane] & 0xFFFFFFFFL | (long) fours[at + LANES + lane] << Integer.SIZE;
        LONG.set(to, first[lane] + y * stride, samples);
      }
    }
    for (int lane = 0; lane < used; lane++) {
      if (largest[lane] >= MAX_COEFFICIENT) {
        scalarSamples(coefficients, lane, quantization, to, first[lane], stride);
      }
    }
  }

  private void scalarSamples(
      short[] coefficients, int lane, int[] quantization, byte[] to, int first, int stride) {
    short[] block = new short[64];
    for (int i = 0; i < block.length; i++) {
      block[i] = coefficients[i * LANES + lane];
    }
    scalar.samples(block, 1, quantization, to, new int[] {first}, stride);
  }

  /** Also gives a bound of each block's magnitudes: the bits that any of them has. */
  private static void dequantize(
      short[] coefficients, int[] quantization, int[] work, int[] largest) {
    IntVector bits = IntVector.zero(INTS);
    for (int i = 0; i < 64; i++) {
      ShortVector quantized = ShortVector.fromArray(EIGHT_SHORTS, coefficients, i * LANES);
      IntVector values =
          ((IntVector) quantized.convertShape(VectorOperators.S2I, INTS, 0)).mul(quantization[i]);
      bits = bits.or(values.abs());
      values.intoArray(work, i * LANES);
    }
    bits.intoArray(largest, 0);
  }

  /**
   * The part of {@link JpegDct} that uses the even coefficients of eight lines: four sums of each.
   *
   * @param half what rounds the results
   */
  private static void even(int[] work, int[] sums, int half) {
    for (int i = 0; i < 8; i++) {
      int at = i * LANES;
      IntVector d0 = IntVector.fromArray(INTS, work, at);
      IntVector d2 = IntVector.fromArray(INTS, work, at + 2 * STEP);
      IntVector d4 = IntVector.fromArray(INTS, work, at + 4 * STEP);
      IntVector d6 = IntVector.fromArray(INTS, work, at + 6 * STEP);
      IntVector z2 = d2.mul(JpegDct.F_0_541).add(d6.mul(JpegDct.F_0_541 - JpegDct.F_1_847));
      IntVector z3 = d2.mul(JpegDct.F_0_541 + JpegDct.F_0_765).add(d6.mul(JpegDct.F_0_541));
      IntVector z0 = d0.add(d4).lanewise(VectorOperators.LSHL, JpegDct.FRACTION_BITS).add(half);
      IntVector z1 = d0.sub(d4).lanewise(VectorOperators.LSHL, JpegDct.FRACTION_BITS).add(half);
      int to = i * SUMS;
      z0.add(z3).intoArray(sums, to);
      z1.add(z2).intoArray(sums, to + LANES);
      z1.sub(z2).intoArray(sums, to + 2 * LANES);
      z0.sub(z3).intoArray(sums, to + 3 * LANES);
    }
  }

  /** The part that uses odd coefficients: four more. */
  private static void odd(int[] work, int[] sums) {
    for (int i = 0; i < 8; i++) {
      int at = i * LANES;
      IntVector d1 = IntVector.fromArray(INTS, work, at + STEP);
      IntVector d3 = IntVector.fromArray(INTS, work, at + 3 * STEP);
      IntVector d5 = IntVector.fromArray(INTS, work, at + 5 * STEP);
      IntVector d7 = IntVector.fromArray(INTS, work, at + 7 * STEP);
      IntVector z3 = d7.add(d3);
      IntVector z4 = d5.add(d1);
      IntVector z5 = z3.add(z4).mul(JpegDct.F_1_175);
      z3 = z5.sub(z3.mul(JpegDct.F_1_961));
      z4 = z5.sub(z4.mul(JpegDct.F_0_390));
      IntVector z1 = d7.add(d1).mul(JpegDct.F_0_899);
      IntVector z2 = d5.add(d3).mul(JpegDct.F_2_562);
      int to = i * SUMS + 4 * LANES;
      d1.mul(JpegDct.F_1_501).sub(z1).add(z4).intoArray(sums, to);
      d3.mul(JpegDct.F_3_072).sub(z2).add(z3).intoArray(sums, to + LANES);
      d5.mul(JpegDct.F_2_053).sub(z2).add(z4).intoArray(sums, to + 2 * LANES);
      d7.mul(JpegDct.F_0_298).sub(z1).add(z3).intoArray(sums, to + 3 * LANES);
    }
  }

  /** Joins both parts of columns, and exchanges columns and rows. */
  private static void join(int[] sums, int[] work) {
    for (int i = 0; i < 8; i++) {
      int from = i * SUMS;
      int to = i * STEP;
      for (int k = 0; k < 4; k++) {
        IntVector even = IntVector.fromArray(INTS, sums, from + k * LANES);
        IntVector odd = IntVector.fromArray(INTS, sums, from + (4 + k) * LANES);
        even.add(odd)
            .lanewise(VectorOperators.ASHR, JpegDct.COLUMN_SHIFT)
            .intoArray(work, to + k * LANES);
        even.sub(odd)
            .lanewise(VectorOperators.ASHR, JpegDct.COLUMN_SHIFT)
            .intoArray(work, to + (7 - k) * LANES);
      }
    }
  }

  /** Joins both parts of rows, and the eight samples of each to two values of four bytes. */
  private static void joinToFours(int[] sums, int[] fours) {
    for (int i = 0; i < 8; i++) {
      int from = i * SUMS;
      IntVector left = IntVector.zero(INTS);
      IntVector right = IntVector.zero(INTS);
      for (int k = 0; k < 4; k++) {
        IntVector even = IntVector.fromArray(INTS, sums, from + k * LANES);
        IntVector odd = IntVector.fromArray(INTS, sums, from + (4 + k) * LANES);
        IntVector one =
            even.add(odd)
                .lanewise(VectorOperators.LSHL, BEFORE_RESULT)
                .lanewise(VectorOperators.ASHR, Integer.SIZE - JpegDct.RESULT_BITS)
                .max(-128)
                .min(127)
                .add(128);
        IntVector other =
            even.sub(odd)
                .lanewise(VectorOperators.LSHL, BEFORE_RESULT)
                .lanewise(VectorOperators.ASHR, Integer.SIZE - JpegDct.RESULT_BITS)
                .max(-128)
                .min(127)
                .add(128);
        left = left.or(one.lanewise(VectorOperators.LSHL, k * Byte.SIZE));
        right = right.or(other.lanewise(VectorOperators.LSHL, (3 - k) * Byte.SIZE));
      }
      left.intoArray(fours, 2 * i * LANES);
      right.intoArray(fours, (2 * i + 1) * LANES);
    }
  }

  @Override
  public void interpolate(byte[] samples, int near, int far, int width, byte[] row) {
    if (width < WIDE || row.length < 2 * width) {
      scalar.interpolate(samples, near, far, width, row);
      return;
    }
    if (columns.length < width + 2) {
      columns = new short[width + 2];
    }
    add(samples, near, far, width, columns);
    columns[0] = columns[1];
    columns[width + 1] = columns[width];
    spread(columns, width, row);
  }

  private static void add(byte[] samples, int near, int far, int width, short[] sums) {
    for (int x = 0; x < width; x += WIDE) {
      int from = Math.min(x, width - WIDE); // the last may overlap the one before
      ByteVector nearer = ByteVector.fromArray(SIXTEEN_BYTES, samples, near + from);
      ByteVector other = ByteVector.fromArray(SIXTEEN_BYTES, samples, far + from);
      ShortVector one =
          ((ShortVector) nearer.convertShape(VectorOperators.B2S, SHORTS, 0))
              .and((short) 0xFF)
              .mul((short) 3);
      ShortVector two =
          ((ShortVector) other.convertShape(VectorOperators.B2S, SHORTS, 0)).and((short) 0xFF);
      one.add(two).intoArray(sums, 1 + from);
    }
  }

  private static void spread(short[] sums, int width, byte[] row) {
    for (int x = 0; x < width; x += WIDE) {
      int from = Math.min(x, width - WIDE);
      ShortVector three = ShortVector.fromArray(SHORTS, sums, 1 + from).mul((short) 3);
      ShortVector even =
          three
              .add(ShortVector.fromArray(SHORTS, sums, from))
              .add((short) 8)
              .lanewise(VectorOperators.LSHR, 4);
      ShortVector odd =
          three
              .add(ShortVector.fromArray(SHORTS, sums, 2 + from))
              .add((short) 7)
              .lanewise(VectorOperators.LSHR, 4)
              .lanewise(VectorOperators.LSHL, Byte.SIZE);
      even.or(odd).reinterpretAsBytes().intoArray(row, 2 * from);
    }
  }

  @Override
  public void rgb(byte[][] rows, int[] first, byte[] rgb, int at, int width) {
    if (width < WIDE) {
      scalar.rgb(rows, first, rgb, at, width);
      return;
    }
    if (redGreen.length < width) {
      redGreen = new short[width];
      low = new int[width / 2];
      high = new int[width / 2];
    }
    redAndGreen(rows, first, width, redGreen);
    pairs(rows, first, width, redGreen, low, high);
    JpegColor.store(low, high, width, rgb, at);
    if (width % 2 != 0) {
      int[] last = {first[0] + width - 1, first[1] + width - 1, first[2] + width - 1};
      scalar.rgb(rows, last, rgb, at + 3 * (width - 1), 1);
    }
  }

  /** The first of the next 16 pixels, which may overlap those before. Pixels come in pairs. */
  private static int chunk(int x, int width) {
    return Math.min(x, width - WIDE & ~1);
  }

  /**
   * Red and green of each pixel, in the low and the high byte.
   *
   * <p>Instead of the 17 bits of {@link JpegColor}'s factors, what is left of them after whole
   * multiples of 2<sup>16</sup> is multiplied in two parts, high × 256 + low, in 16 bits: ⌊(256 a +
   * b) / 2<sup>16</sup>⌋ = ⌊(a + ⌊b / 256⌋) / 256⌋, where b, which includes one half, is not
   * negative.
   */
  private static void redAndGreen(byte[][] rows, int[] first, int width, short[] to) {
    byte[] luminance = rows[0];
    byte[] blue = rows[1];
    byte[] red = rows[2];
    int firstY = first[0];
    int firstCb = first[1];
    int firstCr = first[2];
    for (int x = 0; x < width - 1; x += WIDE) {
      int from = chunk(x, width);
      ByteVector y8 = ByteVector.fromArray(SIXTEEN_BYTES, luminance, firstY + from);
      ByteVector cb8 = ByteVector.fromArray(SIXTEEN_BYTES, blue, firstCb + from);
      ByteVector cr8 = ByteVector.fromArray(SIXTEEN_BYTES, red, firstCr + from);
      ShortVector y =
          ((ShortVector) y8.convertShape(VectorOperators.B2S, SHORTS, 0)).and((short) 0xFF);
      ShortVector cb =
          (ShortVector)
              cb8.lanewise(VectorOperators.XOR, CENTER)
                  .convertShape(VectorOperators.B2S, SHORTS, 0);
      ShortVector cr =
          (ShortVector)
              cr8.lanewise(VectorOperators.XOR, CENTER)
                  .convertShape(VectorOperators.B2S, SHORTS, 0);
      ShortVector r =
          cr.mul(RED_LOW)
              .add(HALF)
              .lanewise(VectorOperators.LSHR, Byte.SIZE)
              .add(cr.mul(RED_HIGH))
              .lanewise(VectorOperators.ASHR, Byte.SIZE)
              .add(cr)
              .add(y)
              .max((short) 0)
              .min((short) 255);
      ShortVector g =
          cr.mul(GREEN_OF_CR_LOW)
              .add(cb.mul(GREEN_OF_CB_LOW))
              .add(HALF)
              .lanewise(VectorOperators.LSHR, Byte.SIZE)
              .add(cr.mul(GREEN_OF_CR_HIGH))
              .add(cb.mul(GREEN_OF_CB_HIGH))
              .lanewise(VectorOperators.ASHR, Byte.SIZE)
              .sub(cr)
              .add(y)
              .max((short) 0)
              .min((short) 255)
              .lanewise(VectorOperators.LSHL, Byte.SIZE);
      r.or(g).intoArray(to, from);
    }
  }

  /** Adds blue and joins pixels by two, to the first four of their six bytes and the other two. */
  private static void pairs(
      byte[][] rows, int[] first, int width, short[] redGreen, int[] low, int[] high) {
    byte[] luminance = rows[0];
    byte[] blue = rows[1];
    int firstY = first[0];
    int firstCb = first[1];
    for (int x = 0; x < width - 1; x += WIDE) {
      int from = chunk(x, width);
      ByteVector y8 = ByteVector.fromArray(SIXTEEN_BYTES, luminance, firstY + from);
      ByteVector cb8 = ByteVector.fromArray(SIXTEEN_BYTES, blue, firstCb + from);
      ShortVector y =
          ((ShortVector) y8.convertShape(VectorOperators.B2S, SHORTS, 0)).and((short) 0xFF);
      ShortVector cb =
          (ShortVector)
              cb8.lanewise(VectorOperators.XOR, CENTER)
                  .convertShape(VectorOperators.B2S, SHORTS, 0);
      IntVector b =
          cb.mul(BLUE_LOW)
              .add(HALF)
              .lanewise(VectorOperators.LSHR, Byte.SIZE)
              .add(cb.mul(BLUE_HIGH))
              .lanewise(VectorOperators.ASHR, Byte.SIZE)
              .add(cb)
              .add(cb)
              .add(y)
              .max((short) 0)
              .min((short) 255)
              .reinterpretAsInts();
      IntVector rg = ShortVector.fromArray(SHORTS, redGreen, from).reinterpretAsInts();
      IntVector even = rg.and(0xFFFF).or(b.lanewise(VectorOperators.LSHL, 16));
      IntVector odd = rg.lanewise(VectorOperators.LSHR, 16).or(b.and(0xFFFF0000));
      even.or(odd.lanewise(VectorOperators.LSHL, 24)).intoArray(low, from / 2);
      odd.lanewise(VectorOperators.LSHR, 8).intoArray(high, from / 2);
    }
  }
}
