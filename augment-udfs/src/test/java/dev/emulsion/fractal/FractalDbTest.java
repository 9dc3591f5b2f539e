package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.image.Image;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.random.SeededDraws;
import java.util.List;
import org.junit.jupiter.api.Test;

class FractalDbTest {

  private static final int SIDE = 32;

  private static final FractalDb POINTS = new FractalDb(1000, 0.2, Dots.POINT, Coloring.COLOR);

  /** Heighway's dragon: turns by 45° and by 135°, both shrinking by √2. */
  private static final FunctionSystem DRAGON =
      new FunctionSystem(
          List.of(new Affine(0.5, -0.5, 0.5, 0.5, 0, 0), new Affine(-0.5, -0.5, 0.5, -0.5, 1, 0)));

  private static boolean isBlack(Image image, int row, int column) {
    return image.value(row, column, 0) == 0
        && image.value(row, column, 1) == 0
        && image.value(row, column, 2) == 0;
  }

  @Test
  void xGivesTheColumnAndYTheRowFromBelow() {
    // from the origin to (1, 2): the corners of what is inside the margin of 6
    Points two = new Points(new double[] {0, 1}, new double[] {0, 2});
    Image image = FractalDbCanvas.render(two, SIDE, Coloring.GRAY);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        boolean inked = row == 31 - 6 && column == 6 || row == 31 - 26 && column == 26;
        assertThat(image.value(row, column, 0)).isEqualTo(inked ? 127 : 0);
      }
    }
  }

  @Test
  void theFirstPointIsRedAndLaterOnesLieOverIt() {
    // hue 0, saturation and intensity 3/4: 191 and 47; red and blue are exchanged
    Points one = new Points(new double[] {0}, new double[] {0});
    Image image = FractalDbCanvas.render(one, SIDE, Coloring.COLOR);
    assertThat(List.of(image.value(25, 6, 0), image.value(25, 6, 1), image.value(25, 6, 2)))
        .containsExactly(47, 47, 191);
    Points twice = new Points(new double[] {0, 0}, new double[] {0, 0});
    assertThat(FractalDbCanvas.render(twice, SIDE, Coloring.COLOR)).isNotEqualTo(image);
  }

  @Test
  void aPatchErasesWhatItDoesNotInk() {
    // all nine bits, then the last alone, one to the right and below of where the point lies
    Points twice = new Points(new double[] {0, 0}, new double[] {0, 0});
    Image image =
        FractalDbCanvas.render(twice, SIDE, Coloring.GRAY, ScriptedDraws.of(511 - 1, 1 - 1));
    int inked = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      inked += isBlack(image, i / SIDE, i % SIDE) ? 0 : 1;
    }
    assertThat(inked).isEqualTo(1);
    assertThat(isBlack(image, 31 - (6 + 3), 6 + 3)).isFalse();
  }

  @Test
  void instancesAreWeightingsAndThenFlips() {
    assertThat(plan(0).system()).isEqualTo(DRAGON);
    assertThat(plan(1).system().maps().get(1)).isEqualTo(new Affine(-0.1, -0.5, 0.5, -0.5, 1, 0));
    // 1 + 4 · 3 + 1: the second weighting of d; and 25 later with a flip
    assertThat(plan(14).system().maps().get(1)).isEqualTo(new Affine(-0.5, -0.5, 0.5, -0.3, 1, 0));
    assertThat(plan(39).system()).isEqualTo(plan(14).system());
    assertThat(plan(14).mirrorColumns()).isFalse();
    assertThat(plan(39).mirrorColumns()).isTrue();
    assertThat(plan(39).mirrorRows()).isFalse();
    assertThat(plan(64).mirrorRows()).isTrue();
  }

  @Test
  void probabilitiesStayThoseOfTheSystem() {
    // determinants 0.3 and 0.5; with 0.6 times a they would be 0.204 and 0.4
    FunctionSystem uneven = DRAGON.with(0, new Affine(0.6, -0.2, 0.3, 0.4, 0, 0));
    FractalDb.Plan plan = POINTS.plan(uneven, SIDE, 2, new SeededDraws(7));
    assertThat(plan.system()).isNotEqualTo(uneven);
    assertThat(plan.probabilities().get(0)).isCloseTo(0.3 / 0.8, within(1e-15));
    assertThat(plan.probabilities().get(1)).isCloseTo(0.5 / 0.8, within(1e-15));
  }

  @Test
  void aDivergingWeightingIsNotApplied() {
    // a square, of which 0.6 times a leaves it one; with 1.8 times a it grows without end
    FunctionSystem near =
        new FunctionSystem(
            List.of(
                new Affine(0.9, 0, 0, 0.5, 0, 0),
                new Affine(0.9, 0, 0, 0.5, 0, 0.5),
                new Affine(0.9, 0, 0, 0.5, 0.1, 0),
                new Affine(0.9, 0, 0, 0.5, 0.1, 0.5)));
    assertThat(POINTS.plan(near, SIDE, 4, new SeededDraws(1)).system()).isEqualTo(near);
    assertThat(POINTS.plan(near, SIDE, 2, new SeededDraws(1)).system()).isNotEqualTo(near);
  }

  @Test
  void tooFewPointsAreRejected() {
    assertThatThrownBy(() -> new FractalDb(999, 0.2, Dots.PATCH, Coloring.GRAY))
        .hasMessage("points must be at least 1000, was 999");
    assertThatThrownBy(() -> new FractalDb(1000, 1.5, Dots.PATCH, Coloring.GRAY))
        .hasMessage("min-fill-rate must be between 0 and 1, was 1.5");
  }

  private static FractalDb.Plan plan(int instance) {
    return POINTS.plan(DRAGON, SIDE, instance, new SeededDraws(7));
  }
}
