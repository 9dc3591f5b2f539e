package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.random.SeededDraws;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ContractiveSystemsTest {

  private static final double ROUNDING = 1e-12;

  @Property
  void singularValuesAreAtMostOneAndSumToWhatWasDrawn(
      @ForAll @IntRange(min = 2, max = 8) int maps, @ForAll long seed) {
    FunctionSystem system = ContractiveSystems.draw(maps, new SeededDraws(seed));
    double sum = 0;
    for (Affine map : system.maps()) {
      assertThat(map.largestSingularValue()).isBetween(0.0, 1 + ROUNDING);
      sum += map.largestSingularValue() + 2 * map.smallestSingularValue();
      assertThat(Math.abs(map.e())).isLessThan(1);
      assertThat(Math.abs(map.f())).isLessThan(1);
    }
    assertThat(system.maps()).hasSize(maps);
    assertThat(sum).isBetween((5 + maps) / 2.0 - ROUNDING, (6 + maps) / 2.0 + ROUNDING);
  }

  @Test
  void oneMapAloneHasAPointForAnAttractor() {
    assertThatThrownBy(() -> ContractiveSystems.draw(1, new SeededDraws(0)))
        .hasMessage("number of maps must be at least 2, was 1");
  }
}
