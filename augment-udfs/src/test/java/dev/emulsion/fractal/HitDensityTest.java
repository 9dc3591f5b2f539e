package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.fractal.HitDensity.Orientation;
import org.junit.jupiter.api.Test;

class HitDensityTest {

  private static final Window WINDOW = new Window(0, 0, 2, 4); // a pixel is 1 high and 2 wide

  private static Points at(double... xy) {
    double[] x = new double[xy.length / 2];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = xy[2 * i];
      y[i] = xy[2 * i + 1];
    }
    return new Points(x, y);
  }

  @Test
  void xGivesTheRowAndYTheColumnBothTruncated() {
    HitDensity hits = HitDensity.of(at(1.9, 0, 1, 1.9, 0, 4), WINDOW, 3);
    assertThat(hits.counts()).containsExactly(0, 0, 1, 2, 0, 0, 0, 0, 0);
    assertThat(hits.fillRate()).isEqualTo(2.0 / 9);
    assertThat(hits.max()).isEqualTo(2);
  }

  @Test
  void pointsOutsideTheWindowAreIgnoredUnlessTheyTruncateToTheFirstPixel() {
    HitDensity hits = HitDensity.of(at(-0.5, 0, -1, 0, 3, 0, 0, 6), WINDOW, 3);
    assertThat(hits.counts()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aWindowWithoutExtentIsOnePixel() {
    Points one = at(5, 7, 5, 7);
    assertThat(HitDensity.of(one, Window.around(one), 2).counts()).containsExactly(2, 0, 0, 0);
  }

  @Test
  void aPatchCoversThePixelsOfItsBitsAroundThePoint() {
    // above left, the point itself, and to the right of it
    HitDensity hits = HitDensity.of(at(1, 2), WINDOW, 3, 0b100_011_000);
    assertThat(hits.counts()).containsExactly(1, 0, 0, 0, 1, 1, 0, 0, 0);
  }

  @Test
  void aPatchShowsInTheImageWhereItsPointIsJustOutside() {
    // the point is one row below the last
    HitDensity hits = HitDensity.of(at(3, 2), WINDOW, 3, 0b010_010_000);
    assertThat(hits.counts()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void rowsBecomeColumnsBeforeTheyAreReversed() {
    HitDensity hits = new HitDensity(2, new int[] {1, 2, 3, 4});
    assertThat(hits.oriented(new Orientation(false, false, false)).counts())
        .containsExactly(1, 2, 3, 4);
    assertThat(hits.oriented(new Orientation(true, false, false)).counts())
        .containsExactly(1, 3, 2, 4);
    assertThat(hits.oriented(new Orientation(false, true, false)).counts())
        .containsExactly(3, 4, 1, 2);
    assertThat(hits.oriented(new Orientation(false, false, true)).counts())
        .containsExactly(2, 1, 4, 3);
    assertThat(hits.oriented(new Orientation(true, true, false)).counts())
        .containsExactly(2, 4, 1, 3);
  }

  @Test
  void aWindowMovesByItsSidesAndIsStretchedAboutItsCenter() {
    // center (1, 2) -> (1 + 0.5·2, 2 - 0.25·4); halves 1·2 and 2·0.5
    assertThat(WINDOW.moved(new Window.Move(0.5, -0.25, 2, 0.5))).isEqualTo(new Window(0, 0, 4, 2));
    assertThat(WINDOW.moved(Window.Move.NONE)).isEqualTo(WINDOW);
  }
}
