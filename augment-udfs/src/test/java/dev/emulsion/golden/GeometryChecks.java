package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Range;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Size;
import dev.emulsion.transform.Interpolation;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.RandomResizedCrop.Arithmetic;
import java.util.Map;

/** Operations whose expected value is a rectangle. */
final class GeometryChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of(
          "tv.RandomResizedCrop.get_params",
          golden -> rectangle(golden, Arithmetic.TORCHVISION),
          "timm.RandomResizedCropAndInterpolation.get_params",
          golden -> rectangle(golden, Arithmetic.TIMM));

  private GeometryChecks() {}

  private static void rectangle(GoldenCase golden, Arithmetic arithmetic) {
    JsonNode params = golden.params();
    RandomResizedCrop crop =
        new RandomResizedCrop(
            Size.square(8),
            range(params.path("scale")),
            range(params.path("ratio")),
            Interpolation.BICUBIC,
            arithmetic);
    Image image = Images.black(params.path("height").asInt(), params.path("width").asInt());
    Replay replay = Replay.of(params.path("draws"));
    JsonNode expected = golden.expected();
    assertThat(crop.plan(image.shape(), replay.draws()).box())
        .isEqualTo(
            new Box(
                expected.path("top").asInt(),
                expected.path("left").asInt(),
                expected.path("height").asInt(),
                expected.path("width").asInt()));
    replay.assertFollowed();
  }

  private static Range range(JsonNode ends) {
    return new Range(ends.get(0).asDouble(), ends.get(1).asDouble());
  }
}
