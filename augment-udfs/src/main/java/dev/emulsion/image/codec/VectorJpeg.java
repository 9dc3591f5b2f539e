package dev.emulsion.image.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
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
  private static final VectorSpecies<Byte> PIXELS = ByteVector.SPECIES_256;
  private static final VectorSpecies<Byte> EIGHT_BYTES = ByteVector.SPECIES_64;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LANES = 8;
  private static final int WIDE = 16;

  /** Four pixels of four bytes to four of three. */
  private static final VectorShuffle<Byte> WITHOUT_FOURTH =
      VectorShuffle.fromValues(SIXTEEN_BYTES, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);

  /**
   * Below this magnitude of its coefficients, the results of a column fit 32 bits: their weights
   * are at most 1.39 × 2<sup>13</sup>. Only damaged files have larger ones.
   */
  private static final int MAX_COEFFICIENT = 1 << 14;

  /** Of a line: four of its even part, four of its odd one. */
  private static final int SUMS = 8 * LANES;

  /**
   * A part of the transform of eight lines, in place.
   *
   * <p>Large methods exceed the compiler's limits, and calls of more than two implementations are
   * not inlined.
   */
  private interface Part {
    /**
     * @param line distance between two lines
     * @param step distance between two values of a line
     * @param shift what the result is divided by: 2 to this power
     */
    void run(int[] work, int[] sums, int line, int step, int shift);
  }

  /** Converts to one byte of four of each pixel, and keeps those of the channels before it. */
  private interface Channel {
    void run(byte[][] rows, int[] first, int width, byte[] pixels);
  }

  private static final Part[] TRANSFORM = {VectorJpeg::even, VectorJpeg::odd, VectorJpeg::join};
  private static final Channel[] CHANNELS = {VectorJpeg::red, VectorJpeg::green, VectorJpeg::blue};

  private final ScalarJpeg scalar = new ScalarJpeg();
  private final int[] work = new int[64 * LANES];
  private final int[] largest = new int[LANES];
  private final int[] halves = new int[2 * LANES];
  private final int[] sums = new int[8 * SUMS];
  private short[] columns = {};
  private byte[] pixels = {};

  @Override
  public int blocks() {
    return LANES;
  }

  @Override
  public void samples(
      short[] coefficients, int used, int[] quantization, byte[] to, int[] first, int stride) {
    dequantize(coefficients, quantization, work, largest);
    for (Part part : TRANSFORM) {
      part.run(work, sums, LANES, 8 * LANES, JpegDct.COLUMN_SHIFT);
    }
    for (Part part : TRANSFORM) {
      part.run(work, sums, 8 * LANES, LANES, JpegDct.ROW_SHIFT);
    }
    for (int y = 0; y < 8; y++) {
      fours(work, 8 * y * LANES, halves);
      for (int lane = 0; lane < used; lane++) {
        long samples = halves[lane] & 0xFFFFFFFFL | (long) halves[LANES + lane] << Integer.SIZE;
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

  /** The part of {@link JpegDct} that uses even coefficients: four sums of each line. */
  private static void even(int[] work, int[] sums, int line, int step, int shift) {
    int half = 1 << shift - 1;
    for (int i = 0; i < 8; i++) {
      int at = i * line;
      IntVector d0 = IntVector.fromArray(INTS, work, at);
      IntVector d2 = IntVector.fromArray(INTS, work, at + 2 * step);
      IntVector d4 = IntVector.fromArray(INTS, work, at + 4 * step);
      IntVector d6 = IntVector.fromArray(INTS, work, at + 6 * step);
      IntVector z2 = d2.mul(JpegDct.F_0_541).add(d6.mul(JpegDct.F_0_541 - JpegDct.F_1_847));
      IntVector z3 = d2.mul(JpegDct.F_0_541 + JpegDct.F_0_765).add(d6.mul(JpegDct.F_0_541));
      IntVector z0 = d0.add(d4).mul(JpegDct.ONE).add(half);
      IntVector z1 = d0.sub(d4).mul(JpegDct.ONE).add(half);
      int to = i * SUMS;
      z0.add(z3).intoArray(sums, to);
      z1.add(z2).intoArray(sums, to + LANES);
      z1.sub(z2).intoArray(sums, to + 2 * LANES);
      z0.sub(z3).intoArray(sums, to + 3 * LANES);
    }
  }

  /** The part that uses odd coefficients: four more. */
  private static void odd(int[] work, int[] sums, int line, int step, int shift) {
    for (int i = 0; i < 8; i++) {
      int at = i * line;
      IntVector d1 = IntVector.fromArray(INTS, work, at + step);
      IntVector d3 = IntVector.fromArray(INTS, work, at + 3 * step);
      IntVector d5 = IntVector.fromArray(INTS, work, at + 5 * step);
      IntVector d7 = IntVector.fromArray(INTS, work, at + 7 * step);
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

  /** Joins both parts. */
  private static void join(int[] work, int[] sums, int line, int step, int shift) {
    for (int i = 0; i < 32; i++) {
      int from = i / 4 * SUMS + i % 4 * LANES;
      int at = i / 4 * line;
      IntVector even = IntVector.fromArray(INTS, sums, from);
      IntVector odd = IntVector.fromArray(INTS, sums, from + 4 * LANES);
      even.add(odd).lanewise(VectorOperators.ASHR, shift).intoArray(work, at + i % 4 * step);
      even.sub(odd).lanewise(VectorOperators.ASHR, shift).intoArray(work, at + (7 - i % 4) * step);
    }
  }

  /** Joins the samples of a row of each block to two values of four bytes. */
  private static void fours(int[] work, int at, int[] halves) {
    int spare = Integer.SIZE - JpegDct.RESULT_BITS;
    for (int half = 0; half < 2; half++) {
      IntVector joined = IntVector.zero(INTS);
      for (int x = 3; x >= 0; x--) {
        IntVector sample =
            IntVector.fromArray(INTS, work, at + (4 * half + x) * LANES)
                .lanewise(VectorOperators.LSHL, spare)
                .lanewise(VectorOperators.ASHR, spare)
                .max(-128)
                .min(127)
                .add(128);
        joined = joined.lanewise(VectorOperators.LSHL, Byte.SIZE).or(sample);
      }
      joined.intoArray(halves, half * LANES);
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
    if (width < LANES) {
      scalar.rgb(rows, first, rgb, at, width);
      return;
    }
    if (pixels.length < 4 * width + WIDE) {
      pixels = new byte[4 * width + WIDE];
    }
    for (Channel channel : CHANNELS) {
      channel.run(rows, first, width, pixels);
    }
    pack(pixels, width, rgb, at);
  }

  private static void red(byte[][] rows, int[] first, int width, byte[] pixels) {
    byte[] luminance = rows[0];
    byte[] red = rows[2];
    int firstY = first[0];
    int firstCr = first[2];
    for (int x = 0; x < width; x += LANES) {
      int from = Math.min(x, width - LANES);
      ByteVector y8 = ByteVector.fromArray(EIGHT_BYTES, luminance, firstY + from);
      ByteVector cr8 = ByteVector.fromArray(EIGHT_BYTES, red, firstCr + from);
      IntVector y = ((IntVector) y8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
      IntVector cr =
          ((IntVector) cr8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF).sub(128);
      cr.mul(JpegColor.RED_OF_CR)
          .add(JpegColor.HALF)
          .lanewise(VectorOperators.ASHR, JpegColor.FRACTION_BITS)
          .add(y)
          .max(0)
          .min(255)
          .reinterpretAsBytes()
          .intoArray(pixels, 4 * from);
    }
  }

  private static void green(byte[][] rows, int[] first, int width, byte[] pixels) {
    byte[] luminance = rows[0];
    byte[] blue = rows[1];
    byte[] red = rows[2];
    int firstY = first[0];
    int firstCb = first[1];
    int firstCr = first[2];
    for (int x = 0; x < width; x += LANES) {
      int from = Math.min(x, width - LANES);
      ByteVector y8 = ByteVector.fromArray(EIGHT_BYTES, luminance, firstY + from);
      ByteVector cb8 = ByteVector.fromArray(EIGHT_BYTES, blue, firstCb + from);
      ByteVector cr8 = ByteVector.fromArray(EIGHT_BYTES, red, firstCr + from);
      IntVector y = ((IntVector) y8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
      IntVector cb = ((IntVector) cb8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
      IntVector cr = ((IntVector) cr8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
      cb.mul(-JpegColor.GREEN_OF_CB)
          .sub(cr.mul(JpegColor.GREEN_OF_CR))
          .add(JpegColor.HALF + 128 * (JpegColor.GREEN_OF_CB + JpegColor.GREEN_OF_CR))
          .lanewise(VectorOperators.ASHR, JpegColor.FRACTION_BITS)
          .add(y)
          .max(0)
          .min(255)
          .lanewise(VectorOperators.LSHL, Byte.SIZE)
          .reinterpretAsBytes()
          .or(ByteVector.fromArray(PIXELS, pixels, 4 * from))
          .intoArray(pixels, 4 * from);
    }
  }

  private static void blue(byte[][] rows, int[] first, int width, byte[] pixels) {
    byte[] luminance = rows[0];
    byte[] blue = rows[1];
    int firstY = first[0];
    int firstCb = first[1];
    for (int x = 0; x < width; x += LANES) {
      int from = Math.min(x, width - LANES);
      ByteVector y8 = ByteVector.fromArray(EIGHT_BYTES, luminance, firstY + from);
      ByteVector cb8 = ByteVector.fromArray(EIGHT_BYTES, blue, firstCb + from);
      IntVector y = ((IntVector) y8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF);
      IntVector cb =
          ((IntVector) cb8.convertShape(VectorOperators.B2I, INTS, 0)).and(0xFF).sub(128);
      cb.mul(JpegColor.BLUE_OF_CB)
          .add(JpegColor.HALF)
          .lanewise(VectorOperators.ASHR, JpegColor.FRACTION_BITS)
          .add(y)
          .max(0)
          .min(255)
          .lanewise(VectorOperators.LSHL, 2 * Byte.SIZE)
          .reinterpretAsBytes()
          .or(ByteVector.fromArray(PIXELS, pixels, 4 * from))
          .intoArray(pixels, 4 * from);
    }
  }

  private static void pack(byte[] pixels, int width, byte[] rgb, int at) {
    int x = 0;
    // writes 4 bytes too many, which the next two pixels replace
    for (; x + 6 <= width; x += 4) {
      ByteVector.fromArray(SIXTEEN_BYTES, pixels, 4 * x)
          .rearrange(WITHOUT_FOURTH)
          .intoArray(rgb, at + 3 * x);
    }
    for (; x < width; x++) {
      System.arraycopy(pixels, 4 * x, rgb, at + 3 * x, 3);
    }
  }
}
