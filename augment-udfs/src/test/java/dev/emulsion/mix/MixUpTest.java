package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.GivenArguments;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.random.ScriptedDraws;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixUpTest {

  private static final Image BASE = Images.gray(1, 4, 0, 255, 100, 1);
  private static final Image PARTNER = Images.gray(1, 4, 255, 0, 103, 2);

  @Test
  void halvesGoToTheEvenLevel() {
    // 127.5 -> 128, 127.5 -> 128, 101.5 -> 102, 1.5 -> 2
    assertThat(new MixUp.Plan(0.5).apply(BASE, PARTNER))
        .isEqualTo(Images.gray(1, 4, 128, 128, 102, 2));
    // 0.5 -> 0, 2.5 -> 2
    assertThat(new MixUp.Plan(0.5).apply(Images.gray(1, 2, 0, 2), Images.gray(1, 2, 1, 3)))
        .isEqualTo(Images.gray(1, 2, 0, 2));
  }

  @Test
  void lambdaIsTheWeightOfTheBase() {
    // 0.25·0 + 0.75·255 = 191.25; 63.75; 102.25; 1.75
    MixUp.Plan plan = new MixUp(0.8).plan(BASE, PARTNER, ScriptedDraws.of(0.25));
    assertThat(plan.lambda()).isEqualTo(0.25);
    assertThat(plan.lambdaDrawn()).isEqualTo(0.25);
    assertThat(plan.apply(BASE, PARTNER)).isEqualTo(Images.gray(1, 4, 191, 64, 102, 2));
  }

  @Test
  void lambdaOneIsTheBaseAndZeroThePartner() {
    assertThat(new MixUp.Plan(1).apply(BASE, PARTNER)).isEqualTo(BASE);
    assertThat(new MixUp.Plan(0).apply(BASE, PARTNER)).isEqualTo(PARTNER);
  }

  /** At 0.514706 a partner's weight that is subtracted in float32 would change some pixels. */
  @Test
  void everyPairOfLevelsFollowsTheFormulaInFloat32() {
    byte[] base = new byte[256 * 256];
    byte[] partner = new byte[256 * 256];
    for (int i = 0; i < base.length; i++) {
      base[i] = (byte) (i >> 8);
      partner[i] = (byte) i;
    }
    for (double lambda :
        new double[] {1.0 / 65536, 0.1, 0.3, 0.4375, 0.514706, 0.871, 65535.0 / 65536}) {
      Image mixed =
          new MixUp.Plan(lambda).apply(Image.of(256, 256, 1, base), Image.of(256, 256, 1, partner));
      for (int i = 0; i < base.length; i++) {
        float mine = (i >> 8) * (float) lambda;
        float theirs = (i & 0xFF) * (float) (1 - lambda);
        assertThat(mixed.samples()[i] & 0xFF).isEqualTo((int) Math.rint(mine + theirs));
      }
    }
  }

  @Test
  void drawsOneLambda() {
    ScriptedDraws draws = ScriptedDraws.of(0.5);
    new MixUp(0.2).plan(BASE, PARTNER, draws);
    assertThat(draws.questions()).containsExactly("beta 0.2 0.2");
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new MixUp(0)).hasMessage("alpha must be positive, was 0.0");
    assertThatThrownBy(() -> new MixUp.Plan(1.5))
        .hasMessage("lambda must be between 0 and 1, was 1.5");
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(Mixes.all().get(0).factory().apply(new GivenArguments(Map.of())))
        .isEqualTo(new MixUp(0.8));
    assertThat(Mixes.all().get(0).factory().apply(new GivenArguments(Map.of("alpha", 0.2))))
        .isEqualTo(new MixUp(0.2));
  }
}
