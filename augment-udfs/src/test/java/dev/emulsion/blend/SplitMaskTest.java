package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitMaskTest {

  private static SplitMask seam(int width) {
    return new SplitMask(Split.HORIZONTAL, width);
  }

  @Test
  void theStripLiesInTheMiddleAndItsLastColumnIsTheSecondAlone() {
    // 8/2 - 4/2 = 2 columns before it; then 0, 1/3, 2/3, 1
    double third = 1.0 / 3;
    assertThat(seam(4).weights(8)).containsExactly(0, 0, 0, third, 2 * third, 1, 1, 1);
  }

  @Test
  void anOddLengthHasThePixelMoreBehindTheStrip() {
    // 5/2 = 2, less half of the strip
    assertThat(seam(0).weights(5)).containsExactly(0, 0, 1, 1, 1);
    assertThat(seam(2).weights(5)).containsExactly(0, 0, 1, 1, 1);
    double third = 1.0 / 3;
    assertThat(seam(4).weights(5)).containsExactly(0, third, 2 * third, 1, 1);
    assertThat(seam(0).weights(1)).containsExactly(1);
  }

  @Test
  void withoutAStripBytesAreCopied() {
    Image first = Images.noise(3, 6, 3, 1);
    Image second = Images.noise(3, 6, 3, 2);
    assertThat(new SplitMask(Split.HORIZONTAL, 0).join(first, second))
        .isEqualTo(first.withPatch(new Box(0, 3, 3, 3), second));
    assertThat(new SplitMask(Split.VERTICAL, 0).join(first, second))
        .isEqualTo(first.withPatch(new Box(1, 0, 2, 6), second));
  }

  @Test
  void fractionsAreCutOff() {
    // 2/3 · 100 + 1/3 · 201 = 133.67 and 1/3 · 100 + 2/3 · 201 = 167.33
    assertThat(
            seam(4)
                .join(Images.gray(1, 4, 100, 100, 100, 100), Images.gray(1, 4, 201, 201, 201, 201)))
        .isEqualTo(Images.gray(1, 4, 100, 133, 167, 201));
  }

  @Property
  void everySampleIsWhatTheFormulaGives(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(max = 6) int half,
      @ForAll Split split,
      @ForAll long seed) {
    int length = split == Split.HORIZONTAL ? width : height;
    SplitMask seam = new SplitMask(split, Math.min(2 * half, length / 2 * 2));
    double[] weights = seam.weights(length);
    Image first = Images.noise(height, width, channels, seed);
    Image second = Images.noise(height, width, channels, seed + 1);
    Image joined = seam.join(first, second);
    for (int i = 0; i < joined.samples().length; i++) {
      double m = weights[split == Split.HORIZONTAL ? i / channels % width : i / channels / width];
      double a = (first.samples()[i] & 0xFF) / 255f;
      double b = (second.samples()[i] & 0xFF) / 255f;
      assertThat(joined.samples()[i] & 0xFF).isEqualTo((int) (((1.0 - m) * a + m * b) * 255.0));
    }
  }

  @Test
  void theMaskIsTheSecondsWeightAsLight() {
    // 255/3 = 85
    assertThat(seam(4).mask(2, 4))
        .isEqualTo(
            Image.of(
                2,
                4,
                3,
                new byte[] {
                  0, 0, 0, 85, 85, 85, (byte) 170, (byte) 170, (byte) 170, -1, -1, -1,
                  0, 0, 0, 85, 85, 85, (byte) 170, (byte) 170, (byte) 170, -1, -1, -1
                }));
    assertThat(new SplitMask(Split.VERTICAL, 0).mask(2, 1))
        .isEqualTo(Image.of(2, 1, 3, new byte[] {0, 0, 0, -1, -1, -1}));
  }

  @Test
  void stripsThatDoNotFitAreRejected() {
    assertThatThrownBy(() -> seam(3)).hasMessage("seam-width must be even and 0 or more, was 3");
    assertThatThrownBy(() -> seam(-2)).hasMessage("seam-width must be even and 0 or more, was -2");
    assertThatThrownBy(() -> seam(6).weights(5))
        .hasMessage("seam-width must be at most the image's 5 pixels, was 6");
  }

  @Test
  void imagesOfTwoShapesAreRejected() {
    assertThatThrownBy(() -> seam(0).join(Images.black(2, 4), Images.black(4, 2)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot mix 2×4×3 with 4×2×3");
  }
}
