package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.TransMix;
import dev.emulsion.mix.TransMix.Downsample;
import dev.emulsion.mix.TransMix.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** TransMix equals the authors' labels, and those of the paper. */
class GoldenTransMixTest {

  private static final double TOLERANCE = 1e-6;

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("transmix")
        .map(golden -> DynamicTest.dynamicTest(golden.id(), () -> check(golden)));
  }

  private static void check(MethodCase golden) {
    JsonNode expected = golden.expected();
    Size grid = golden.size("grid");
    AttentionGrid attention = MethodCase.attention(golden.json().path("attn"), grid.height());
    LabelPair labels = golden.labels("a", "b");

    TransMix.Plan plan = plan(golden, Rule.OFFICIAL, attention);
    assertThat(1 - plan.area()).isCloseTo(expected.path("area_b").asDouble(), within(1e-12));
    masks(plan, grid, expected.path("grid_mask_nearest"));
    isClose(1 - plan.baseAttention(), expected.path("attn_b"));
    isClose(1 - plan.lambda(), expected.path("lam_b"));
    MethodCase.assertWeights(plan.label(labels), expected.path("label"), TOLERANCE);
    if (expected.has("mixed")) {
      Image mixed = plan.apply(golden.image("image_a"), golden.image("image_b"));
      assertThat(mixed).isEqualTo(golden.image(expected.path("mixed")));
    }

    TransMix.Plan byArea = plan(golden, new Rule(0.5, Downsample.AREA, true), attention);
    masks(byArea, grid, expected.path("grid_mask_area"));
    isClose(1 - byArea.baseAttention(), expected.path("attn_b_area"));
    isClose(1 - byArea.lambda(), expected.path("lam_b_area"));

    Rule paper = new Rule(1, Downsample.NEAREST, false);
    isClose(plan(golden, paper, attention).lambda(), expected.path("lam_paper"));
    Rule divided = new Rule(1, Downsample.NEAREST, true);
    isClose(plan(golden, divided, attention).lambda(), expected.path("lam_paper_norm"));

    MixPlan rounded =
        plan.withAttention(AttentionSource.INLINE, List.of(new AttentionResult(attention)), labels);
    assertThat(rounded.lambda()).isCloseTo(plan.lambda(), within(0.25 / 1024 + 1e-12));
  }

  private static void isClose(double ours, JsonNode expected) {
    assertThat(ours).isCloseTo(expected.asDouble(), within(TOLERANCE));
  }

  /** With all attention on one cell, the partner's share of it is that cell of the mask. */
  private static void masks(TransMix.Plan plan, Size grid, JsonNode expected) {
    for (int cell = 0; cell < expected.size(); cell++) {
      double base = plan.baseAttention(MethodCase.at(cell, grid.height(), grid.width()));
      assertThat(1 - base).isCloseTo(expected.get(cell).asDouble(), within(1e-12));
    }
  }

  /** As {@code withAttention}, but with unrounded attention. */
  private static TransMix.Plan plan(MethodCase golden, Rule rule, AttentionGrid attention) {
    JsonNode ends = golden.json().path("draws").path("box");
    int row = ends.get(0).asInt();
    int column = ends.get(2).asInt();
    Box box = new Box(row, column, ends.get(1).asInt() - row, ends.get(3).asInt() - column);
    Size size = golden.size("image_size");
    TransMix.Plan fresh = new TransMix.Plan(size, box, 0.5, rule, AttentionSource.AREA, 0);
    return new TransMix.Plan(
        size, box, 0.5, rule, AttentionSource.INLINE, fresh.baseAttention(attention));
  }
}
