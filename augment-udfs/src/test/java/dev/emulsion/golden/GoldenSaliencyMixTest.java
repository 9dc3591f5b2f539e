package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.mix.SaliencyMix;
import dev.emulsion.mix.SaliencyMix.Variant;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.saliency.Channels;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.SaliencyMap.Point;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** SaliencyMix equals the authors' code on maps of 8-bit pixels, and the rule of its variants. */
class GoldenSaliencyMixTest {

  private static final double TOLERANCE = 1e-6;

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("saliencymix")
        .map(golden -> DynamicTest.dynamicTest(golden.id(), () -> check(golden)));
  }

  private static void check(MethodCase golden) {
    JsonNode json = golden.json();
    Image partner = image(golden, "source");
    Image base =
        json.has("target")
            ? image(golden, "target")
            : Images.black(partner.height(), partner.width());
    Channels channels = Channels.valueOf(json.path("channel_order").asText("RGB"));
    FineGrained saliency = new FineGrained(channels, FineGrained.Overflow.WRAP);
    sameMap(golden, "source_map", saliency, partner);
    sameMap(golden, "target_map", saliency, base);
    Variant variant = Variant.valueOf(json.path("variant").asText().toUpperCase(Locale.ROOT));
    ScriptedDraws draws = ScriptedDraws.of(json.path("draws").path("lam").asDouble());
    SaliencyMix.Plan plan = new SaliencyMix(1, variant, saliency).plan(base, partner, draws);
    assertThat(draws.questions()).containsExactly("beta 1.0 1.0");

    JsonNode expected = golden.expected();
    boolean corresponding = variant == Variant.CORRESPONDING;
    assertThat(plan.peak())
        .isEqualTo(point(expected.path(corresponding ? "peak" : "source_point")));
    assertThat(plan.target())
        .isEqualTo(point(expected.path(corresponding ? "peak" : "target_point")));
    assertThat(plan.from()).isEqualTo(box(expected.path(corresponding ? "box" : "source_box")));
    assertThat(plan.box()).isEqualTo(box(expected.path(corresponding ? "box" : "target_box")));
    assertThat(plan.lambda()).isCloseTo(expected.path("lam_out").asDouble(), within(1e-12));
    if (expected.has("mixed")) {
      assertThat(plan.apply(base, partner)).isEqualTo(golden.image(expected.path("mixed")));
    }
    if (expected.has("label")) {
      MethodCase.assertWeights(
          plan.label(golden.labels("target", "source")), expected.path("label"), TOLERANCE);
    }
  }

  private static Image image(MethodCase golden, String key) {
    JsonNode node = golden.json().path(key);
    if (!node.has("constant_rgb")) {
      return golden.image(node);
    }
    int level = node.path("constant_rgb").asInt();
    JsonNode shape = node.path("shape");
    return Images.flat(shape.get(0).asInt(), shape.get(1).asInt(), level, level, level);
  }

  private static void sameMap(MethodCase golden, String key, FineGrained saliency, Image image) {
    if (golden.json().has(key)) {
      assertThat(saliency.levels(image)).isEqualTo(golden.image(key).samples());
    }
  }

  private static Point point(JsonNode node) {
    return new Point(node.get(0).asInt(), node.get(1).asInt());
  }

  /** From first row, first column, and the ends of both. */
  private static Box box(JsonNode node) {
    int row = node.get(0).asInt();
    int column = node.get(1).asInt();
    return new Box(row, column, node.get(2).asInt() - row, node.get(3).asInt() - column);
  }
}
