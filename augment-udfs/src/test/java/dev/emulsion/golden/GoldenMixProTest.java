package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.AttentionWeight;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixPro;
import dev.emulsion.mix.MixPro.Count;
import dev.emulsion.mix.MixPro.Form;
import dev.emulsion.mix.MixPro.Ratio;
import dev.emulsion.random.ScriptedDraws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MixPro equals the authors' masks, images and labels. */
class GoldenMixProTest {

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("mixpro")
        .map(golden -> DynamicTest.dynamicTest(golden.id(), () -> check(golden)));
  }

  private static void check(MethodCase golden) {
    JsonNode json = golden.json();
    JsonNode expected = golden.expected();
    Size size = golden.size("image_size");
    boolean imaged = json.path("image_a").has("file");
    Image base = imaged ? golden.image("image_a") : Images.black(size.height(), size.width());
    Image partner = imaged ? golden.image("image_b") : base;
    MixPro.Plan plan = plan(golden, base, partner);

    StringBuilder inverted = new StringBuilder();
    expected.path("cell_mask").forEach(cell -> inverted.append(1 - cell.asInt()));
    assertThat(String.join("", plan.partnerCells().rows())).isEqualTo(inverted.toString());
    if (expected.has("mixed")) {
      assertThat(plan.apply(base, partner)).isEqualTo(golden.image(expected.path("mixed")));
    }
    int side = size.height() / json.path("patch").asInt();
    for (int cell = 0; cell < side * side; cell++) {
      assertThat(plan.baseAttention(MethodCase.at(cell, side, side)))
          .isEqualTo(expected.path("token_mask").get(cell).asDouble());
    }
    assertThat(plan.area()).isCloseTo(expected.path("ratio").asDouble(), within(1e-7));
    assertThat(with(plan, Ratio.PIXELS, Form.HARD, AttentionSource.AREA, 0, 0).area())
        .isCloseTo(expected.path("ratio_true").asDouble(), within(1e-7));
    LabelPair labels = golden.labels("a", "b");
    MethodCase.assertWeights(plan.label(labels), expected.path("area_label"), 1e-6);
    attentionLabels(golden, plan, MethodCase.attention(json.path("attn"), side), labels);
  }

  private static void attentionLabels(
      MethodCase golden, MixPro.Plan plan, AttentionGrid attention, LabelPair labels) {
    JsonNode expected = golden.expected();
    boolean given = golden.json().path("model_output").asText().equals("given");
    double tolerance = given ? 1e-6 : 1e-4;
    double[] numbers = MethodCase.numbers(golden.json().path("logits"));
    float[] logits = new float[numbers.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) numbers[i];
    }
    double attended = plan.baseAttention(attention);
    assertThat(attended).isCloseTo(expected.path("lam_attn").asDouble(), within(1e-6));
    double attentionWeight = plan.cosine(logits, labels);
    assertThat(attentionWeight).isCloseTo(expected.path("alpha").asDouble(), within(tolerance));
    MixPro.Plan hard =
        with(plan, Ratio.CELLS, Form.HARD, AttentionSource.INLINE, attended, attentionWeight);
    assertThat(hard.lambda()).isCloseTo(expected.path("lam").asDouble(), within(tolerance));
    MethodCase.assertWeights(hard.label(labels), expected.path("pal_label_official"), tolerance);
    MixPro.Plan smooth =
        with(plan, Ratio.CELLS, Form.SMOOTHED, AttentionSource.INLINE, attended, attentionWeight);
    MethodCase.assertWeights(smooth.label(labels), expected.path("pal_label_smoothed"), tolerance);

    AttentionResult attentionResult = new AttentionResult(attention, Optional.of(logits));
    MixPlan rounded = plan.withAttention(AttentionSource.INLINE, List.of(attentionResult), labels);
    assertThat(rounded.lambda()).isCloseTo(hard.lambda(), within(1.0 / 1024));
  }

  private static MixPro.Plan plan(MethodCase golden, Image base, Image partner) {
    JsonNode given = golden.json().path("draws");
    double beta = given.path("beta").asDouble();
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    Replay.shuffle(given.path("permutation"), values, questions);
    int kept = (int) Math.ceil(given.path("permutation").size() * beta);
    int count = Math.min(kept, values.size());
    values.subList(count, values.size()).clear();
    questions.subList(count, questions.size()).clear();
    values.add(0, beta);
    questions.add(0, "beta 1.0 1.0");
    Replay replay = new Replay(ScriptedDraws.of(values), questions, values);
    MixPro mix =
        new MixPro(
            1,
            new MixPro.Grid(
                golden.json().path("cell").asInt(),
                golden.json().path("patch").asInt(),
                Count.CEIL,
                0,
                Ratio.CELLS),
            new AttentionWeight.Cosine(),
            Form.HARD);
    MixPro.Plan plan = mix.plan(base, partner, replay.draws());
    replay.assertFollowed();
    return plan;
  }

  /** As {@code withAttention}, but with unrounded shares. */
  private static MixPro.Plan with(
      MixPro.Plan plan,
      Ratio ratio,
      Form form,
      AttentionSource source,
      double attended,
      double attentionWeight) {
    return new MixPro.Plan(
        plan.size(),
        plan.cell(),
        plan.partnerCells(),
        plan.lambdaDrawn(),
        ratio,
        form,
        source,
        attended,
        plan.rule(),
        attentionWeight);
  }
}
