package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.Range;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The formulas of color and point operations, on images small enough to see through. */
class ToneOperationsTest {

  private static Image gray(int... samples) {
    return Images.gray(1, samples.length, samples);
  }

  @Test
  void brightnessMultipliesAndCutsOff() {
    assertThat(new Brightness.Plan(1.5).apply(gray(0, 3, 100, 200)))
        .isEqualTo(gray(0, 4, 150, 255));
    assertThat(new Brightness.Plan(0).apply(gray(7, 200))).isEqualTo(gray(0, 0));
  }

  @Test
  void contrastMovesAwayFromTheRoundedMean() {
    // mean 50.5 rounds up to 51: 51 + 2 · (0 - 51) < 0, 51 + 2 · (101 - 51) = 151
    assertThat(new Contrast.Plan(2).apply(gray(0, 101))).isEqualTo(gray(0, 151));
    assertThat(new Contrast.Plan(0).apply(gray(0, 101))).isEqualTo(gray(51, 51));
  }

  @Test
  void colorMovesAwayFromTheLumaOfThePixel() {
    // luma of (200, 100, 50): 59.8 + 58.7 + 5.7 = 124.2
    Image pixel = Images.flat(1, 1, 200, 100, 50);
    assertThat(new Color.Plan(0).apply(pixel)).isEqualTo(Images.flat(1, 1, 124, 124, 124));
    assertThat(new Color.Plan(0.5).apply(pixel)).isEqualTo(Images.flat(1, 1, 162, 112, 87));
    assertThat(new Color.Plan(5).apply(gray(9))).isEqualTo(gray(9));
  }

  @Test
  void sharpnessMovesAwayFromTheSmoothedImageInsideTheFrame() {
    Image spot = Images.gray(3, 3, 0, 0, 0, 0, 130, 0, 0, 0, 0);
    // smoothed: 5 · 130 / 13 = 50
    assertThat(new Sharpness.Plan(0).apply(spot).value(1, 1, 0)).isEqualTo(50);
    assertThat(new Sharpness.Plan(1.5).apply(spot).value(1, 1, 0)).isEqualTo(170);
    assertThat(new Sharpness.Plan(2).apply(Images.white(2, 9))).isEqualTo(Images.white(2, 9));
  }

  @Test
  void halfAHueTurnGivesTheComplement() {
    // red is hue 0; 127 of 255 sixths of the circle later lies cyan, short of it by rounding
    assertThat(new Hue.Plan(0.5).apply(Images.flat(1, 1, 255, 0, 0)))
        .isEqualTo(Images.flat(1, 1, 0, 255, 252));
    assertThat(new Hue.Plan(0.3).apply(gray(77))).isEqualTo(gray(77));
  }

  @Test
  void grayIsTheWeighedSum() {
    // 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1
    assertThat(new Grayscale.Plan(3).apply(Images.flat(1, 1, 255, 0, 0)))
        .isEqualTo(Images.flat(1, 1, 76, 76, 76));
    assertThat(new Grayscale.Plan(1).apply(Images.flat(1, 1, 0, 255, 0))).isEqualTo(gray(150));
    assertThat(new RandomGrayscale.Plan().apply(Images.flat(1, 1, 0, 0, 255)))
        .isEqualTo(Images.flat(1, 1, 29, 29, 29));
  }

  @Test
  void randomGrayKeepsAlphaAndWhatIsGray() {
    TransformPlan gray = new RandomGrayscale.Plan();
    assertThat(gray.apply(Images.flat(1, 1, 0, 0, 255, 7)))
        .isEqualTo(Images.flat(1, 1, 29, 29, 29, 7));
    assertThat(gray.apply(Images.flat(1, 1, 9, 7))).isEqualTo(Images.flat(1, 1, 9, 7));
    assertThat(gray.apply(gray(9))).isEqualTo(gray(9));
  }

