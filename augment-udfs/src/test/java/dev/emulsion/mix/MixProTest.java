package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.AttentionWeight.Constant;
import dev.emulsion.mix.AttentionWeight.Cosine;
import dev.emulsion.mix.AttentionWeight.Schedule;
import dev.emulsion.mix.MixPro.Count;
import dev.emulsion.mix.MixPro.Form;
import dev.emulsion.mix.MixPro.Grid;
import dev.emulsion.mix.MixPro.Ratio;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MixProTest {

  private static final Image BLACK = Images.black(4, 4);
  private static final Image WHITE = Images.white(4, 4);
  private static final LabelPair LABELS =
      new LabelPair(new Label.Single(0), new Label.Single(1), 4, 0.2);

  private static MixPro of(Count count, int minPartner, Ratio ratio, int side) {
    Grid grid = new Grid(side, 1, count, minPartner, ratio);
    return new MixPro(1, grid, new Cosine(), Form.HARD);
  }

  @Test
  void theBaseKeepsAShuffledBeginningOfTheCells() {
    // 0.3 of 4 cells, rounded up, are 2: cell 2, then of 1 0 3 the last
    ScriptedDraws draws = ScriptedDraws.of(0.3, 2, 2);
    MixPro.Plan plan = of(Count.CEIL, 0, Ratio.CELLS, 2).plan(BLACK, WHITE, draws);
    assertThat(draws.questions()).containsExactly("beta 1.0 1.0", "below 4", "below 3");
    assertThat(plan.partnerCells().rows()).containsExactly("11", "00");
    assertThat(plan.lambda()).isEqualTo(0.5);
    assertThat(plan.lambdaDrawn()).isEqualTo(0.3);
    Image mixed = plan.apply(BLACK, WHITE);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        assertThat(mixed.value(row, column, 0)).isEqualTo(row < 2 ? 255 : 0);
      }
    }
  }

  @Test
  void countRulesRoundUpToNearestAndDown() {
    assertThat(kept(Count.CEIL, 0, 0.3)).isEqualTo(2);
    assertThat(kept(Count.ROUND, 0, 0.3)).isEqualTo(1);
    assertThat(kept(Count.FLOOR, 0, 0.2)).isZero();
    assertThat(kept(Count.CEIL, 0, 0.9)).isEqualTo(4);
    assertThat(kept(Count.CEIL, 1, 0.9)).isEqualTo(3);
    assertThat(kept(Count.CEIL, 9, 0.9)).isZero();
  }

  private static int kept(Count count, int minPartner, double lambda) {
    ScriptedDraws draws = ScriptedDraws.of(lambda, 0, 0, 0);
    MixPro.Plan plan = of(count, minPartner, Ratio.CELLS, 2).plan(BLACK, WHITE, draws);
    return 4 - plan.partnerCells().count();
  }

  @Test
  void cellsAreCutAtTheBorder() {
    // cells of 3 in 4 pixels: 3 and 1; the base keeps the first
    ScriptedDraws draws = ScriptedDraws.of(0.25, 0);
    MixPro.Plan cells = of(Count.CEIL, 0, Ratio.CELLS, 3).plan(BLACK, WHITE, draws);
    assertThat(cells.partnerCells().rows()).containsExactly("01", "11");
    assertThat(cells.lambda()).isEqualTo(0.25);
    MixPro.Plan pixels =
        of(Count.CEIL, 0, Ratio.PIXELS, 3).plan(BLACK, WHITE, ScriptedDraws.of(0.25, 0));
    assertThat(pixels.lambda()).isEqualTo(9.0 / 16);
    assertThat(pixels.apply(BLACK, WHITE).value(2, 2, 0)).isZero();
    assertThat(pixels.apply(BLACK, WHITE).value(2, 3, 0)).isEqualTo(255);
  }

  /** The left half is the base's. */
  private static MixPro.Plan halves(AttentionWeight.Rule rule, double attentionWeight, Form form) {
    return new MixPro.Plan(
        Size.square(4),
        2,
        new Cells(List.of("01", "01")),
        0.5,
        Ratio.CELLS,
        form,
        AttentionSource.AREA,
        0,
        rule,
        attentionWeight);
  }

  private static AttentionResult attentionResult(float left, float right) {
    return new AttentionResult(new AttentionGrid(1, 2, new float[] {left, right}));
  }

  @Test
  void trustWeighsAttentionAgainstTheArea() {
    MixPro.Plan plan =
        halves(AttentionWeight.Rule.CONSTANT, 0.25, Form.HARD)
            .withAttention(AttentionSource.INLINE, List.of(attentionResult(3, 1)), LABELS);
    assertThat(plan.baseAttention()).isEqualTo(0.75);
    assertThat(plan.lambda()).isEqualTo(0.25 * 0.75 + 0.75 * 0.5);
    assertThat(plan.label(LABELS)).isEqualTo(LABELS.hard().mixed(plan.lambda()));
    MixPro.Plan smooth =
        halves(AttentionWeight.Rule.CONSTANT, 0.25, Form.SMOOTHED)
            .withAttention(AttentionSource.INLINE, List.of(attentionResult(3, 1)), LABELS);
    assertThat(smooth.label(LABELS)).isEqualTo(LABELS.mixed(plan.lambda()));
  }

  @Test
  void theCosineComparesTheSoftMaxWithTheLabelByArea() {
    // the label is (0.45, 0.45, 0.05, 0.05); a model that is sure of class 0 says (1, 0, 0, 0)
    MixPro.Plan plan = halves(AttentionWeight.Rule.COSINE, 0, Form.HARD);
    double length = Math.sqrt(2 * 0.45 * 0.45 + 2 * 0.05 * 0.05);
    assertThat(plan.cosine(new float[] {1000, 0, 0, 0}, LABELS))
        .isCloseTo(0.45 / length, within(1e-7));
    // one that says the label itself
    float on = (float) Math.log(9);
    assertThat(plan.cosine(new float[] {on, on, 0, 0}, LABELS)).isCloseTo(1, within(1e-7));
    AttentionResult attentionResult =
        new AttentionResult(
            attentionResult(3, 1).attention(), Optional.of(new float[] {on, on, 0, 0}));
    MixPro.Plan completed =
        plan.withAttention(AttentionSource.INLINE, List.of(attentionResult), LABELS);
    assertThat(completed.attentionWeight()).isEqualTo(1);
    assertThat(completed.lambda()).isEqualTo(0.75);
  }

  @Test
  void aScheduleLosesTrustWithTheSquareOfThePasses() {
    assertThat(new Schedule(0, 300).before()).isEqualTo(1);
    assertThat(new Schedule(150, 300).before()).isEqualTo(0.75);
    assertThat(new Schedule(300, 300).before()).isZero();
    MixPro mix =
        new MixPro(1, new Grid(2, 1, Count.CEIL, 0, Ratio.CELLS), new Schedule(1, 2), Form.HARD);
    MixPro.Plan plan = mix.plan(BLACK, WHITE, ScriptedDraws.of(0.25, 0));
    assertThat(plan.attentionWeight()).isEqualTo(0.75);
    assertThat(mix.needsLogits()).isFalse();
    assertThat(of(Count.CEIL, 0, Ratio.CELLS, 2).needsLogits()).isTrue();
  }

  @Test
  void withoutAttentionSmoothedLabelsAreMixedByArea() {
    MixPro.Plan plan = halves(AttentionWeight.Rule.CONSTANT, 0.25, Form.HARD);
    assertThat(plan.lambda()).isEqualTo(0.5);
    assertThat(plan.label(LABELS)).isEqualTo(LABELS.mixed(0.5));
    assertThat(plan.attentionTarget()).isEqualTo(AttentionTarget.AT_MIXTURE);
    assertThat(plan.withAttention(AttentionSource.INLINE, List.of(attentionResult(0, 0)), LABELS))
        .isEqualTo(plan);
  }

  @Test
  void mapsOfBothImagesArePutTogether() {
    MixPro.Plan plan =
        halves(AttentionWeight.Rule.CONSTANT, 1, Form.HARD)
            .withAttention(
                AttentionSource.SALIENCY,
                List.of(attentionResult(1, 7), attentionResult(7, 3)),
                LABELS);
    assertThat(plan.lambda()).isEqualTo(0.25);
    assertThat(plan.source()).isEqualTo(AttentionSource.SALIENCY);
  }

  @Test
  void withoutLogitsThereIsNoCosine() {
    MixPro.Plan plan = halves(AttentionWeight.Rule.COSINE, 0, Form.HARD);
    assertThatThrownBy(
            () -> plan.withAttention(AttentionSource.TABLE, List.of(attentionResult(1, 1)), LABELS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "trust cosine needs the logits of the mixture, but there are none; set attention.source"
                + " to inline, or mix.mixpro.trust to constant");
    assertThatThrownBy(() -> plan.cosine(new float[3], LABELS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "trust cosine needs a model of as many classes as the labels, had 3 and 4; use another"
                + " model, or set mix.mixpro.trust to constant");
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new Grid(56, 16, Count.CEIL, 0, Ratio.CELLS))
        .hasMessage("cell must be a multiple of patch, was 56 with patch 16");
    assertThatThrownBy(() -> new Grid(56, 14, Count.CEIL, -1, Ratio.CELLS))
        .hasMessage("min-partner-cells must be at least 0, was -1");
    assertThatThrownBy(() -> new Constant(-0.5))
        .hasMessage("trust-value must be between 0 and 1, was -0.5");
    assertThatThrownBy(() -> new Schedule(4, 3))
        .hasMessage(
            "schedule must be [pass, passes] with 0 <= pass <= passes and passes from 1 to 1000000,"
                + " was [4, 3]");
    assertThatThrownBy(() -> made(Map.of("trust-value", 0.5)))
        .hasMessage("trust-value must be given with trust constant only");
    assertThatThrownBy(() -> made(Map.of("schedule", List.of(1, 2))))
        .hasMessage("schedule must be given with trust schedule only");
    assertThatThrownBy(() -> made(Map.of("trust", "schedule")))
        .hasMessage("schedule must be two whole numbers, [pass, passes], was []");
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(made(Map.of()))
        .isEqualTo(
            new MixPro(1, new Grid(56, 14, Count.CEIL, 0, Ratio.CELLS), new Cosine(), Form.HARD));
    assertThat(
            made(
                Map.of(
                    "alpha",
                    0.3,
                    "cell",
                    64,
                    "patch",
                    16,
                    "count",
                    "round",
                    "min-partner-cells",
                    2,
                    "ratio",
                    "pixels",
                    "trust",
                    "constant",
                    "trust-value",
                    0.3,
                    "label",
                    "smoothed")))
        .isEqualTo(
            new MixPro(
                0.3,
                new Grid(64, 16, Count.ROUND, 2, Ratio.PIXELS),
                new Constant(0.3),
                Form.SMOOTHED));
    assertThat(
            ((MixPro) made(Map.of("trust", "schedule", "schedule", List.of(1, 2))))
                .attentionWeight())
        .isEqualTo(new Schedule(1, 2));
  }

  private static Mix made(Map<String, Object> given) {
    return MixPro.ENTRY.factory().apply(new GivenArguments(given));
  }
}
