package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Range;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.random.SeededDraws;
import dev.emulsion.transform.RandomErasing.Count;
import dev.emulsion.transform.RandomErasing.Mode;
import dev.emulsion.transform.RandomErasing.Patch;
import dev.emulsion.transform.RandomErasing.Plan;
import dev.emulsion.transform.RandomErasing.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomErasingTest {

  private static final List<Double> MEAN = List.of(0.0, 0.5, 1.0);
  private static final List<Double> STD = List.of(0.1, 0.2, 0.1);

  private static RandomErasing erasing(Count count, Mode mode, Rules rules) {
    return new RandomErasing(
        new Range(0.25, 0.5), new Range(0.5, 2), count, mode, rules, MEAN, STD, 1);
  }

  @Test
  void aBoxOfTheDrawnShareAndRatioShowsTheMean() {
    // a quarter of 16×16 is 64 pixels; ratio 4 gives 16 rows, which do not fit, ratio 1 gives 8×8
    var draws = ScriptedDraws.of(0.5, 0.25, 4, 0.25, 1, 8, 3);
    Plan plan =
        (Plan) erasing(new Count(1, 1), Mode.CONST, Rules.PAPER).plan(new Shape(16, 16, 3), draws);
    // 127.5 rounds to the even 128
    assertThat(plan.patches())
        .containsExactly(new Patch(new Box(8, 3, 8, 8), List.of(0, 128, 255)));
    assertThat(draws.questions())
        .containsExactly(
            "uniform",
            "uniform 0.25 0.5",
            "uniform 0.5 2.0",
            "uniform 0.25 0.5",
            "uniform 0.5 2.0",
            "below 9",
            "below 9");
    Image shown = plan.apply(Images.flat(16, 16, 9, 9, 9));
    assertThat(shown.value(8, 3, 1)).isEqualTo(128);
    assertThat(shown.value(15, 10, 2)).isEqualTo(255);
    assertThat(shown.value(7, 3, 1)).isEqualTo(9);
    assertThat(shown.value(15, 11, 1)).isEqualTo(9);
  }

  @Test
  void severalBoxesShareTheArea() {
    // two boxes, so that half of the image is 64 pixels for each
    var draws = ScriptedDraws.of(0.5, 1, 0.5, 1, 0, 0, 0.5, 1, 4, 4);
    Plan plan =
        (Plan) erasing(new Count(1, 3), Mode.CONST, Rules.PAPER).plan(new Shape(16, 16, 3), draws);
    assertThat(plan.patches())
        .extracting(Patch::box)
        .containsExactly(new Box(0, 0, 8, 8), new Box(4, 4, 8, 8));
  }

  @Test
  void aBoxThatNeverFitsIsOmitted() {
    Image dot = Images.flat(1, 1, 5, 6, 7);
    for (Rules rules : Rules.values()) {
      RandomErasing whole =
          new RandomErasing(
              new Range(0.9, 1), new Range(1, 1), new Count(1, 1), Mode.PIXEL, rules, MEAN, STD, 1);
      TransformPlan plan = whole.plan(dot.shape(), new SeededDraws(1));
      assertThat(((Plan) plan).patches()).isEmpty();
      assertThat(plan.apply(dot)).isEqualTo(dot);
    }
  }

  @Test
  void oneColorOfABoxIsNormalAndClipped() {
    var draws = ScriptedDraws.of(0.5, 0.25, 1, 0, 0, -1, 1, 1);
    Plan plan =
        (Plan) erasing(new Count(1, 1), Mode.RAND, Rules.PAPER).plan(new Shape(16, 16, 3), draws);
    // 255 · (-0.1) is below 0, 255 · 0.7 = 178.5 rounds to even, 255 · 1.1 is above 255
    assertThat(plan.patches().get(0).color()).containsExactly(0, 178, 255);
  }

  @Test
  void noiseIsTheSameAtEveryReplayAndAnotherForAnotherSeed() {
    Image image = Images.black(16, 16);
    Patch all = new Patch(Box.whole(image.size()), List.of());
    Plan plan = new Plan(List.of(all), 7, List.of(0.5, 0.5, 0.5), STD);
    assertThat(plan.apply(image)).isEqualTo(plan.apply(image));
    assertThat(plan.apply(image))
        .isNotEqualTo(new Plan(List.of(all), 8, List.of(0.5, 0.5, 0.5), STD).apply(image));
    double sum = 0;
    for (int i = 0; i < 256; i++) {
      sum += plan.apply(image).value(i / 16, i % 16, 0);
    }
    // 255 · 0.5, give or take four standard errors of 255 · 0.1 / 16
    assertThat(sum / 256).isBetween(121.0, 134.0);
  }
}
