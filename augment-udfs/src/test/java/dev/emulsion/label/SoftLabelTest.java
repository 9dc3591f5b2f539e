package dev.emulsion.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SoftLabelTest {

  @Test
  void withoutSmoothingAllMassIsAtTheClass() {
    SoftLabel label = SoftLabel.of(3, 1000, 0);
    assertThat(label.indices()).containsExactly(3);
    assertThat(label.weights()).containsExactly(1f);
    assertThat(label.classes()).isEqualTo(1000);
  }

  @Test
  void smoothingSpreadsItsShareOverAllClasses() {
    // 0.1 / 4 everywhere, and 1 - 0.1 more at the class
    assertThat(SoftLabel.of(1, 4, 0.1).dense()).containsExactly(0.025f, 0.925f, 0.025f, 0.025f);
    assertThat(SoftLabel.of(0, 1, 0.3).dense()).containsExactly(1f);
  }

  @Test
  void mixtureIsSparseAndRisesByClass() {
    SoftLabel mixed = SoftLabel.of(7, 10, 0).mixedWith(SoftLabel.of(2, 10, 0), 0.75);
    assertThat(mixed.indices()).containsExactly(2, 7);
    assertThat(mixed.weights()).containsExactly(0.25f, 0.75f);
    assertThat(mixed).hasToString("{2: 0.25, 7: 0.75} of 10");
  }

  @Test
  void mixtureOfOneClassIsThatClass() {
    assertThat(SoftLabel.of(7, 10, 0).mixedWith(SoftLabel.of(7, 10, 0), 0.75))
        .isEqualTo(SoftLabel.of(7, 10, 0));
  }

  @Test
  void aLabelWithoutWeightIsOmitted() {
    SoftLabel base = SoftLabel.of(7, 10, 0);
    SoftLabel partner = SoftLabel.of(2, 10, 0);
    assertThat(base.mixedWith(partner, 1)).isEqualTo(base);
    assertThat(base.mixedWith(partner, 0)).isEqualTo(partner);
  }

  @Test
  void productsAndSumAreRoundedToFloat32() {
    float[] mixed = SoftLabel.of(0, 3, 0.1).mixedWith(SoftLabel.of(2, 3, 0.1), 0.3).dense();
    float on = (float) (1 - 0.1 + 0.1 / 3);
    float off = (float) (0.1 / 3);
    float share = (float) 0.3;
    float rest = (float) (1 - 0.3);
    assertThat(mixed)
        .containsExactly(
            on * share + off * rest, off * share + off * rest, off * share + on * rest);
  }

  @Test
  void mixturesCanBeMixedAgain() {
    SoftLabel mixed =
        SoftLabel.ofDense(0, 0.5f, 0.5f, 0).mixedWith(SoftLabel.ofDense(1, 0, 0, 0), 0.5);
    assertThat(mixed.dense()).containsExactly(0.5f, 0.25f, 0.25f, 0f);
    assertThat(mixed.indices()).containsExactly(0, 1, 2);
  }

  @Test
  void callersCannotReachInside() {
    SoftLabel label = SoftLabel.of(1, 4, 0);
    label.weights()[0] = 9;
    label.indices()[0] = 3;
    assertThat(label).isEqualTo(SoftLabel.of(1, 4, 0));
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> SoftLabel.of(4, 4, 0))
        .hasMessage("label must be between 0 and 3, was 4");
    assertThatThrownBy(() -> SoftLabel.of(-1, 4, 0))
        .hasMessage("label must be between 0 and 3, was -1");
    assertThatThrownBy(() -> SoftLabel.of(0, 4, 1.5))
        .hasMessage("smoothing must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> SoftLabel.of(0, 4, 0).mixedWith(SoftLabel.of(0, 5, 0), 0.5))
        .hasMessage("labels must have the same number of classes, were 4 and 5");
    assertThatThrownBy(() -> SoftLabel.of(0, 4, 0).mixedWith(SoftLabel.of(1, 4, 0), 1.5))
        .hasMessage("lambda must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> SoftLabel.ofDense(0.5f, -0.5f))
        .hasMessage("weights must not be negative, was -0.5 for class 1");
  }
}
