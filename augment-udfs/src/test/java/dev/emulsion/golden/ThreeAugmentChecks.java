package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.emulsion.Range;
import dev.emulsion.image.Border;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.transform.ColorJitter;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.Interpolation;
import dev.emulsion.transform.RandomCrop;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.SimpleRandomCrop;
import dev.emulsion.transform.ThreeAugment;
import dev.emulsion.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** DeiT III's pipelines, replayed step by step and compared after each. */
final class ThreeAugmentChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of("deit.3Augment", ThreeAugmentChecks::pipeline);

  private ThreeAugmentChecks() {}

  private static void pipeline(GoldenCase golden) {
    int size = golden.params().path("input_size").asInt();
    Image input = golden.input();
    Image image = input;
    for (JsonNode step : golden.params().path("steps")) {
      Transform transform = transform(step, size, golden.params().path("color_jitter").asDouble());
      image = replayed(transform, image, step);
      if (transform instanceof RandomCrop) {
        // our operation is this step and the one before it
        Transform both = new SimpleRandomCrop(size, Filter.BICUBIC, SimpleRandomCrop.Axis.BOTH);
        assertThat(replayed(both, input, step)).isEqualTo(image);
      }
    }
    PixelChecks.matches(golden, image);
  }

  private static Image replayed(Transform transform, Image image, JsonNode step) {
    Replay replay = replay(step);
    Image result = transform.plan(image.shape(), replay.draws()).apply(image);
    replay.assertFollowed();
    assertThat(result.size())
        .isEqualTo(new Size(step.path("height").asInt(), step.path("width").asInt()));
    assertThat(GoldenCase.sha256(result.samples()))
        .as("digest after %s", step.path("transform").asText())
        .isEqualTo(step.path("sha256").asText());
    return result;
  }

  /**
   * The reference asks whether to do what it has just chosen, always with the answer yes; it does
   * not ask whether to jitter at all.
   */
  private static Replay replay(JsonNode step) {
    List<JsonNode> draws = new ArrayList<>();
    step.path("draws").forEach(draws::add);
    switch (step.path("transform").asText()) {
      case "RandomChoice" -> draws.remove(1);
      case "ColorJitter" ->
          draws.add(0, JsonNodeFactory.instance.objectNode().put("draw", "random.random"));
      default -> {}
    }
    return Replay.of(draws);
  }

  private static Transform transform(JsonNode step, int size, double jitter) {
    return switch (step.path("transform").asText()) {
      case "RandomResizedCropAndInterpolation" ->
          new RandomResizedCrop(
              Size.square(size),
              new Range(0.08, 1),
              new Range(3.0 / 4, 4.0 / 3),
              Interpolation.BICUBIC,
              RandomResizedCrop.Arithmetic.TIMM);
      case "Resize" ->
          new Resize(new Resize.ShortSide(size, Resize.ShortSide.UNBOUNDED), Filter.BICUBIC);
      case "RandomCrop" ->
          new RandomCrop(
              Size.square(size), Padding.all(4), Border.REFLECT, RandomCrop.TooSmall.REJECT);
      case "RandomHorizontalFlip" -> new HorizontalFlip(0.5);
      case "RandomChoice" -> new ThreeAugment();
      case "ColorJitter" -> {
        Range factor = new Range(Math.max(0, 1 - jitter), 1 + jitter);
        yield new ColorJitter(factor, factor, factor, new Range(0, 0), 1);
      }
      default -> throw new AssertionError("unknown step " + step);
    };
  }
}
