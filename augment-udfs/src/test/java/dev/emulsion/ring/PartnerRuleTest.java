package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.PairingConfig.Labels;
import org.junit.jupiter.api.Test;

class PartnerRuleTest {

  /** Two samples of class 0, three of class 1, one of class 2. */
  private static final long[] COUNTS = {2, 3, 1};

  @Test
  void anyAcceptsEveryOtherSample() {
    PartnerRule any = new PartnerRule(Labels.ANY, COUNTS);
    assertThat(any.accepts(0, 0)).isTrue();
    assertThat(any.accepts(0, 1)).isTrue();
    assertThat(any.candidates(0)).isEqualTo(5); // 6 samples without the base
  }

  @Test
  void differentAcceptsSamplesOfOtherClasses() {
    PartnerRule different = new PartnerRule(Labels.DIFFERENT, COUNTS);
    assertThat(different.accepts(1, 1)).isFalse();
    assertThat(different.accepts(1, 2)).isTrue();
    assertThat(different.candidates(1)).isEqualTo(3); // 2 of class 0, 1 of class 2
  }

  @Test
  void sameAcceptsTheOtherSamplesOfTheClass() {
    PartnerRule same = new PartnerRule(Labels.SAME, COUNTS);
    assertThat(same.accepts(1, 1)).isTrue();
    assertThat(same.accepts(1, 2)).isFalse();
    assertThat(same.candidates(1)).isEqualTo(2); // 3 without the base
    assertThat(same.candidates(2)).isZero();
  }
}
