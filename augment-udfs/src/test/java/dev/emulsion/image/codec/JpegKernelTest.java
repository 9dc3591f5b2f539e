package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vectors give what one value after another gives, which other tests compare with Pillow. */
class JpegKernelTest {

  private static final int STRIDE = 80;

  private final Random random = new Random(20261129);
  private final JpegKernel scalar = new ScalarJpeg();
  private JpegKernel vectors;

  @BeforeEach
  void needsVectors() {
    assumeTrue(JpegKernel.hasVectors(), "without the vector module or long vectors");
    vectors = new VectorJpeg();
  }

  @Test
  void ordinaryBlocksAreEqual() {
    for (int i = 0; i < 200; i++) {
      requireEqualSamples(1 + random.nextInt(60), 1 + random.nextInt(40), 1 + i % 8);
    }
  }

  /** Damaged files have any coefficient, and tables may hold any factor of 16 bits. */
  @Test
  void blocksOutOfAllRangesAreEqual() {
    for (int i = 0; i < 500; i++) {
      requireEqualSamples(1 << 1 + i % 15, 1 << 1 + i / 15 % 16, 8);
    }
    requireEqualSamples(1 << 15, 1 << 16, 8);
  }

  private void requireEqualSamples(int coefficients, int factors, int used) {
    int[] quantization = random.ints(64, 0, factors).toArray();
    short[] blocks = new short[64 * vectors.blocks()];
    byte[] expected = new byte[8 * STRIDE];
    int[] first = new int[vectors.blocks()];
    for (int block = 0; block < used; block++) {
      short[] one = new short[64];
      int values = 1 + random.nextInt(64);
      for (int i = 0; i < values; i++) {
        int position = random.nextInt(64);
        one[position] = (short) (random.nextInt(2 * coefficients) - coefficients);
        blocks[position * vectors.blocks() + block] = one[position];
      }
      first[block] = 8 * block;
      scalar.samples(one, 1, quantization, expected, new int[] {first[block]}, STRIDE);
    }
    byte[] actual = new byte[8 * STRIDE];
    vectors.samples(blocks, used, quantization, actual, first, STRIDE);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void rowsOfEachWidthAreEqual() {
    byte[] samples = new byte[1000];
    random.nextBytes(samples);
    for (int width = 3; width < 120; width++) {
      byte[] expected = new byte[2 * width];
      byte[] actual = new byte[2 * width];
      scalar.interpolate(samples, 5, 401, width, expected);
      vectors.interpolate(samples, 5, 401, width, actual);
      assertThat(actual).as("width %d", width).isEqualTo(expected);
    }
  }

  @Test
  void colorsAreEqualAndNoOtherPixelChanges() {
    byte[][] rows = new byte[3][4 * 65536];
    for (int i = 0; i < rows[0].length; i++) {
      rows[0][i] = (byte) (85 * (i >> 16));
      rows[1][i] = (byte) (i >> 8);
      rows[2][i] = (byte) i;
    }
    requireEqualColors(rows, rows[0].length);
    for (byte[] row : rows) {
      random.nextBytes(row);
    }
    for (int width = 1; width < 50; width++) {
      requireEqualColors(rows, width);
    }
  }

  private void requireEqualColors(byte[][] rows, int width) {
    int[] first = {0, 0, 0};
    for (int after = 0; after < 2; after++) {
      byte[] expected = new byte[3 * (width + 2 * after)];
      Arrays.fill(expected, (byte) 77);
      byte[] actual = expected.clone();
      scalar.rgb(rows, first, expected, 3 * after, width);
      vectors.rgb(rows, first, actual, 3 * after, width);
      assertThat(actual).as("width %d", width).isEqualTo(expected);
    }
  }
}
