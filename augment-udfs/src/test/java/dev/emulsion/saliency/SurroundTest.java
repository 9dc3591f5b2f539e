package dev.emulsion.saliency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SurroundTest {

  private static final int[] RADII = {12, 5, 2};

  /** Windows by their definition, pixel after pixel. */
  @Property(tries = 200)
  void bothKernelsFollowTheDefinition(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll long seed) {
    int[] gray = gray(Images.noise(height, width, 1, seed));
    int[] on = new int[gray.length];
    int[] off = new int[gray.length];
    for (int radius : RADII) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int sum = -gray[y * width + x];
          int others = -1;
          for (int row = Math.max(0, y - radius + 1);
              row <= Math.min(height - 1, y + radius);
              row++) {
            for (int c = Math.max(0, x - radius + 1); c <= Math.min(width - 1, x + radius); c++) {
              sum += gray[row * width + c];
              others++;
            }
          }
          if (others > 0) {
            float difference = gray[y * width + x] - (float) sum / others;
            on[y * width + x] += difference > 0 ? (int) difference : 0;
            off[y * width + x] += difference < 0 ? (int) -difference : 0;
          }
        }
      }
    }
    assertThat(compared(new ScalarSurround(), gray, height, width))
        .isEqualTo(new int[][] {on, off});
    assertThat(compared(new VectorSurround(), gray, height, width))
        .isEqualTo(new int[][] {on, off});
  }

  @Test
  void vectorsAreUsedWhereTheModuleIs() {
    assertThat(SurroundKernel.fastest())
        .isInstanceOf(VectorSurround.isFast() ? VectorSurround.class : ScalarSurround.class);
  }

  @Test
  void differencesAreTruncatedNotRounded() {
    int[] gray = new int[8];
    gray[3] = 255;
    int[][] scalar = compared(new ScalarSurround(), gray, 1, 8);
    assertThat(scalar[0][3]).isEqualTo(3 * 255);
    // columns 0 to 7, 0 to 5 and 0 to 2: 36.4, 51 and nothing darker
    assertThat(scalar[1][0]).isEqualTo(36 + 51);
    // columns 0 to 7 twice and 1 to 4: 36.4, 36.4 and 85
    assertThat(scalar[1][2]).isEqualTo(36 + 36 + 85);
    assertThat(compared(new VectorSurround(), gray, 1, 8)).isEqualTo(scalar);
  }

  private static int[][] compared(SurroundKernel kernel, int[] gray, int height, int width) {
    int[][] sums = new int[2][gray.length];
    new Surround(gray, height, width).compare(kernel, RADII, sums[0], sums[1]);
    return sums;
  }

  private static int[] gray(Image image) {
    return Channels.RGB.luma(image);
  }
}
