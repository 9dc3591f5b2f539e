package dev.emulsion.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.HorizontalFlip;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanReplayerTest {

  private static final Recipe RECIPE =
      RecipeLoader.parse("test", "input: {path: in}\noutput: {path: out}", List.of());

  private static final Image BASE = Image.of(1, 2, 3, new byte[] {0, 0, 0, 100, 100, 100});
  private static final Image FLIPPED = Image.of(1, 2, 3, new byte[] {100, 100, 100, 0, 0, 0});
  private static final Image PARTNER = Image.of(1, 2, 3, new byte[] {20, 20, 20, 20, 20, 20});

  private final SourceImages sources = new SourceImages();
  private final PlanReplayer replayer = new PlanReplayer(RECIPE, sources);

  PlanReplayerTest() {
    sources.add(new SourceImage(ImageNeed.ofSample(0, "a"), png(BASE)));
    sources.add(new SourceImage(ImageNeed.ofSample(0, "b"), png(PARTNER)));
    sources.add(new SourceImage(ImageNeed.ofSample(0, "text"), new byte[] {1, 2, 3}));
  }

  @Test
  void anUnmixedRowIsTheTransformedBase() throws ReplayMismatch {
    OutputPlan plan = new OutputPlan(List.of(new HorizontalFlip.Plan()), List.of(), new Unmixed());
    assertThat(replayer.render(row("a", null, plan))).isEqualTo(FLIPPED);
    assertThat(replayer.base(row("a", null, plan)).plans()).hasSize(1);
  }

  @Test
  void aMixedRowBlendsBothTransformedImages() throws ReplayMismatch {
    OutputPlan plan =
        new OutputPlan(List.of(new HorizontalFlip.Plan()), List.of(), new MixUp.Plan(0.5));
    // (100 + 20) / 2 and (0 + 20) / 2
    assertThat(replayer.render(row("a", "b", plan)))
        .isEqualTo(Image.of(1, 2, 3, new byte[] {60, 60, 60, 10, 10, 10}));
    assertThat(replayer.partner(row("a", "b", plan)).image()).isEqualTo(PARTNER);
  }

  @Test
  void aRowWithoutABlendHasNoStages() throws ReplayMismatch {
    assertThat(replayer.stages(row("a", null, unmixed()))).isEmpty();
  }

  @Test
  void missingAndUndecodableImagesAreNamed() {
    assertMismatch(row("gone", null, unmixed()), Kind.INPUT, "base gone is not in the input");
    assertMismatch(row("a", "gone", mixUp()), Kind.INPUT, "partner gone is not in the input");
    assertThatThrownBy(() -> replayer.render(row("text", null, unmixed())))
        .hasMessageStartingWith("base text cannot be decoded: UNSUPPORTED_FORMAT, ");
  }

  @Test
  void columnsThatContradictThePlanAreNamed() {
    PlannedRow right = row("a", "b", mixUp());
    assertMismatch(
        new PlannedRow("r", "a", Optional.of("b"), "cutmix", 0.5, 0.5, right.plan()),
        Kind.ROW,
        "method is cutmix, the plan gives mixup");
    assertMismatch(
        new PlannedRow("r", "a", Optional.of("b"), "mixup", 0.25, 0.5, right.plan()),
        Kind.ROW,
        "lam is 0.25, the plan gives 0.5");
    assertMismatch(
        new PlannedRow("r", "a", Optional.empty(), "mixup", 0.5, 0.5, right.plan()),
        Kind.ROW,
        "partner_id is null, but the plan mixes by mixup");
  }

  @Test
  void missingUnreadableAndUnfitPlansAreNamed() {
    assertMismatch(
        new PlannedRow("r", "a", Optional.empty(), "none", 1, 1, Optional.empty()),
        Kind.PLAN,
        "the row has no plan");
    assertThatThrownBy(
            () ->
                replayer.render(
                    new PlannedRow(
                        "r", "a", Optional.empty(), "none", 1, 1, Optional.of("no json"))))
        .isInstanceOf(ReplayMismatch.class)
        .hasMessageStartingWith("cannot read the plan no json");
    sources.add(
        new SourceImage(ImageNeed.ofSample(0, "tall"), png(Image.of(2, 1, 3, new byte[2 * 3]))));
    assertThatThrownBy(() -> replayer.render(row("a", "tall", mixUp())))
        .isInstanceOf(ReplayMismatch.class)
        .hasMessageStartingWith("the plan does not fit the images: ");
  }

  @Test
  void aRowNeedsItsBaseAndItsPartner() {
    assertThat(row("a", "b", mixUp()).needs(7))
        .containsExactly(ImageNeed.ofSample(7, "a"), ImageNeed.ofSample(7, "b"));
    assertThat(row("a", null, unmixed()).needs(7)).containsExactly(ImageNeed.ofSample(7, "a"));
  }

  @Test
  void aNeedSurvivesItsRow() {
    for (ImageNeed need :
        List.of(
            ImageNeed.ofSample(1, "a"),
            ImageNeed.ofGenerated(2, new GeneratedKey("a", "snowy", 3)),
            ImageNeed.ofMixingSet(4, "fractal-1"))) {
      assertThat(ImageNeed.of(need.toRow())).isEqualTo(need);
    }
  }

  private void assertMismatch(PlannedRow row, Kind kind, String message) {
    assertThatThrownBy(() -> replayer.render(row))
        .isInstanceOfSatisfying(
            ReplayMismatch.class, mismatch -> assertThat(mismatch.kind()).isEqualTo(kind))
        .hasMessage(message);
  }

  private static OutputPlan unmixed() {
    return new OutputPlan(List.of(), List.of(), new Unmixed());
  }

  private static OutputPlan mixUp() {
    return new OutputPlan(List.of(), List.of(), new MixUp.Plan(0.5));
  }

  private static PlannedRow row(String base, String partner, OutputPlan plan) {
    MixPlan mix = plan.mix();
    return new PlannedRow(
        base + "@0.0",
        base,
        Optional.ofNullable(partner),
        plan.method(),
        mix.lambda(),
        mix.lambdaDrawn(),
        Optional.of(Plans.write(plan)));
  }

  private static byte[] png(Image image) {
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    return codec.encode(image, new Encoding(Format.PNG, 100));
  }
}
