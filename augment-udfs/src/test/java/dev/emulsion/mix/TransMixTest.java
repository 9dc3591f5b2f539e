package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.TransMix.Downsample;
import dev.emulsion.mix.TransMix.Rule;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransMixTest {

  private static final Image BLACK = Images.black(4, 4);
  private static final Image WHITE = Images.white(4, 4);
  private static final LabelPair LABELS =
      new LabelPair(new Label.Single(0), new Label.Single(1), 2, 0);

  /** The partner shows in the lower right quarter. */
  private static TransMix.Plan quarter(Rule rule) {
    return plan(rule, new Box(2, 2, 2, 2));
  }

  private static TransMix.Plan plan(Rule rule, Box box) {
    return new TransMix.Plan(Size.square(4), box, 0.75, rule, AttentionSource.AREA, 0);
  }

  private static AttentionResult attention(float... weights) {
    return new AttentionResult(new AttentionGrid(2, 2, weights));
  }

  @Test
  void theImageIsCutMixs() {
    ScriptedDraws draws = ScriptedDraws.of(0.75, 2, 1);
    TransMix.Plan plan = new TransMix(0.5, Rule.OFFICIAL).plan(BLACK, WHITE, draws);
    assertThat(draws.questions()).containsExactly("beta 0.5 0.5", "below 4", "below 4");
    CutMix.Plan cutMix = new CutMix(0.5).plan(BLACK, WHITE, ScriptedDraws.of(0.75, 2, 1));
    assertThat(plan.box()).isEqualTo(cutMix.box());
    assertThat(plan.apply(BLACK, WHITE)).isEqualTo(cutMix.apply(BLACK, WHITE));
    assertThat(plan.lambda()).isEqualTo(cutMix.lambda());
    assertThat(plan.source()).isEqualTo(AttentionSource.AREA);
  }

  @Test
  void lambdaIsTheMeanOfAreaAndAttention() {
    // the base has 5 of 8, and 3/4 of the area
    TransMix.Plan plan =
        quarter(Rule.OFFICIAL)
            .withAttention(
                AttentionSource.INLINE, List.of(attention(0.125f, 0.25f, 0.25f, 0.375f)), LABELS);
    assertThat(plan.baseAttention()).isEqualTo(0.625);
    assertThat(plan.lambda()).isEqualTo((0.625 + 0.75) / 2);
    assertThat(plan.source()).isEqualTo(AttentionSource.INLINE);
  }

  @Test
  void attentionNeedNotSumToOne() {
    AttentionResult half = attention(0.125f, 0.125f, 0.125f, 0.125f);
    assertThat(completed(new Rule(1, Downsample.NEAREST, true), half).lambda()).isEqualTo(0.75);
    // the paper does not divide
    assertThat(completed(new Rule(1, Downsample.NEAREST, false), half).lambda()).isEqualTo(0.375);
    assertThat(completed(new Rule(0.25, Downsample.NEAREST, false), half).lambda())
        .isEqualTo(0.25 * 0.375 + 0.75 * 0.75);
  }

  private static TransMix.Plan completed(Rule rule, AttentionResult attentionResult) {
    return quarter(rule).withAttention(AttentionSource.INLINE, List.of(attentionResult), LABELS);
  }

  @Test
  void attentionIsRoundedToSteps() {
    Rule all = new Rule(1, Downsample.NEAREST, true);
    // a third is 341.3 steps of 1/1024
    assertThat(completed(all, attention(1, 0, 0, 2)).lambda()).isEqualTo(341.0 / 1024);
  }

  @Test
  void nearestTakesTheFirstPixelOfEachCell() {
    Box between = new Box(1, 1, 1, 1);
    AttentionGrid even = attention(1, 1, 1, 1).attention();
    assertThat(plan(Rule.OFFICIAL, between).baseAttention(even)).isEqualTo(1);
    // one pixel in four of one cell in four
    assertThat(plan(new Rule(0.5, Downsample.AREA, true), between).baseAttention(even))
        .isEqualTo(15.0 / 16);
  }

  @Test
  void cellsThatDoNotDivideTheImageAreCovered() {
    // 4 pixels in 3 cells: the first 2 pixels cover one cell and half of the next
    Rule byArea = new Rule(1, Downsample.AREA, true);
    var row = new AttentionGrid(1, 3, new float[] {1, 1, 1});
    assertThat(plan(byArea, new Box(0, 0, 4, 2)).baseAttention(row)).isCloseTo(0.5, within(1e-12));
    // nearest: pixels 0, 1 and 2 stand for the cells
    assertThat(plan(Rule.OFFICIAL, new Box(0, 0, 4, 2)).baseAttention(row))
        .isCloseTo(1 / 3.0, within(1e-12));
  }

  @Test
  void mapsOfBothImagesArePutTogether() {
    // of the base's map the quarter is covered, of the partner's all but the quarter: 3 to 6
    TransMix.Plan plan =
        quarter(new Rule(1, Downsample.NEAREST, true))
            .withAttention(
                AttentionSource.TABLE,
                List.of(attention(1, 1, 1, 9), attention(9, 9, 9, 6)),
                LABELS);
    assertThat(plan.lambda()).isEqualTo(Math.rint(1024 / 3.0) / 1024);
  }

  @Test
  void aMixtureOfOneImageNeedsNoLook() {
    TransMix.Plan empty = plan(Rule.OFFICIAL, new Box(1, 1, 0, 0));
    assertThat(empty.attentionTarget()).isEqualTo(AttentionTarget.NOWHERE);
    assertThat(empty.lambda()).isEqualTo(1);
    TransMix.Plan whole = plan(Rule.OFFICIAL, Box.whole(Size.square(4)));
    assertThat(whole.attentionTarget()).isEqualTo(AttentionTarget.NOWHERE);
    assertThat(whole.lambda()).isZero();
    assertThat(quarter(Rule.OFFICIAL).attentionTarget()).isEqualTo(AttentionTarget.AT_MIXTURE);
  }

  @Test
  void aMapOfZerosLeavesItToTheArea() {
    assertThat(completed(Rule.OFFICIAL, attention(0, 0, 0, 0))).isEqualTo(quarter(Rule.OFFICIAL));
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new TransMix(-1, Rule.OFFICIAL))
        .hasMessage("alpha must be positive, was -1.0");
    assertThatThrownBy(() -> new Rule(2, Downsample.AREA, true))
        .hasMessage("attention-weight must be between 0 and 1, was 2.0");
    assertThatThrownBy(
            () -> completed(new Rule(1, Downsample.NEAREST, false), attention(1, 1, 1, 1)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "attention must sum to at most 1 with renormalize false, the sum was 4.0;"
                + " set mix.transmix.renormalize to true");
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(made(Map.of())).isEqualTo(new TransMix(1, new Rule(0.5, Downsample.NEAREST, true)));
    assertThat(
            made(
                Map.of(
                    "alpha",
                    0.3,
                    "attention-weight",
                    1,
                    "downsample",
                    "area",
                    "renormalize",
                    false)))
        .isEqualTo(new TransMix(0.3, new Rule(1, Downsample.AREA, false)));
  }

  private static Mix made(Map<String, Object> given) {
    return TransMix.ENTRY.factory().apply(new GivenArguments(given));
  }
}
