package dev.emulsion.image.codec;

/**
 * The inverse discrete cosine transform of libjpeg's "slow" integer method: 13 fraction bits, two
 * more kept between columns and rows.
 *
 * <p>Coefficients of damaged files can exceed any range. The results then wrap where those of
 * libjpeg's C code do, which is the same on every processor; vector instructions would saturate.
 *
 * @see <a href="https://ieeexplore.ieee.org/document/266596">Loeffler, Ligtenberg, Moschytz,
 *     Practical fast 1-D DCT algorithms with 11 multiplications, ICASSP 1989</a>
 */
final class JpegDct {

  static final int FRACTION_BITS = 13;
  private static final int EXTRA_BITS = 2;

  /** What the columns' results are divided by: 2 to this power. */
  static final int COLUMN_SHIFT = FRACTION_BITS - EXTRA_BITS;

  /** What the rows' results are divided by; the two transforms scale by 8. */
  static final int ROW_SHIFT = FRACTION_BITS + EXTRA_BITS + 3;

  /** How many bits of a result count; damaged files may have more. */
  static final int RESULT_BITS = 10;

  static final int ONE = 1 << FRACTION_BITS;
  static final int F_0_298 = fixed(0.298631336);
  static final int F_0_390 = fixed(0.390180644);
  static final int F_0_541 = fixed(0.541196100);
  static final int F_0_765 = fixed(0.765366865);
  static final int F_0_899 = fixed(0.899976223);
  static final int F_1_175 = fixed(1.175875602);
  static final int F_1_501 = fixed(1.501321110);
  static final int F_1_847 = fixed(1.847759065);
  static final int F_1_961 = fixed(1.961570560);
  static final int F_2_053 = fixed(2.053119869);
  static final int F_2_562 = fixed(2.562915447);
  static final int F_3_072 = fixed(3.072711026);

  /** The sample of each result, which is centered at 0 and counts modulo the length. */
  private static final byte[] SAMPLES = samples();

  private final int[] work = new int[64];

  /** One column or row, scaled. */
  private final long[] line = new long[8];

  private static int fixed(double factor) {
    return (int) (factor * (1 << FRACTION_BITS) + 0.5);
  }

  private static byte[] samples() {
    byte[] samples = new byte[1 << RESULT_BITS];
    for (int i = 0; i < samples.length; i++) {
      int centered = i < samples.length / 2 ? i : i - samples.length;
      samples[i] = (byte) (Math.max(-128, Math.min(127, centered)) + 128);
    }
    return samples;
  }

  /**
   * Writes the samples of one block.
   *
   * @param block 64 coefficients in natural order
   * @param quantization 64 factors in natural order
   */
  void samples(short[] block, int[] quantization, byte[] to, int first, int stride) {
    columns(block, quantization);
    for (int row = 0; row < 8; row++) {
      row(8 * row, to, first + row * stride);
    }
  }

  /** Writes the samples of a block of which only the first coefficient is not 0. */
  static void flat(int dc, byte[] to, int first, int stride) {
    byte sample = sample((dc << EXTRA_BITS) + 16L >> 5);
    for (int row = 0; row < 8; row++) {
      int at = first + row * stride;
      for (int x = 0; x < 8; x++) {
        to[at + x] = sample;
      }
    }
  }

  private void columns(short[] block, int[] quantization) {
    for (int x = 0; x < 8; x++) {
      int d0 = block[x] * quantization[x];
      int ac =
          block[x + 8]
              | block[x + 16]
              | block[x + 24]
              | block[x + 32]
              | block[x + 40]
              | block[x + 48]
              | block[x + 56];
      if (ac == 0) {
        int constant = d0 << EXTRA_BITS;
        for (int i = x; i < 64; i += 8) {
          work[i] = constant;
        }
        continue;
      }
      transform(
          d0,
          block[x + 8] * quantization[x + 8],
          block[x + 16] * quantization[x + 16],
          block[x + 24] * quantization[x + 24],
          block[x + 32] * quantization[x + 32],
          block[x + 40] * quantization[x + 40],
          block[x + 48] * quantization[x + 48],
          block[x + 56] * quantization[x + 56]);
      for (int y = 0; y < 8; y++) {
        work[x + 8 * y] = column(line[y]);
      }
    }
  }

  private void row(int at, byte[] to, int first) {
    transform(
        work[at],
        work[at + 1],
        work[at + 2],
        work[at + 3],
        work[at + 4],
        work[at + 5],
        work[at + 6],
        work[at + 7]);
    for (int x = 0; x < 8; x++) {
      to[first + x] = lastOf(line[x]);
    }
  }

  /** Transforms eight coefficients, of a column or a row, into {@link #line}. */
  private void transform(long d0, long d1, long d2, long d3, long d4, long d5, long d6, long d7) {
    long even2 = d2 * F_0_541 + d6 * (F_0_541 - F_1_847);
    long even3 = d2 * (F_0_541 + F_0_765) + d6 * F_0_541;
    long even0 = (d0 + d4) << FRACTION_BITS;
    long even1 = (d0 - d4) << FRACTION_BITS;
    long sum03 = even0 + even3;
    long difference03 = even0 - even3;
    long sum12 = even1 + even2;
    long difference12 = even1 - even2;

    long z3 = d7 + d3;
    long z4 = d5 + d1;
    long z5 = (z3 + z4) * F_1_175;
    long z1 = (d7 + d1) * -F_0_899;
    long z2 = (d5 + d3) * -F_2_562;
    z3 = z3 * -F_1_961 + z5;
    z4 = z4 * -F_0_390 + z5;
    long odd0 = d7 * F_0_298 + z1 + z3;
    long odd1 = d5 * F_2_053 + z2 + z4;
    long odd2 = d3 * F_3_072 + z2 + z3;
    long odd3 = d1 * F_1_501 + z1 + z4;

    line[0] = sum03 + odd3;
    line[1] = sum12 + odd2;
    line[2] = difference12 + odd1;
    line[3] = difference03 + odd0;
    line[4] = difference03 - odd0;
    line[5] = difference12 - odd1;
    line[6] = sum12 - odd2;
    line[7] = sum03 - odd3;
  }

  /** A result of the columns, rounded. */
  private static int column(long scaled) {
    return (int) (scaled + (1 << COLUMN_SHIFT - 1) >> COLUMN_SHIFT);
  }

  /** A result of the rows as a sample. */
  private static byte lastOf(long scaled) {
    return sample(scaled + (1 << ROW_SHIFT - 1) >> ROW_SHIFT);
  }

  private static byte sample(long centered) {
    return SAMPLES[(int) centered & SAMPLES.length - 1];
  }
}
