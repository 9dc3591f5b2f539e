package dev.emulsion.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelPairTest {

  private static final LabelPair PAIR =
      new LabelPair(new Label.Single(0), new Label.Single(2), 4, 0.2);

  @Test
  void bothLabelsAreSmoothedBeforeTheyAreMixed() {
    // a class that is on weighs 0.8 + 0.05
    assertThat(PAIR.mixed(0.25).dense())
        .containsExactly(
            0.85f * 0.25f + 0.05f * 0.75f, 0.05f, 0.05f * 0.25f + 0.85f * 0.75f, 0.05f);
    assertThat(PAIR.hard().mixed(0.25).dense()).containsExactly(0.25f, 0, 0.75f, 0);
  }

  @Test
  void aSumHasTheWeightsItIsGiven() {
    assertThat(PAIR.sum(0.9, -0.3, 0.1).dense())
        .containsExactly((float) (0.1 + 0.9), 0.1f, (float) (0.1 - 0.3), 0.1f);
    assertThat(PAIR.sum(0.5, 0.5, 0).indices()).containsExactly(0, 2);
  }

  @Test
  void oneClassAddsUp() {
    var pair = new LabelPair(new Label.Single(0), new Label.Single(0), 1, 0.1);
    assertThat(pair.mixed(0.3).dense()).containsExactly(1f);
    assertThat(pair.sum(0.5, 0.25, 0.125).dense()).containsExactly(0.875f);
  }

  @Test
  void severalClassesEachHaveTheShare() {
    var pair = new LabelPair(new Label.Multi(0, 1), new Label.Multi(1, 2), 3, 0);
    assertThat(pair.sum(0.5, 0.25, 0).dense()).containsExactly(0.5f, 0.75f, 0.25f);
  }

  @Test
  void rejectionsStateRuleAndValue() {
    Label one = new Label.Single(0);
    assertThatThrownBy(() -> new LabelPair(one, one, 0, 0))
        .hasMessage("classes must be at least 1, was 0");
    assertThatThrownBy(() -> new LabelPair(one, one, 2, 1.5))
        .hasMessage("smoothing must be between 0 and 1, was 1.5");
  }
}
