package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.GivenArguments;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.TokenMix.Constant;
import dev.emulsion.mix.TokenMix.Drawn;
import dev.emulsion.mix.TokenMix.Form;
import dev.emulsion.mix.Tokens.Blocks;
import dev.emulsion.mix.Tokens.Scattered;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenMixTest {

  private static final Image BLACK = Images.black(4, 4);
  private static final Image WHITE = Images.white(4, 4);
  private static final LabelPair LABELS =
      new LabelPair(new Label.Single(0), new Label.Single(1), 5, 0.1);

  private static TokenMix on(Size grid, int extra) {
    return new TokenMix(grid, Blocks.DEFAULT, new Constant(0.5), extra, Form.OFFICIAL);
  }

  @Test
  void aBlockIsAreaThenAspectThenTopThenLeft() {
    // half of 16 and none on top: one block of 8 tokens with √(8·2) = 4 rows is as high as the
    // grid; the next has √(4·1) = 2 rows and 2 columns; so has a third, of which 2 are there
    // already; the 2 that are left become √(2/2) row of √(2·2) columns
    ScriptedDraws draws =
        ScriptedDraws.of(8, Math.log(2), 4, 0, 1, 2, 4, 0, 2, 2, 2, Math.log(0.5), 0, 0);
    TokenMix.Plan plan = on(Size.square(4), 0).plan(BLACK, WHITE, draws);
    assertThat(draws.left()).isZero();
    assertThat(draws.questions())
        .containsExactly(
            "uniform 1.0 8.0",
            "uniform -1.2039728043259361 1.2039728043259361",
            "uniform 1.0 8.0",
            "uniform -1.2039728043259361 1.2039728043259361",
            "below 3",
            "below 3",
            "uniform 1.0 4.0",
            "uniform -1.2039728043259361 1.2039728043259361",
            "below 3",
            "below 3",
            "uniform 1.0 2.0",
            "uniform -1.2039728043259361 1.2039728043259361",
            "below 4",
            "below 3");
    assertThat(plan.partnerCells().rows()).containsExactly("1100", "0011", "0011", "0011");
  }

  @Test
  void afterTenLostTriesTheMaskStaysAsItIs() {
    // 4 tokens high is never lower than the grid
    double[] values = new double[20];
    for (int i = 0; i < 20; i += 2) {
      values[i] = 8;
      values[i + 1] = Math.log(2);
    }
    ScriptedDraws draws = ScriptedDraws.of(values);
    TokenMix.Plan plan = on(Size.square(4), 0).plan(BLACK, WHITE, draws);
    assertThat(draws.left()).isZero();
    assertThat(plan.partnerCells().count()).isZero();
    assertThat(plan.apply(BLACK, WHITE)).isEqualTo(BLACK);
    assertThat(plan.lambda()).isEqualTo(1);
  }

  @Test
  void scatteredTokensAreTheBeginningOfAShuffle() {
    TokenMix mix = new TokenMix(new Size(2, 3), new Scattered(), new Drawn(0.4), 1, Form.OFFICIAL);
    // (1 − 0.7)·6 = 1.8 -> 1, and 1 more: token 4, then of 1 2 3 0 5 the second, token 2
    ScriptedDraws draws = ScriptedDraws.of(0.7, 4, 1);
    TokenMix.Plan plan = mix.plan(BLACK, WHITE, draws);
    assertThat(draws.questions()).containsExactly("beta 0.4 0.4", "below 6", "below 5");
    assertThat(plan.partnerCells().rows()).containsExactly("001", "010");
    assertThat(plan.lambdaDrawn()).isEqualTo(0.7);
  }

  @Test
  void aGridThatDoesNotDivideTheImageCutsItAsEvenlyAsItCan() {
    // 4 pixels in 3 tokens: pixel p is in token 3p/4, so that the first has two
    TokenMix mix =
        new TokenMix(Size.square(3), new Scattered(), new Constant(0.5), 0, Form.OFFICIAL);
    TokenMix.Plan plan = mix.plan(BLACK, WHITE, ScriptedDraws.of(0, 0, 1, 1));
    assertThat(plan.partnerCells().rows()).containsExactly("110", "110", "000");
    Image mixed = plan.apply(BLACK, WHITE);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        boolean partner = row * 3 / 4 < 2 && column * 3 / 4 < 2;
        assertThat(mixed.value(row, column, 0)).isEqualTo(partner ? 255 : 0);
      }
    }
    assertThat(plan.lambda()).isEqualTo(1 - 9.0 / 16);
  }

  @Test
  void theWholeImageCanBeThePartners() {
    TokenMix mix = new TokenMix(Size.square(2), new Scattered(), new Constant(0), 3, Form.OFFICIAL);
    TokenMix.Plan plan = mix.plan(BLACK, WHITE, ScriptedDraws.of(0, 0, 0));
    assertThat(plan.partnerCells().count()).isEqualTo(4);
    assertThat(plan.lambda()).isZero();
    assertThat(plan.apply(BLACK, WHITE)).isEqualTo(WHITE);
  }

  /** The left token is the base's, the right one the partner's. */
  private static TokenMix.Plan halves(Form form) {
    return new TokenMix.Plan(
        new Size(4, 4), new Cells(List.of("01")), 0.5, form, AttentionSource.AREA, 0, 0);
  }

  private static List<AttentionResult> heat(
      float left, float right, float otherLeft, float otherRight) {
    return List.of(
        new AttentionResult(new AttentionGrid(1, 2, new float[] {left, right})),
        new AttentionResult(new AttentionGrid(1, 2, new float[] {otherLeft, otherRight})));
  }

  @Test
  void eachImageCountsForWhatItsHeatMapGivesToItsTokens() {
    // base: 3 of 4 on its token; partner: 1 of 4 on its own
    var plan = halves(Form.OFFICIAL).withAttention(AttentionSource.TABLE, heat(3, 1, 6, 2), LABELS);
    assertThat(plan.baseScore()).isEqualTo(0.75);
    assertThat(plan.partnerScore()).isEqualTo(0.25);
    assertThat(plan.lambda()).isEqualTo(0.75);
    assertThat(plan.source()).isEqualTo(AttentionSource.TABLE);
    // 0.75 − 0.05 + 0.02, 0.25 − 0.05 + 0.02, and 0.02 elsewhere
    assertThat(plan.label(LABELS).dense()).containsExactly(0.72f, 0.22f, 0.02f, 0.02f, 0.02f);
  }

  @Test
  void theOfficialLabelNeedNotSumToOne() {
    var plan =
        halves(Form.OFFICIAL).withAttention(AttentionSource.INLINE, heat(1, 0, 0, 1), LABELS);
    assertThat(plan.label(LABELS).dense()).containsExactly(0.97f, 0.97f, 0.02f, 0.02f, 0.02f);
    var little =
        halves(Form.OFFICIAL).withAttention(AttentionSource.INLINE, heat(1, 0, 1, 0), LABELS);
    assertThat(little.label(LABELS).dense()).containsExactly(0.97f, -0.03f, 0.02f, 0.02f, 0.02f);
  }

  @Test
  void theRenormalizedLabelDoes() {
    var plan =
        halves(Form.RENORMALIZED).withAttention(AttentionSource.TABLE, heat(1, 0, 1, 1), LABELS);
    assertThat(plan.lambda()).isEqualTo(1 / 1.5);
    assertThat(plan.label(LABELS)).isEqualTo(LABELS.mixed(1 / 1.5));
  }

  @Test
  void scoresAreRoundedToSteps() {
    // a third is 341.3 steps of 1/1024
    var plan = halves(Form.OFFICIAL).withAttention(AttentionSource.TABLE, heat(1, 2, 1, 2), LABELS);
    assertThat(plan.baseScore()).isEqualTo(341.0 / 1024);
    assertThat(plan.partnerScore()).isEqualTo(683.0 / 1024);
  }

  @Test
  void mapsOnAnotherGridAreResized() {
    var fine = new AttentionGrid(2, 4, new float[] {1, 2, 3, 0, 1, 0, 1, 0});
    assertThat(halves(Form.OFFICIAL).baseScore(fine)).isCloseTo(0.5, within(1e-7));
  }

  @Test
  void withoutHeatTheAreaDecides() {
    TokenMix.Plan fresh = halves(Form.OFFICIAL);
    assertThat(fresh.attentionTarget()).isEqualTo(AttentionTarget.AT_INPUTS);
    assertThat(fresh.source()).isEqualTo(AttentionSource.AREA);
    assertThat(fresh.label(LABELS)).isEqualTo(LABELS.mixed(0.5));
    assertThat(fresh.withAttention(AttentionSource.TABLE, heat(0, 0, 0, 0), LABELS))
        .isEqualTo(fresh);
    assertThatThrownBy(
            () ->
                fresh.withAttention(AttentionSource.TABLE, heat(1, 1, 1, 1).subList(0, 1), LABELS))
        .hasMessage("tokenmix needs attention of 2 images, was 1");
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new Constant(1.5))
        .hasMessage("lambda must be between 0 and 1, was 1.5");
    assertThatThrownBy(() -> new Drawn(0)).hasMessage("alpha must be positive, was 0.0");
    assertThatThrownBy(() -> new Blocks(0, 0.3)).hasMessage("attempts must be at least 1, was 0");
    assertThatThrownBy(() -> new Blocks(10, 0))
        .hasMessage("min-aspect must be above 0 and at most 1, was 0.0");
    assertThatThrownBy(() -> on(Size.square(4), -1)).hasMessage("extra must be at least 0, was -1");
    assertThatThrownBy(() -> made(Map.of("lambda", 0.5, "alpha", 1)))
        .hasMessage("lambda and alpha must not both be given: alpha means that lambda is drawn");
    assertThatThrownBy(() -> made(Map.of("mask", "random", "attempts", 3)))
        .hasMessage("attempts and min-aspect must not be given with mask random");
    assertThatThrownBy(() -> made(Map.of("grid", List.of(14, 2.5))))
        .hasMessage(
            "grid must be one side or rows and columns, whole numbers from 1 to 256,"
                + " was [14.0, 2.5]");
    assertThatThrownBy(() -> new Cells(List.of("01", "0")))
        .hasMessage("every row of cells must be 2 digits 0 or 1, was 0");
    assertThatThrownBy(() -> new Cells(List.of("02")))
        .hasMessage("every row of cells must be 2 digits 0 or 1, was 02");
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(made(Map.of()))
        .isEqualTo(
            new TokenMix(
                Size.square(14), new Blocks(10, 0.3), new Constant(0.5), 14, Form.OFFICIAL));
    assertThat(
            made(
                Map.of(
                    "grid",
                    List.of(8, 6),
                    "attempts",
                    3,
                    "min-aspect",
                    0.5,
                    "alpha",
                    0.4,
                    "label",
                    "renormalized")))
        .isEqualTo(
            new TokenMix(new Size(8, 6), new Blocks(3, 0.5), new Drawn(0.4), 3, Form.RENORMALIZED));
    assertThat(made(Map.of("grid", 2, "mask", "random", "lambda", 0.25, "extra", 0)))
        .isEqualTo(
            new TokenMix(Size.square(2), new Scattered(), new Constant(0.25), 0, Form.OFFICIAL));
    // 16 tokens have 1.14 on top, 4 have 0.29, which is 1 at least
    assertThat(((TokenMix) made(Map.of("grid", 4))).extra()).isEqualTo(1);
    assertThat(((TokenMix) made(Map.of("grid", 2))).extra()).isEqualTo(1);
  }

  private static Mix made(Map<String, Object> given) {
    return TokenMix.ENTRY.factory().apply(new GivenArguments(given));
  }
}
