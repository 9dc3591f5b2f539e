package dev.emulsion.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.PairingConfig.Labels;
import org.junit.jupiter.api.Test;

class PartnerRuleTest {

  /** Two samples of class 0, three of class 1, one of class 2. */
  private static final long[] COUNTS = {2, 3, 1};

  private static final Lane LANE = new Lane(0, 0);

  @Test
  void anyAcceptsEveryOtherSample() {
    PartnerRule any = new PartnerRule(Labels.ANY, COUNTS);
    assertThat(any.accepts(0, 0)).isTrue();
    assertThat(any.accepts(0, 1)).isTrue();
    assertThat(any.candidates(LANE, 0)).isEqualTo(5); // 6 samples without the base
  }

  @Test
  void differentAcceptsSamplesOfOtherClasses() {
    PartnerRule different = new PartnerRule(Labels.DIFFERENT, COUNTS);
    assertThat(different.accepts(1, 1)).isFalse();
    assertThat(different.accepts(1, 2)).isTrue();
    assertThat(different.candidates(LANE, 1)).isEqualTo(3); // 2 of class 0, 1 of class 2
  }

  @Test
  void sameAcceptsTheOtherSamplesOfTheClass() {
    PartnerRule same = new PartnerRule(Labels.SAME, COUNTS);
    assertThat(same.accepts(1, 1)).isTrue();
    assertThat(same.accepts(1, 2)).isFalse();
    assertThat(same.candidates(LANE, 1)).isEqualTo(2); // 3 without the base
    assertThat(same.candidates(LANE, 2)).isZero();
    assertThat(same.unpaired()).isEqualTo(1);
  }

  @Test
  void candidatesAreOfTheGroupOfTheLane() {
    long[][] counts = {{2, 3, 1}, {0, 4, 1}};
    PartnerRule any = new PartnerRule(Labels.ANY, counts);
    assertThat(any.candidates(new Lane(0, 7), 1)).isEqualTo(5);
    assertThat(any.candidates(new Lane(1, 9), 1)).isEqualTo(4);
    PartnerRule different = new PartnerRule(Labels.DIFFERENT, counts);
    assertThat(different.candidates(new Lane(1, 9), 1)).isEqualTo(1);
    // with rings of classes, ring 4 is class 1 of group 1
    PartnerRule same = new PartnerRule(Labels.SAME, counts);
    assertThat(same.candidates(new Lane(4, 9), 1)).isEqualTo(3);
    assertThat(same.unpaired()).isEqualTo(2); // the only samples of class 2 in both groups
  }
}