  @Test
  void anImageTooSmallForTheKernelIsRejectedWhenPlanned() {
    Transform blur =
        new GaussianBlur(new Range(1, 1), GaussianBlur.Method.TORCHVISION, new Size(3, 9), 1);
    assertThatThrownBy(() -> blur.plan(new Shape(2, 4, 3), ScriptedDraws.of(0.5)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "cannot blur 2×4 with a kernel of 3×9: half the kernel must be smaller than the image;"
                + " resize first");
  }

  @Test
  void pointOperationsLookAtOneSample() {
    Image samples = gray(0, 127, 128, 255);
    assertThat(new Invert.Plan().apply(samples)).isEqualTo(gray(255, 128, 127, 0));
    assertThat(new Solarize.Plan(128).apply(samples)).isEqualTo(gray(0, 127, 127, 0));
    assertThat(new Solarize.Plan(127.5).apply(samples)).isEqualTo(gray(0, 127, 127, 0));
    assertThat(new Solarize.Plan(256).apply(samples)).isEqualTo(samples);
    assertThat(new SolarizeAdd.Plan(200, 128).apply(samples)).isEqualTo(gray(200, 255, 128, 255));
    assertThat(new Posterize.Plan(1).apply(samples)).isEqualTo(gray(0, 0, 128, 128));
    assertThat(new Posterize.Plan(8).apply(samples)).isEqualTo(samples);
    assertThat(new Posterize.Plan(0).apply(samples)).isEqualTo(gray(0, 0, 0, 0));
  }

  @Test
  void autoContrastStretchesEachChannelByItself() {
    Image image = Image.of(1, 3, 3, new byte[] {10, 5, 0, 20, 5, 1, 30, 5, (byte) 255});
    assertThat(new AutoContrast.Plan().apply(image))
        .isEqualTo(Image.of(1, 3, 3, new byte[] {0, 5, 0, 127, 5, 1, (byte) 255, 5, (byte) 255}));
  }

  @Test
  void equalizingMakesTwoEquallyFrequentSamplesBlackAndWhite() {
    int[] samples = new int[1020];
    Arrays.fill(samples, 0, 510, 100);
    Arrays.fill(samples, 510, 1020, 101);
    // step (1020 - 510) / 255 = 2: 100 -> 1 / 2 = 0, 101 -> (1 + 510) / 2 = 255
    Image equal = new Equalize.Plan().apply(gray(samples));
    assertThat(equal.value(0, 0, 0)).isZero();
    assertThat(equal.value(0, 1019, 0)).isEqualTo(255);
    assertThat(new Equalize.Plan().apply(gray(9, 9, 9))).isEqualTo(gray(9, 9, 9));
  }

  @Test
  void alphaStaysAsItIs() {
    Image pixel = Images.flat(4, 4, 200, 100, 50, 33);
    for (TransformPlan plan :
        new TransformPlan[] {
          new Brightness.Plan(0.5),
          new Contrast.Plan(0.5),
          new Color.Plan(0.5),
          new Sharpness.Plan(0.5),
          new Hue.Plan(0.2),
          new Invert.Plan(),
          new Equalize.Plan(),
          new AutoContrast.Plan()
        }) {
      assertThat(plan.apply(pixel).value(1, 2, 3)).as(plan.toString()).isEqualTo(33);
    }
  }

  @Test
  void aFixedFactorIsNotDrawn() {
    var draws = ScriptedDraws.of(0.5);
    assertThat(new Brightness(new Range(1.2, 1.2), 1).plan(gray(1).shape(), draws))
        .isEqualTo(new Brightness.Plan(1.2));
    assertThat(draws.questions()).containsExactly("uniform");
  }

  @Test
  void jitterDrawsTheOrderOfAllFourAndTheFactorsOfThoseThatAreOn() {
    var jitter =
        new ColorJitter(
            new Range(0.5, 1.5), new Range(1, 1), new Range(0.7, 1.3), new Range(-0.1, 0.1), 1);
    // 3, then of 1, 2, 0 the last, then of 2, 1 the second: hue, brightness, contrast, saturation
    var draws = ScriptedDraws.of(0.5, 3, 2, 1, 1.25, 0.75, 0.0625);
    assertThat(jitter.plan(gray(1).shape(), draws))
        .isEqualTo(
            new ColorJitter.Plan(
                List.of(new Hue.Plan(0.0625), new Brightness.Plan(1.25), new Color.Plan(0.75))));
    assertThat(draws.questions())
        .containsExactly(
            "uniform",
            "below 4",
            "below 3",
            "below 2",
            "uniform 0.5 1.5",
            "uniform 0.7 1.3",
            "uniform -0.1 0.1");
  }

  @Test
  void jitterEqualsItsChangesAppliedOneAfterTheOther() {
    Image image = Images.noise(13, 17, 3, 4);
    var plans =
        List.of(
            new Contrast.Plan(1.3),
            new Brightness.Plan(0.7),
            new Color.Plan(1.2),
            new Hue.Plan(0.1),
            new Contrast.Plan(0.6));
    Image expected = image;
    for (TonePlan plan : plans) {
      expected = plan.apply(expected);
    }
    assertThat(new ColorJitter.Plan(List.copyOf(plans)).apply(image)).isEqualTo(expected);
  }
}
