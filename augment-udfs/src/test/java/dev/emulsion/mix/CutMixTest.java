package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.Range;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CutMixTest {

  private static final Image BLACK = Images.black(4, 4);
  private static final Image WHITE = Images.white(4, 4);

  @Test
  void lambdaIsWhatClippingLeavesOfTheBase() {
    // λ 0.75 -> half of each side -> a 2×2 box; centered on the corner, only 1 of 16 pixels is
    // inside
    ScriptedDraws draws = ScriptedDraws.of(0.75, 0, 0);
    CutMix.Plan plan = new CutMix(1.0).plan(BLACK, WHITE, draws);
    assertThat(plan.box()).isEqualTo(new Box(0, 0, 1, 1));
    assertThat(plan.lambda()).isEqualTo(15.0 / 16.0);
    assertThat(plan.lambdaDrawn()).isEqualTo(0.75);
  }

  @Test
  void asDrawnKeepsTheLambdaOfTheDraw() {
    CutMix cutMix = new CutMix(1.0, CutMix.Lambda.AS_DRAWN, new CutMix.Centered());
    CutMix.Plan plan = cutMix.plan(BLACK, WHITE, ScriptedDraws.of(0.75, 0, 0));
    assertThat(plan.box()).isEqualTo(new Box(0, 0, 1, 1));
    assertThat(plan.lambda()).isEqualTo(0.75);
  }

  @Test
  void lambdaComesFirstThenRowThenColumn() {
    ScriptedDraws draws = ScriptedDraws.of(0.75, 1, 4);
    CutMix.Plan plan = new CutMix(0.4).plan(Images.black(3, 6), Images.white(3, 6), draws);
    assertThat(draws.questions()).containsExactly("beta 0.4 0.4", "below 3", "below 6");
    // half of 3 rows is 1, which halves to nothing on either side; half of 6 columns is 3, so 2
    assertThat(plan.box()).isEqualTo(new Box(1, 3, 0, 2));
    assertThat(plan.lambda()).isEqualTo(1);
  }

  @Test
  void partnerShowsInsideTheBoxOnly() {
    CutMix.Plan plan = new CutMix(1.0).plan(BLACK, WHITE, ScriptedDraws.of(0.75, 2, 1));
    assertThat(plan.box()).isEqualTo(new Box(1, 0, 2, 2));
    Image mixed = plan.apply(BLACK, WHITE);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        boolean inside = (row == 1 || row == 2) && column <= 1;
        assertThat(mixed.value(row, column, 0)).isEqualTo(inside ? 255 : 0);
      }
    }
  }

  @Test
  void lambdaZeroAroundTheMiddleShowsThePartnerAlone() {
    CutMix.Plan plan = new CutMix(1.0).plan(BLACK, WHITE, ScriptedDraws.of(0, 2, 2));
    assertThat(plan.lambda()).isZero();
    assertThat(plan.apply(BLACK, WHITE)).isEqualTo(WHITE);
  }

  @Test
  void aSinglePixelStaysTheBase() {
    Image black = Images.black(1, 1);
    CutMix.Plan plan =
        new CutMix(1.0).plan(black, Images.white(1, 1), ScriptedDraws.of(0.25, 0, 0));
    assertThat(plan.lambda()).isEqualTo(1);
    assertThat(plan.apply(black, Images.white(1, 1))).isEqualTo(black);
  }

  @Test
  void sideSharesDrawHeightWidthTopLeft() {
    CutMix cutMix =
        new CutMix(1.0, CutMix.Lambda.BY_AREA, new CutMix.SideShares(new Range(0.25, 0.75)));
    ScriptedDraws draws = ScriptedDraws.of(0.5, 1, 2, 3, 1);
    CutMix.Plan plan = cutMix.plan(Images.black(8, 12), Images.white(8, 12), draws);
    // rows from 2 to 5, columns from 3 to 8, then what is left of 8 and of 12
    assertThat(draws.questions())
        .containsExactly("beta 1.0 1.0", "below 4", "below 6", "below 5", "below 7");
    assertThat(plan.box()).isEqualTo(new Box(3, 1, 3, 5));
    assertThat(plan.lambda()).isEqualTo(1 - 15.0 / 96);
  }

  @Test
  void anImageWithoutAnyAllowedBoxIsRejected() {
    CutMix cutMix =
        new CutMix(1.0, CutMix.Lambda.BY_AREA, new CutMix.SideShares(new Range(0.25, 0.75)));
    Image pixel = Images.black(1, 1);
    assertThatThrownBy(() -> cutMix.plan(pixel, pixel, ScriptedDraws.of(0.5)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "cannot draw a box with sides from 0.25 to 0.75 of those of an image of 1×1; widen"
                + " min-max");
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new CutMix(-0.5)).hasMessage("alpha must be positive, was -0.5");
    assertThatThrownBy(() -> new CutMix.SideShares(new Range(0.2, 1.2)))
        .hasMessage("min-max must be between 0 and 1, was (0.2, 1.2)");
    assertThatThrownBy(
            () -> new CutMix(1, CutMix.Lambda.AS_DRAWN, new CutMix.SideShares(new Range(0.2, 0.8))))
        .hasMessage(
            "correct-lambda must be true with min-max, which does not use lambda, was false");
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(made(Map.of())).isEqualTo(new CutMix(1.0));
    assertThat(made(Map.of("alpha", 0.3, "correct-lambda", false)))
        .isEqualTo(new CutMix(0.3, CutMix.Lambda.AS_DRAWN, new CutMix.Centered()));
    assertThat(made(Map.of("min-max", List.of(0.2, 0.8))))
        .isEqualTo(
            new CutMix(1.0, CutMix.Lambda.BY_AREA, new CutMix.SideShares(new Range(0.2, 0.8))));
  }

  private static Mix made(Map<String, Object> given) {
    return Mixes.all().get(1).factory().apply(new GivenArguments(given));
  }
}
