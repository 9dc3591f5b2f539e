package dev.emulsion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.random.PhiloxDraws;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LambdaLawTest {

  private static LambdaLaw beta(double alpha) {
    return new LambdaLaw(List.of(new LambdaLaw.Part(alpha, 1)));
  }

  @Test
  void theDistanceOfOneValueIsTheMassOnItsLargerSide() {
    // all rows at 1/4, where the uniform law has a quarter: 1 - 1/4 above, 1/4 below
    SortedMap<Integer, Long> drawn = new TreeMap<>();
    drawn.put(LambdaLaw.STEPS / 4, 10L);
    assertThat(beta(1).distance(drawn)).isCloseTo(0.75, within(1e-5));
  }

  @Test
  void evenlySpacedValuesFitTheUniformLaw() {
    SortedMap<Integer, Long> drawn = new TreeMap<>();
    for (int i = 0; i < 8; i++) { // centers of eight intervals: off by half an interval at most
      drawn.put(LambdaLaw.STEPS * (2 * i + 1) / 16, 3L);
    }
    assertThat(beta(1).distance(drawn)).isCloseTo(1 / 16.0, within(1e-5));
  }

  /** With alpha 0.2 one λ in twenty is rounded to exactly 0, which is no misfit. */
  @Test
  void drawnLambdasFitTheirOwnLawAndNoOther() {
    for (double alpha : new double[] {0.2, 1, 4}) {
      int rows = 20_000;
      SortedMap<Integer, Long> drawn = new TreeMap<>();
      for (int i = 0; i < rows; i++) {
        double lambda = PhiloxDraws.noise(i).lambda(alpha);
        drawn.merge((int) (lambda * LambdaLaw.STEPS), 1L, Long::sum);
      }
      double limit = 1.63 / Math.sqrt(rows);
      assertThat(beta(alpha).distance(drawn)).isLessThan(limit);
      assertThat(beta(alpha * 1.3).distance(drawn)).isGreaterThan(limit);
    }
  }

  @Test
  void aMethodThatIsListedTwiceHasTheWeightedAverage() {
    LambdaLaw both = new LambdaLaw(List.of(new LambdaLaw.Part(1, 3), new LambdaLaw.Part(2, 1)));
    // (3 · 0.1 + 1 · 0.1² (3 − 0.2)) / 4
    assertThat(both.cumulative(0.1)).isCloseTo((0.3 + 0.028) / 4, within(1e-12));
    assertThat(both.name()).isEqualTo("Beta(1, 1) or Beta(2, 2)");
    assertThat(beta(0.8).name()).isEqualTo("Beta(0.8, 0.8)");
  }

  @Test
  void expectedNumbersAddUpToTheRows() {
    List<Double> expected = beta(0.2).expected(6000);
    assertThat(expected.stream().mapToDouble(n -> n).sum()).isCloseTo(6000, within(0.05));
    assertThat(beta(1).expected(200)).containsOnly(10.0);
  }
}
