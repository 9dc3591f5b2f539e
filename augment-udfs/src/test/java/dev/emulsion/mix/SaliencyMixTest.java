package dev.emulsion.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.GivenArguments;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.mix.SaliencyMix.Variant;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.saliency.Channels;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.FineGrained.Overflow;
import dev.emulsion.saliency.Precomputed;
import dev.emulsion.saliency.SaliencyMap.Point;
import dev.emulsion.saliency.SpectralResidual;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SaliencyMixTest {

  private static final Image GRAY = Images.flat(16, 16, 128, 128, 128);

  /**
   * Gray with one white pixel, which is the first of the two most salient ones: the other is black,
   * and in the last corner.
   */
  private static Image spot(int row, int column) {
    return GRAY.withPatch(new Box(15, 15, 1, 1), Images.black(16, 16))
        .withPatch(new Box(row, column, 1, 1), Images.white(16, 16));
  }

  @Test
  void theWindowStandsAroundThePartnersPeak() {
    // λ 0.75 -> half of each side -> 8×8, four on either side of the peak
    ScriptedDraws draws = ScriptedDraws.of(0.75);
    SaliencyMix.Plan plan = new SaliencyMix(1).plan(GRAY, spot(8, 6), draws);
    assertThat(draws.questions()).containsExactly("beta 1.0 1.0");
    assertThat(plan.peak()).isEqualTo(new Point(8, 6));
    assertThat(plan.box()).isEqualTo(new Box(4, 2, 8, 8)).isEqualTo(plan.from());
    assertThat(plan.lambda()).isEqualTo(0.75);
    assertThat(plan.apply(GRAY, spot(8, 6)))
        .isEqualTo(GRAY.withPatch(new Box(8, 6, 1, 1), Images.white(16, 16)));
  }

  @Test
  void clippingShrinksTheWindow() {
    SaliencyMix.Plan plan = new SaliencyMix(1).plan(GRAY, spot(0, 15), ScriptedDraws.of(0.75));
    assertThat(plan.box()).isEqualTo(new Box(0, 11, 4, 5));
    assertThat(plan.lambda()).isEqualTo(1 - 20.0 / 256);
    assertThat(plan.lambdaDrawn()).isEqualTo(0.75);
  }

  @Test
  void aFlatPartnerHasItsPeakInTheFirstPixel() {
    SaliencyMix.Plan plan =
        new SaliencyMix(1).plan(GRAY, Images.white(16, 16), ScriptedDraws.of(0));
    assertThat(plan.peak()).isEqualTo(new Point(0, 0));
    assertThat(plan.box()).isEqualTo(new Box(0, 0, 8, 8));
  }

  @Test
  void lambdaOneShowsTheBaseAlone() {
    SaliencyMix.Plan plan = new SaliencyMix(1).plan(GRAY, spot(8, 6), ScriptedDraws.of(1));
    assertThat(plan.box()).isEqualTo(new Box(8, 6, 0, 0));
    assertThat(plan.lambda()).isEqualTo(1);
    assertThat(plan.apply(GRAY, spot(8, 6))).isEqualTo(GRAY);
  }

  @Test
  void anOddWindowLosesAPixel() {
    // 0.6 of 16 are 9.6, so 9, so 4 on either side
    SaliencyMix.Plan plan =
        new SaliencyMix(1).plan(GRAY, spot(8, 6), ScriptedDraws.of(1 - 0.6 * 0.6));
    assertThat(plan.box()).isEqualTo(new Box(4, 2, 8, 8));
  }

  @Test
  void variantsMoveThePatch() {
    SaliencyMix.Plan plan = plan(Variant.SALIENT_TO_SALIENT, spot(4, 4), spot(10, 12));
    assertThat(plan.peak()).isEqualTo(new Point(10, 12));
    assertThat(plan.target()).isEqualTo(new Point(4, 4));
    assertThat(plan.from()).isEqualTo(new Box(6, 8, 8, 8));
    assertThat(plan.box()).isEqualTo(new Box(0, 0, 8, 8));
    Image mixed = plan.apply(spot(4, 4), Images.noise(16, 16, 3, 1));
    assertThat(mixed.crop(plan.box())).isEqualTo(Images.noise(16, 16, 3, 1).crop(plan.from()));
  }

  @Test
  void whatIsOutsideOfEitherImageIsCutOff() {
    // upwards and to the right the base ends, to the left the partner; downwards 4 are inside
    SaliencyMix.Plan plan = plan(Variant.SALIENT_TO_SALIENT, spot(0, 15), spot(12, 0));
    assertThat(plan.from()).isEqualTo(new Box(12, 0, 4, 1));
    assertThat(plan.box()).isEqualTo(new Box(0, 15, 4, 1));
    assertThat(plan.lambda()).isEqualTo(1 - 4.0 / 256);
  }

  @Test
  void variantsTakeTheFirstOfTheLeastSalientPixels() {
    Image base = spot(4, 4);
    Image partner = spot(10, 12);
    Point minOfBase = FineGrained.DEFAULT.of(base).trough(base.size());
    Point minOfPartner = FineGrained.DEFAULT.of(partner).trough(partner.size());
    assertThat(plan(Variant.SALIENT_TO_NONSALIENT, base, partner).peak())
        .isEqualTo(new Point(10, 12));
    assertThat(plan(Variant.SALIENT_TO_NONSALIENT, base, partner).target()).isEqualTo(minOfBase);
    assertThat(plan(Variant.NONSALIENT_TO_SALIENT, base, partner).peak()).isEqualTo(minOfPartner);
    assertThat(plan(Variant.NONSALIENT_TO_SALIENT, base, partner).target())
        .isEqualTo(new Point(4, 4));
    assertThat(plan(Variant.NONSALIENT_TO_NONSALIENT, base, partner).peak())
        .isEqualTo(minOfPartner);
    assertThat(plan(Variant.NONSALIENT_TO_NONSALIENT, base, partner).target()).isEqualTo(minOfBase);
  }

  private static SaliencyMix.Plan plan(Variant variant, Image base, Image partner) {
    return new SaliencyMix(1, variant, FineGrained.DEFAULT)
        .plan(base, partner, ScriptedDraws.of(0.75));
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new SaliencyMix(0)).hasMessage("alpha must be positive, was 0.0");
    assertThatThrownBy(() -> made(Map.of("saliency", "spectral-residual", "overflow", "clamp")))
        .hasMessage("overflow must be given with saliency fine-grained only");
    assertThatThrownBy(() -> made(Map.of("saliency", "precomputed", "channel-order", "bgr")))
        .hasMessage("channel-order must not be given with saliency precomputed");
  }

  @Test
  void mapsMadeBeforehandDecideInsteadOfThePixels() {
    SaliencyMix mix = new SaliencyMix(1, Variant.SALIENT_TO_NONSALIENT, new Precomputed());
    assertThat(mix.needsMaps()).isTrue();
    // of 2×4 cells, 8×4 pixels each; the second of the greatest does not count
    AttentionResult partner = map(2, 4, 1, 2, 9, 3, 9, 4, 5, 6);
    AttentionResult base = map(2, 4, 5, 5, 5, 5, 5, 1, 5, 1);
    SaliencyMix.Plan plan =
        mix.plan(spot(1, 1), spot(2, 2), List.of(base, partner), ScriptedDraws.of(0.75));
    assertThat(plan.saliency()).isEqualTo(SaliencyMix.Detector.PRECOMPUTED);
    assertThat(plan.peak()).isEqualTo(new Point(4, 10));
    assertThat(plan.target()).isEqualTo(new Point(12, 6));
    // 4 rows on either side of 4 and 12; columns 6 to 14 go to 2 to 10
    assertThat(plan.from()).isEqualTo(new Box(0, 6, 8, 8));
    assertThat(plan.box()).isEqualTo(new Box(8, 2, 8, 8));
    assertThat(plan.lambda()).isEqualTo(0.75);
  }

  @Test
  void aMapAsFineAsTheImageNamesItsPixels() {
    float[] weights = new float[16 * 16];
    weights[5 * 16 + 11] = 1;
    AttentionResult known = new AttentionResult(new AttentionGrid(16, 16, weights));
    SaliencyMix.Plan plan =
        new SaliencyMix(1, Variant.CORRESPONDING, new Precomputed())
            .plan(GRAY, GRAY, List.of(known, known), ScriptedDraws.of(0.75));
    assertThat(plan.peak()).isEqualTo(new Point(5, 11));
  }

  @Test
  void otherSaliencyPassesKnownMapsOver() {
    AttentionResult known = map(1, 2, 1, 2);
    assertThat(
            new SaliencyMix(1)
                .plan(GRAY, spot(8, 6), List.of(known, known), ScriptedDraws.of(0.75)))
        .isEqualTo(new SaliencyMix(1).plan(GRAY, spot(8, 6), ScriptedDraws.of(0.75)));
  }

  private static AttentionResult map(int rows, int columns, float... weights) {
    return new AttentionResult(new AttentionGrid(rows, columns, weights));
  }

  @Test
  void recipeKeysReachTheRecord() {
    assertThat(made(Map.of()))
        .isEqualTo(
            new SaliencyMix(
                1, Variant.CORRESPONDING, new FineGrained(Channels.RGB, Overflow.WRAP)));
    assertThat(
            made(
                Map.of(
                    "alpha", 0.2,
                    "variant", "nonsalient-to-salient",
                    "channel-order", "bgr",
                    "overflow", "clamp")))
        .isEqualTo(
            new SaliencyMix(
                0.2, Variant.NONSALIENT_TO_SALIENT, new FineGrained(Channels.BGR, Overflow.CLAMP)));
    assertThat(made(Map.of("saliency", "spectral-residual", "channel-order", "bgr")))
        .isEqualTo(new SaliencyMix(1, Variant.CORRESPONDING, new SpectralResidual(Channels.BGR)));
    assertThat(made(Map.of("saliency", "precomputed")))
        .isEqualTo(new SaliencyMix(1, Variant.CORRESPONDING, new Precomputed()));
  }

  private static Mix made(Map<String, Object> given) {
    return SaliencyMix.ENTRY.factory().apply(new GivenArguments(given));
  }
}
