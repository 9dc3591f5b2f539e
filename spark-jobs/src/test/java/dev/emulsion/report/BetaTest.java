package dev.emulsion.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaTest {

  private static final double[] XS = {1e-9, 0.001, 0.1, 0.25, 0.5, 0.6, 0.9, 0.9999};

  @Test
  void isUniformForAlphaOne() {
    for (double x : XS) {
      assertThat(new Beta(1).cumulative(x)).isCloseTo(x, within(1e-12));
      assertThat(new Beta(1).density(x)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void isTheArcsineLawForAlphaOneHalf() {
    for (double x : XS) {
      assertThat(new Beta(0.5).cumulative(x))
          .isCloseTo(2 / Math.PI * Math.asin(Math.sqrt(x)), within(1e-11));
      assertThat(new Beta(0.5).density(x))
          .isCloseTo(1 / (Math.PI * Math.sqrt(x * (1 - x))), within(1e-8 / x));
    }
  }

  @Test
  void isAPolynomialForWholeAlphas() {
    for (double x : XS) {
      assertThat(new Beta(2).cumulative(x)).isCloseTo(x * x * (3 - 2 * x), within(1e-12));
      assertThat(new Beta(3).cumulative(x))
          .isCloseTo(x * x * x * (10 - 15 * x + 6 * x * x), within(1e-12));
      assertThat(new Beta(2).density(x)).isCloseTo(6 * x * (1 - x), within(1e-12));
    }
  }

  @Test
  void isSymmetric() {
    for (double alpha : new double[] {0.05, 0.2, 0.8, 4, 1000, 1e6}) {
      assertThat(new Beta(alpha).cumulative(0.5)).isCloseTo(0.5, within(1e-8));
      assertThat(new Beta(alpha).cumulative(0.3) + new Beta(alpha).cumulative(0.7))
          .isCloseTo(1, within(1e-12));
    }
  }
}
