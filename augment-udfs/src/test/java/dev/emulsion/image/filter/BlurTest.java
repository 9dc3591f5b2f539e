package dev.emulsion.image.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlurTest {

  @Test
  void aBoxOfRadiusOneIsTheMeanOfThreeByThree() {
    Image spot = Images.gray(5, 5, new int[25]);
    spot.samples()[12] = 90;
    // 90 / 3 along the row, then 30 / 3 down the columns
    assertThat(Blur.box(spot, 1))
        .isEqualTo(
            Images.gray(
                5, 5, 0, 0, 0, 0, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 10, 10, 10, 0, 0, 0, 0,
                0, 0));
  }

  @Test
  void aFractionOfTheRadiusWeighsTheNextPixels() {
    // radius 0.5 is two pixels wide: half of the middle and a quarter of each neighbor
    assertThat(Blur.box(Images.gray(1, 3, 0, 100, 0), 0.5))
        .isEqualTo(Images.gray(1, 3, 25, 50, 25));
  }

  @Test
  void edgesGoOnWithTheOutermostPixel() {
    assertThat(Blur.box(Images.gray(1, 2, 0, 90), 1)).isEqualTo(Images.gray(1, 2, 30, 60));
    assertThat(Blur.gaussian(Images.flat(1, 1, 7, 8, 9), 2)).isEqualTo(Images.flat(1, 1, 7, 8, 9));
  }

  @Test
  void threeBoxesHaveTheVarianceOfTheGaussian() {
    // a box of radius R <= 1 has variance 2 · outer, where outer = R / (2R + 1)
    for (double sigma : new double[] {0.3, 0.7, 1.0}) {
      double radius = Blur.boxRadius(sigma);
      assertThat(3 * 2 * radius / (2 * radius + 1)).isCloseTo(sigma * sigma, within(1e-5));
    }
    assertThat(Blur.boxRadius(2.0)).isEqualTo(1.375f);
  }

  @Test
  void nothingChangesWithoutStrength() {
    Image image = Images.noise(9, 7, 3, 1);
    assertThat(Blur.gaussian(image, 0)).isSameAs(image);
    assertThat(Blur.box(image, 0)).isSameAs(image);
  }

  @Property(tries = 300)
  void bothKernelsBlurAlike(
      @ForAll @IntRange(min = 1, max = 30) int height,
      @ForAll @IntRange(min = 1, max = 30) int width,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @FloatRange(min = 0.01f, max = 40) float radius,
      @ForAll @IntRange(min = 1, max = 3) int passes) {
    Image image = Images.noise(height, width, channels, height * 31L + width);
    assertThat(new Blur(new VectorLines()).blurred(image, radius, passes))
        .isEqualTo(new Blur(new ScalarLines()).blurred(image, radius, passes));
  }

  @Test
  void aSampledGaussianWeighsByDistance() {
    // exp(-1/2) = 0.6065 on both sides of 1: 0.2741, 0.4519, 0.2741
    assertThat(GaussianKernel.blur(Images.gray(1, 3, 0, 100, 0), 1, new Size(1, 3)))
        .isEqualTo(Images.gray(1, 3, 55, 45, 55)); // at the ends the middle is on both sides
  }

  @Test
  void aKernelThatReachesBeyondTheMirrorIsRejected() {
    assertThatThrownBy(() -> GaussianKernel.blur(Images.black(4, 9), 1, Size.square(9)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "cannot blur 4×9 with a kernel of 9×9: half the kernel must be smaller than the image;"
                + " resize first");
  }

  @Test
  void negativeStrengthsAreRejected() {
    Image image = Images.black(2, 2);
    assertThatThrownBy(() -> Blur.gaussian(image, -1))
        .hasMessage("sigma must not be negative, was -1.0");
    assertThatThrownBy(() -> Blur.box(image, -1))
        .hasMessage("radius must not be negative, was -1.0");
  }
}
