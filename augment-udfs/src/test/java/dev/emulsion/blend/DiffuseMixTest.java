package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.GivenArguments;
import dev.emulsion.blend.DiffuseMix.Masks;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import dev.emulsion.transform.SideImages.MixingImage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiffuseMixTest {

  private static final Image BLACK = Images.black(4, 4);
  private static final SideImages WHITE =
      new SideImages(
          Optional.of(new Generated(new GeneratedKey("1.jpg", "snowy", 3), Images.white(4, 4))),
          Optional.of(new MixingImage("f", Images.flat(4, 4, 100, 100, 100))));

  private static DiffuseMix hard(double alpha, Masks masks) {
    return new DiffuseMix(Size.square(4), alpha, masks, 0);
  }

  @Test
  void theFourMasksAreTheHalvesOfTheImage() {
    Set<Image> masks = new HashSet<>();
    for (double flip : new double[] {0.25, 0.75}) {
      for (double axis : new double[] {0, 1}) {
        ScriptedDraws draws = ScriptedDraws.of(flip, axis);
        DiffuseMix.Plan plan = hard(0, Masks.PAPER).plan(BLACK.shape(), WHITE, draws);
        assertThat(draws.questions()).containsExactly("uniform", "below 2");
        assertThat(plan.generatedFirst()).isEqualTo(flip < 0.5);
        assertThat(plan.split()).isEqualTo(axis == 0 ? Split.HORIZONTAL : Split.VERTICAL);
        // white over black: what shows the generated image is white, as in the mask
        assertThat(plan.apply(BLACK, WHITE)).isEqualTo(plan.mask());
        masks.add(plan.mask());
      }
    }
    assertThat(masks).hasSize(4);
  }

  @Test
  void officialMasksAreNeverFlipped() {
    ScriptedDraws draws = ScriptedDraws.of(0);
    DiffuseMix.Plan plan = hard(0.2, Masks.OFFICIAL).plan(BLACK.shape(), WHITE, draws);
    assertThat(draws.questions()).containsExactly("below 2");
    assertThat(plan)
        .isEqualTo(
            new DiffuseMix.Plan(Size.square(4), "snowy", 3, Split.HORIZONTAL, false, 0, "f", 0.2));
  }

  @Test
  void theFractalIsLaidThinlyOverBoth() {
    // 0.8 · 0 + 0.2 · 100 = 20 on the left, 0.8 · 255 + 20 = 224 on the right
    Image blended =
        hard(0.2, Masks.OFFICIAL)
            .plan(BLACK.shape(), WHITE, ScriptedDraws.of(0))
            .apply(BLACK, WHITE);
    assertThat(blended.value(0, 1, 0)).isEqualTo(20);
    assertThat(blended.value(3, 2, 2)).isEqualTo(224);
  }

  @Test
  void theSumLosesItsFractionInSinglePrecision() {
    // 0.7f · 10 + 0.3f · 10 = 10.000000 as floats; 0.9f · 11 + 0.1f · 6 = 10.5
    assertThat(new Overlay(0.3).of(Images.gray(1, 1, 10), Images.gray(1, 1, 10)))
        .isEqualTo(Images.gray(1, 1, (int) (0.7f * 10 + 0.3f * 10)));
    assertThat(new Overlay(0.1).of(Images.gray(1, 1, 11), Images.gray(1, 1, 6)))
        .isEqualTo(Images.gray(1, 1, 10));
    assertThat(new Overlay(1).of(Images.gray(1, 1, 11), Images.gray(1, 1, 6)))
        .isEqualTo(Images.gray(1, 1, 6));
  }

  @Test
  void withoutAFractalNoneIsNeededOrNamed() {
    DiffuseMix mix = hard(0, Masks.OFFICIAL);
    assertThat(mix.needsMixingImage()).isFalse();
    assertThat(mix.plan(BLACK.shape(), WHITE, ScriptedDraws.of(1)).fractal()).isEmpty();
    assertThat(hard(0.01, Masks.OFFICIAL).needsMixingImage()).isTrue();
  }

  @Test
  void defaultsAreThePapersMasksAndTheAuthorsSeam() {
    var mix = (DiffuseMix) DiffuseMix.ENTRY.factory().apply(new GivenArguments(Map.of()));
    assertThat(mix).isEqualTo(new DiffuseMix(Size.square(256), 0.2, Masks.PAPER, 20));
    assertThat(mix.mixingImageSize()).contains(Size.square(256));
  }

  @Test
  void pointsFollowTheResizing() {
    DiffuseMix.Plan plan =
        hard(0.2, Masks.OFFICIAL).plan(BLACK.shape(), WHITE, ScriptedDraws.of(0));
    assertThat(plan.mapping(new Size(8, 12))).contains(new AffineMap(3, 0, 0, 0, 2, 0));
  }

  @Test
  void parametersOutOfRangeAreRejected() {
    Size size = new Size(30, 10);
    assertThatThrownBy(() -> new DiffuseMix(size, 1.1, Masks.PAPER, 0))
        .hasMessage("alpha must be between 0 and 1, was 1.1");
    assertThatThrownBy(() -> new DiffuseMix(size, -0.1, Masks.PAPER, 0))
        .hasMessage("alpha must be between 0 and 1, was -0.1");
    assertThatThrownBy(() -> new DiffuseMix(size, 0.2, Masks.PAPER, 7))
        .hasMessage("seam-width must be even and 0 or more, was 7");
    assertThatThrownBy(() -> new DiffuseMix(size, 0.2, Masks.PAPER, 12))
        .hasMessage("seam-width must be at most the image's 10 pixels, was 12");
    assertThatThrownBy(
            () ->
                DiffuseMix.ENTRY
                    .factory()
                    .apply(new GivenArguments(Map.of("size", List.of(1, 2, 3)))))
        .hasMessage("size must be one number (a square) or two (height, width), was [1, 2, 3]");
  }

  @Test
  void companionsThatAreMissingAreNamed() {
    var noImage = new SideImages(WHITE.generated(), Optional.empty());
    assertThatThrownBy(
            () -> hard(0.2, Masks.PAPER).plan(BLACK.shape(), SideImages.NONE, ScriptedDraws.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("diffusemix needs a generated image");
    assertThatThrownBy(
            () -> hard(0.2, Masks.PAPER).plan(BLACK.shape(), noImage, ScriptedDraws.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("diffusemix needs an image of the mixing set unless alpha is 0, was 0.2");
  }
}
