package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.Weighted;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixingTest {

  private static final Image BASE = Images.black(4, 4);
  private static final Image PARTNER = Images.white(4, 4);
  private static final Mixing DEIT =
      new Mixing(0.9, List.of(new Weighted<>(new MixUp(0.8), 1), new Weighted<>(new CutMix(1), 3)));

  @Test
  void whetherThenWhichThenHow() {
    ScriptedDraws draws = ScriptedDraws.of(0.8, 0.2, 0.4);
    assertThat(DEIT.plan(BASE, PARTNER, draws)).isEqualTo(new MixUp.Plan(0.4));
    assertThat(draws.questions()).containsExactly("uniform", "uniform", "beta 0.8 0.8");
  }

  @Test
  void weightsAreSharesOfTheUnitInterval() {
    // MixUp has 1 of 4
    assertThat(DEIT.plan(BASE, PARTNER, ScriptedDraws.of(0.8, 0.2499, 0.5)))
        .isInstanceOf(MixUp.Plan.class);
    assertThat(DEIT.plan(BASE, PARTNER, ScriptedDraws.of(0.8, 0.2501, 0.5, 0, 0)))
        .isInstanceOf(CutMix.Plan.class);
  }

  @Test
  void pairsAboveTheProbabilityStayAsTheyAre() {
    MixPlan plan = DEIT.plan(BASE, PARTNER, ScriptedDraws.of(0.9));
    assertThat(plan).isEqualTo(new Unmixed());
    assertThat(plan.apply(BASE, PARTNER)).isEqualTo(BASE);
    assertThat(plan.lambda()).isEqualTo(1);
    assertThat(plan.lambdaDrawn()).isEqualTo(1);
  }

  @Test
  void oneMethodIsNotChosen() {
    Mixing one = new Mixing(1, List.of(new Weighted<>(new MixUp(0.8), 0.1)));
    assertThat(one.plan(BASE, PARTNER, ScriptedDraws.of(0.5, 0.25)))
        .isEqualTo(new MixUp.Plan(0.25));
  }

  @Test
  void noMixingDrawsNothingAndNeedsNoPartner() {
    assertThat(Mixing.none().needsPartner()).isFalse();
    assertThat(Mixing.none().plan(BASE, PARTNER, ScriptedDraws.of())).isEqualTo(new Unmixed());
    assertThat(DEIT.needsPartner()).isTrue();
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new Mixing(1.5, List.of()))
        .hasMessage("p must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> new Weighted<>(new MixUp(1), 0))
        .hasMessage("weight must be positive, was 0.0");
  }
}
