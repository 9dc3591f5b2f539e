package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.fractal.FunctionSystem.Affine;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionSystemTest {

  @Test
  void mapsAreChosenInProportionToTheAreasTheyMake() {
    // determinants 1/4, -1/2 and 1/4: a mirror counts as what it covers
    Affine quarter = new Affine(0.5, 0, 0, 0.5, 0, 0);
    Affine mirroredHalf = new Affine(0, 1, 0.5, 0, 0, 0);
    FunctionSystem system = new FunctionSystem(List.of(quarter, mirroredHalf, quarter));
    assertThat(system.probabilities()).containsExactly(0.25, 0.5, 0.25);
  }

  @Test
  void flatMapsAreChosenEquallyOften() {
    Affine flat = new Affine(1, 0, 0, 0, 0, 0);
    assertThat(new FunctionSystem(List.of(flat, flat)).probabilities()).containsExactly(0.5, 0.5);
  }

  @Test
  void singularValuesDoNotDependOnRotations() {
    // rotation by 30° after diag(0.9, -0.2)
    double cos = Math.sqrt(3) / 2;
    double sin = 0.5;
    Affine map = new Affine(cos * 0.9, sin * 0.2, sin * 0.9, -cos * 0.2, 5, 7);
    assertThat(map.largestSingularValue()).isCloseTo(0.9, within(1e-15));
    assertThat(map.smallestSingularValue()).isCloseTo(0.2, within(1e-15));
    assertThat(map.determinant()).isCloseTo(-0.18, within(1e-15));
  }

  @Test
  void aSystemHasAMap() {
    assertThatThrownBy(() -> new FunctionSystem(List.of()))
        .hasMessage("number of maps must be at least 1, was 0");
  }
}
