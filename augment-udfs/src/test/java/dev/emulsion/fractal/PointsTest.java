package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.random.SeededDraws;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointsTest {

  /** Halves the distance to (0, 0), to (1, 0), and to (0, 1): Sierpiński's triangle. */
  private static final FunctionSystem TRIANGLE =
      new FunctionSystem(
          List.of(
              new Affine(0.5, 0, 0, 0.5, 0, 0),
              new Affine(0.5, 0, 0, 0.5, 0.5, 0),
              new Affine(0.5, 0, 0, 0.5, 0, 0.5)));

  @Test
  void theGameBeginsAtTheFixedPointOfTheFirstMapAndFollowsTheDraws() {
    // to (1, 0), to (0, 1), to (1, 0), and halfway to (0, 0)
    ScriptedDraws draws = ScriptedDraws.of(0.5, 0.99, 0.34, 0.33);
    Points points = Points.of(TRIANGLE, 4, draws);
    assertThat(points.x()).containsExactly(0.5, 0.25, 0.625, 0.3125);
    assertThat(points.y()).containsExactly(0, 0.5, 0.25, 0.125);
    assertThat(draws.left()).isZero();
  }

  @Test
  void theFixedPointIsThatOfAnyMap() {
    // (x, y) -> (y/2 + 1, x/2): x = y/2 + 1 and y = x/2 give (4/3, 2/3), which the map keeps
    FunctionSystem one = new FunctionSystem(List.of(new Affine(0, 0.5, 0.5, 0, 1, 0)));
    Points points = Points.of(one, 3, ScriptedDraws.of(0.1, 0.5, 0.9));
    assertThat(points.x()).containsOnly(4.0 / 3);
    assertThat(points.y()).containsOnly(2.0 / 3);
  }

  @Test
  void noPointOfTheTriangleLiesInItsHole() {
    Points points = Points.of(TRIANGLE, 2000, new SeededDraws(1));
    for (int i = 0; i < points.count(); i++) {
      double x = points.x()[i];
      double y = points.y()[i];
      assertThat(x + y).isLessThan(1);
      assertThat(x < 0.5 && y < 0.5 && x + y > 0.5).as("(%s, %s)", x, y).isFalse();
    }
  }

  @Test
  void fractalDbBeginsAtTheOriginWhichCounts() {
    double[] thirds = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    Points points = Points.fromOrigin(TRIANGLE, thirds, 3, ScriptedDraws.of(0.5, 0.9));
    assertThat(points.x()).containsExactly(0, 0.5, 0.25);
    assertThat(points.y()).containsExactly(0, 0, 0.5);
  }

  @Test
  void aDrawAboveAllSumsRepeatsThePoint() {
    double[] tooLow = {0.3, 0.3, 0.3};
    Points points = Points.fromOrigin(TRIANGLE, tooLow, 3, ScriptedDraws.of(0.5, 0.95));
    assertThat(points.x()).containsExactly(0, 0.5, 0.5);
  }

  @Test
  void aSystemThatDivergesEndsAHundredPointsBeforeItOverflows() {
    // x doubles: point i is 2^i - 1, and 2^1024 is not finite
    FunctionSystem doubling = new FunctionSystem(List.of(new Affine(2, 0, 0, 0, 1, 0)));
    Points points = Points.fromOrigin(doubling, new double[] {1}, 5000, new SeededDraws(0));
    assertThat(points.count()).isEqualTo(1024 - 100);
    assertThat(points.x()[3]).isEqualTo(7);
  }
}
