package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.Cells;
import dev.emulsion.mix.TokenMix;
import dev.emulsion.mix.TokenMix.Form;
import dev.emulsion.mix.Tokens;
import dev.emulsion.random.ScriptedDraws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** TokenMix equals the authors' masks, images and labels. */
class GoldenTokenMixTest {

  private static final double TOLERANCE = 1e-6;

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("tokenmix")
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.id(),
                    () -> {
                      if (golden.json().has("images")) {
                        batch(golden);
                      } else {
                        pair(golden);
                      }
                    }));
  }

  private static void pair(MethodCase golden) {
    Image base = golden.image("image_a");
    Image partner = golden.image("image_b");
    TokenMix.Plan plan = plan(golden, base, partner, "lam");
    JsonNode expected = golden.expected();
    assertThat(plan.partnerCells().count()).isEqualTo(expected.path("mask_count").asInt());
    assertThat(plan.apply(base, partner)).isEqualTo(golden.image(expected.path("mixed")));

    int rows = golden.size("grid").height();
    AttentionGrid baseHeat = MethodCase.attention(golden.json().path("heat_a"), rows);
    AttentionGrid partnerHeat = MethodCase.attention(golden.json().path("heat_b"), rows);
    LabelPair labels = golden.labels("a", "b");
    labels(plan, baseHeat, partnerHeat, labels, expected);
    MethodCase.assertWeights(
        scored(plan, baseHeat, partnerHeat, Form.RENORMALIZED).label(labels),
        expected.path("label_renormalised"),
        TOLERANCE);
  }

  /**
   * Two images, each with the other. That the reference also crops its maps, with rows and columns
   * exchanged, is informational: maps come to us on the pixels that are mixed.
   */
  private static void batch(MethodCase golden) {
    JsonNode json = golden.json();
    Image[] images = {
      golden.image(json.path("images").get(0)), golden.image(json.path("images").get(1))
    };
    TokenMix.Plan plan = plan(golden, images[0], images[1], "lam_used");
    JsonNode expected = golden.expected();
    assertThat(plan.apply(images[0], images[1]))
        .isEqualTo(golden.image(expected.path("mixed_image_0")));
    Size grid = golden.size("grid");
    float[] heat = golden.floats(expected.path("heat_14x14_after_roi_align"));
    int area = (int) grid.area();
    for (int i = 0; i < 2; i++) {
      AttentionGrid mine = new AttentionGrid(grid.height(), grid.width(), slice(heat, i, area));
      AttentionGrid other =
          new AttentionGrid(grid.height(), grid.width(), slice(heat, 1 - i, area));
      LabelPair labels =
          new LabelPair(
              new Label.Single(json.path("gt").get(i).asInt()),
              new Label.Single(json.path("gt").get(1 - i).asInt()),
              json.path("num_classes").asInt(),
              json.path("smoothing").asDouble());
      labels(plan, mine, other, labels, expected.path("per_image").get(i));
    }
  }

  private static float[] slice(float[] values, int i, int length) {
    return Arrays.copyOfRange(values, i * length, (i + 1) * length);
  }

  private static TokenMix.Plan plan(MethodCase golden, Image base, Image partner, String lambda) {
    JsonNode given = golden.json().path("draws");
    boolean random = golden.json().path("mask_type").asText().equals("random");
    int extra = given.path("extra_tokens").asInt();
    TokenMix mix =
        new TokenMix(
            golden.size("grid"),
            random ? new Tokens.Scattered() : Tokens.Blocks.DEFAULT,
            new TokenMix.Constant(given.path(lambda).asDouble()),
            extra,
            Form.OFFICIAL);
    Replay replay = random ? permutation(golden) : sequence(given.path("sequence"));
    TokenMix.Plan plan = mix.plan(base, partner, replay.draws());
    replay.assertFollowed();
    assertThat(mask(plan.partnerCells())).isEqualTo(text(golden.expected().path("mask")));
    // in the cases the grid divides the image, so that tokens are pixels
    assertThat(plan.lambda())
        .isCloseTo(golden.expected().path("lam_out").asDouble(), within(1e-12));
    return plan;
  }

  private static Replay sequence(JsonNode recorded) {
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    for (JsonNode draw : recorded) {
      double low = draw.get(1).asDouble();
      double high = draw.get(2).asDouble();
      boolean whole = draw.get(0).asText().equals("randint");
      values.add(draw.get(3).asDouble() - (whole ? low : 0));
      questions.add(whole ? "below " + (int) (high - low + 1) : "uniform " + low + " " + high);
    }
    return new Replay(ScriptedDraws.of(values), questions, values);
  }

  /** The reference shuffles all tokens; what it does not use is not asked for. */
  private static Replay permutation(MethodCase golden) {
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    Replay.shuffle(golden.json().path("draws").path("permutation"), values, questions);
    int count = Math.min(golden.expected().path("mask_count").asInt(), values.size());
    values = values.subList(0, count);
    return new Replay(ScriptedDraws.of(values), questions.subList(0, count), values);
  }

  private static String mask(Cells cells) {
    return String.join("", cells.rows());
  }

  private static String text(JsonNode mask) {
    StringBuilder text = new StringBuilder();
    mask.forEach(text::append);
    return text.toString();
  }

  private static void labels(
      TokenMix.Plan plan,
      AttentionGrid baseHeat,
      AttentionGrid partnerHeat,
      LabelPair labels,
      JsonNode expected) {
    assertThat(plan.baseScore(baseHeat))
        .isCloseTo(expected.path("sum_a").asDouble(), within(TOLERANCE));
    assertThat(plan.partnerScore(partnerHeat))
        .isCloseTo(expected.path("sum_b").asDouble(), within(TOLERANCE));
    MethodCase.assertWeights(
        scored(plan, baseHeat, partnerHeat, Form.OFFICIAL).label(labels),
        expected.path("label"),
        TOLERANCE);
  }

  /** As {@code withAttention}, but with unrounded scores. */
  private static TokenMix.Plan scored(
      TokenMix.Plan plan, AttentionGrid baseHeat, AttentionGrid partnerHeat, Form form) {
    return new TokenMix.Plan(
        plan.size(),
        plan.partnerCells(),
        plan.lambdaDrawn(),
        form,
        AttentionSource.TABLE,
        plan.baseScore(baseHeat),
        plan.partnerScore(partnerHeat));
  }
}
