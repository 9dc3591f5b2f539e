package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.Range;
import dev.emulsion.Weighted;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Optional;
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
  void aGivenLambdaIsNotDrawn() {
    ScriptedDraws draws = ScriptedDraws.of(0.8, 0.2);
    GivenMix given = new GivenMix(Optional.of(0.625), Optional.empty());
    assertThat(DEIT.plan(BASE, PARTNER, List.of(), given, draws)).isEqualTo(new MixUp.Plan(0.625));
    assertThat(draws.questions()).containsExactly("uniform", "uniform");
  }

  @Test
  void aGivenMethodIsNotDrawnEither() {
    // λ 0.75 -> half of each side, 2×2 of 4×4 pixels around row 2, column 2
    ScriptedDraws draws = ScriptedDraws.of(0.8, 2, 2);
    GivenMix given = new GivenMix(Optional.of(0.75), Optional.of("cutmix"));
    MixPlan plan = DEIT.plan(BASE, PARTNER, List.of(), given, draws);
    assertThat(plan.boxes()).containsExactly(new Box(1, 1, 2, 2));
    assertThat(plan.lambda()).isEqualTo(12.0 / 16);
    assertThat(plan.lambdaDrawn()).isEqualTo(0.75);
    assertThat(draws.questions()).containsExactly("uniform", "below 4", "below 4");
  }

  @Test
  void ofSeveralEntriesOfAGivenMethodOneIsDrawnByWeight() {
    Mixing twice =
        new Mixing(
            1,
            List.of(
                new Weighted<>(new MixUp(0.2), 1),
                new Weighted<>(new CutMix(1), 8),
                new Weighted<>(new MixUp(2), 3)));
    ScriptedDraws draws = ScriptedDraws.of(0.5, 0.2501, 0.5);
    GivenMix given = new GivenMix(Optional.empty(), Optional.of("mixup"));
    twice.plan(BASE, PARTNER, List.of(), given, draws);
    assertThat(draws.questions()).containsExactly("uniform", "uniform", "beta 2.0 2.0");
    assertThat(twice.methods()).containsExactly("cutmix", "mixup");
  }

  @Test
  void pairsAboveTheProbabilityStayAsTheyAreWhateverIsGiven() {
    GivenMix given = new GivenMix(Optional.of(0.5), Optional.of("mixup"));
    assertThat(DEIT.plan(BASE, PARTNER, List.of(), given, ScriptedDraws.of(0.9)))
        .isEqualTo(new Unmixed());
  }

  @Test
  void aGivenLambdaReplacesAConstantOneAndBoxesThatIgnoreIt() {
    GivenMix given = new GivenMix(Optional.of(0.75), Optional.empty());
    TokenMix constant =
        new TokenMix(
            new Size(4, 4),
            new Tokens.Scattered(),
            new TokenMix.Constant(0.5),
            0,
            TokenMix.Form.OFFICIAL);
    MixPlan tokens = planned(constant, given);
    assertThat(tokens.lambdaDrawn()).isEqualTo(0.75);
    assertThat(tokens.lambda()).isEqualTo(0.75); // 4 of 16 tokens are the partner's
    CutMix sides = new CutMix(1, CutMix.Lambda.BY_AREA, new CutMix.SideShares(new Range(0.9, 1.0)));
    assertThat(planned(sides, given).boxes()).containsExactly(new Box(1, 1, 2, 2));
  }

  private static MixPlan planned(Mix method, GivenMix given) {
    Mixing one = new Mixing(1, List.of(new Weighted<>(method, 1)));
    Draws draws = ScriptedDraws.of(0.5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    return one.plan(BASE, PARTNER, List.of(), given, draws);
  }

  @Test
  void aGivenMethodMustBeOneOfTheRecipe() {
    GivenMix given = new GivenMix(Optional.empty(), Optional.of("transmix"));
    ScriptedDraws draws = ScriptedDraws.of(0.5);
    assertThatThrownBy(() -> DEIT.plan(BASE, PARTNER, List.of(), given, draws))
        .hasMessage("method must be one of cutmix, mixup, was transmix");
    assertThatThrownBy(() -> new GivenMix(Optional.of(1.5), Optional.empty()))
        .hasMessage("lambda must be between 0 and 1, was 1.5");
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new Mixing(1.5, List.of()))
        .hasMessage("p must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> new Weighted<>(new MixUp(1), 0))
        .hasMessage("weight must be positive, was 0.0");
  }
}
