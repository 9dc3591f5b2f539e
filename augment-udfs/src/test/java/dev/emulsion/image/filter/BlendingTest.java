package dev.emulsion.image.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlendingTest {

  private static final int[] DEGENERATE = new int[1 << 16];
  private static final int[] SAMPLES = new int[1 << 16];

  static {
    for (int i = 0; i < 1 << 16; i++) {
      DEGENERATE[i] = i >> 8;
      SAMPLES[i] = i & 0xFF;
    }
  }

  /** The definition in float32, for every pair of samples. */
  private static byte[] expected(float factor) {
    byte[] expected = new byte[1 << 16];
    for (int i = 0; i < expected.length; i++) {
      float product = factor * (SAMPLES[i] - DEGENERATE[i]);
      float sum = DEGENERATE[i] + product;
      expected[i] = (byte) (int) (sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
    return expected;
  }

  private static byte[] blended(float factor, BlendKernel kernel) {
    byte[] out = new byte[1 << 16];
    new Blending(factor).blend(DEGENERATE, SAMPLES, out.length, kernel, out, 0);
    return out;
  }

  @ParameterizedTest
  @ValueSource(
      floats = {0, 1, 0.5f, 0.1f, 0.8f, 1.2f, 1.81f, 0.19f, 0.99999994f, 1.9999999f, 2, 3.7f, 40})
  void everyPairOfSamplesIsBlendedAsInFloat32(float factor) {
    assertThat(blended(factor, new ScalarBlend())).isEqualTo(expected(factor));
    assertThat(blended(factor, new VectorBlend())).isEqualTo(expected(factor));
  }

  @Property(tries = 200)
  void anyFactorBlendsAsInFloat32(@ForAll @FloatRange(min = 0, max = 4) float factor) {
    assertThat(blended(factor, new VectorBlend())).isEqualTo(expected(factor));
  }

  @Property(tries = 100)
  void bothKernelsSmoothAlike(
      @ForAll @IntRange(min = 3, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 4) int channels) {
    Image image = Images.noise(3, width, channels, width);
    int length = width * channels;
    int[][] scalar = smoothed(image, length, channels, new ScalarBlend());
    int[][] vector = smoothed(image, length, channels, new VectorBlend());
    assertThat(vector).isDeepEqualTo(scalar);
    // the middle pixel five times and its eight neighbors, in thirteenths
    double sum = 4 * image.value(1, 1, 0);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        sum += image.value(y, x, 0);
      }
    }
    assertThat(vector[0][channels]).isEqualTo((int) Math.rint(sum / 13));
  }

  private static int[][] smoothed(Image image, int length, int channels, BlendKernel kernel) {
    int[][] rows = new int[3][length];
    for (int y = 0; y < 3; y++) {
      kernel.widen(image.samples(), y * length, length, rows[y]);
    }
    int[] smooth = new int[length];
    kernel.smooth(rows[0], rows[1], rows[2], length, channels, smooth);
    return new int[][] {smooth, rows[0], rows[1], rows[2]};
  }
}
