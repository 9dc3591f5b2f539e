package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Range;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.RandomErasing;
import dev.emulsion.transform.RandomErasing.Count;
import dev.emulsion.transform.RandomErasing.Mode;
import dev.emulsion.transform.RandomErasing.Patch;
import dev.emulsion.transform.RandomErasing.Rules;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** RandomErasing: where the boxes are, and what covers them. */
final class ErasingChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of(
          "tv.RandomErasing.get_params", ErasingChecks::torchvisionBox,
          "tv.erase(uint8)", ErasingChecks::torchvisionErase,
          "timm.RandomErasing(const)", ErasingChecks::timmConst,
          "timm.RandomErasing(rand)", ErasingChecks::timmRand,
          "timm.RandomErasing(pixel)", ErasingChecks::timmPixel);

  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

  private ErasingChecks() {}

  private static void torchvisionBox(GoldenCase golden) {
    JsonNode params = golden.params();
    RandomErasing erasing =
        new RandomErasing(
            range(params.path("scale")),
            range(params.path("ratio")),
            new Count(1, 1),
            Mode.CONST,
            Rules.TORCHVISION,
            MEAN,
            STD,
            1);
    Replay replay = Replay.of(params.path("draws"));
    Image image = Images.black(params.path("height").asInt(), params.path("width").asInt());
    List<Patch> patches = plan(erasing, image, withChance(replay)).patches();
    JsonNode expected = golden.expected();
    if (expected.path("erased").asBoolean()) {
      assertThat(patches).extracting(Patch::box).containsExactly(box(expected));
    } else {
      assertThat(patches).isEmpty();
    }
  }

  /** get_params does not decide whether to erase, so that draw comes first. */
  private static Replay withChance(Replay replay) {
    List<String> questions = new ArrayList<>(List.of("uniform"));
    questions.addAll(replay.questions());
    List<Double> values = new ArrayList<>(List.of(0.5));
    values.addAll(replay.values());
    return new Replay(ScriptedDraws.of(values), questions, values);
  }

  private static void torchvisionErase(GoldenCase golden) {
    JsonNode value = golden.params().path("value");
    List<Integer> color = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      color.add(value.isArray() ? value.get(channel).asInt() : value.asInt());
    }
    Patch patch = new Patch(box(golden.params()), color);
    Image input = golden.input();
    PixelChecks.matches(golden, new RandomErasing.Plan(List.of(patch), 0, MEAN, STD).apply(input));
  }

  private static void timmConst(GoldenCase golden) {
    if (golden.params().has("width")) {
      timmMask(golden);
    } else {
      Image input = golden.input();
      PixelChecks.matches(golden, timm(golden, Mode.CONST, input).apply(input));
    }
  }

  private static void timmRand(GoldenCase golden) {
    Image input = golden.input();
    PixelChecks.matches(golden, timm(golden, Mode.RAND, input).apply(input));
  }

  /** The reference's normals in place of the seeded noise. */
  private static void timmPixel(GoldenCase golden) {
    Image input = golden.input();
    List<Double> normals = new ArrayList<>();
    for (JsonNode draw : golden.params().path("draws")) {
      if (draw.path("draw").asText().equals("torch.normal_")) {
        draw.path("value").forEach(z -> normals.add(z.asDouble()));
      }
    }
    ScriptedDraws noise = ScriptedDraws.of(normals);
    PixelChecks.matches(golden, timm(golden, Mode.PIXEL, input).apply(input, noise));
    assertThat(noise.left()).isZero();
  }

  private static RandomErasing.Plan timm(GoldenCase golden, Mode mode, Image input) {
    JsonNode params = golden.params();
    RandomErasing erasing =
        new RandomErasing(
            new Range(
                params.path("min_area").asDouble(0.02), params.path("max_area").asDouble(1 / 3.0)),
            new Range(
                params.path("min_aspect").asDouble(0.3),
                params.path("max_aspect").asDouble(1 / 0.3)),
            new Count(params.path("min_count").asInt(1), params.path("max_count").asInt(1)),
            mode,
            Rules.TIMM,
            numbers(params.path("mean")),
            numbers(params.path("std")),
            1);
    Replay replay = Replay.of(params.path("draws"));
    return plan(erasing, input, mode == Mode.PIXEL ? withSeed(replay) : replay);
  }

  /** Where the reference draws noise, ours draws its seed. */
  private static Replay withSeed(Replay replay) {
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < replay.questions().size(); i++) {
      if (!replay.questions().get(i).equals("normal")) {
        values.add(replay.values().get(i));
        questions.add(replay.questions().get(i));
      }
    }
    values.addAll(List.of(1.0, 2.0));
    questions.addAll(List.of("below 67108864", "below 67108864"));
    return new Replay(ScriptedDraws.of(values), questions, values);
  }

  private static void timmMask(GoldenCase golden) {
    JsonNode params = golden.params();
    RandomErasing erasing =
        new RandomErasing(
            new Range(params.path("min_area").asDouble(), params.path("max_area").asDouble()),
            new Range(params.path("min_aspect").asDouble(), params.path("max_aspect").asDouble()),
            new Count(params.path("min_count").asInt(), params.path("max_count").asInt()),
            Mode.CONST,
            Rules.TIMM,
            MEAN,
            STD,
            params.path("probability").asDouble());
    int height = params.path("height").asInt();
    int width = params.path("width").asInt();
    Replay replay = Replay.of(params.path("draws"));
    TransformPlan plan = erasing.plan(new Shape(height, width, 3), replay.draws());
    replay.assertFollowed();
    byte[] mask = new byte[height * width];
    int erased = 0;
    Image shown = plan.apply(Images.black(height, width));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (shown.samples()[3 * i] != 0 ? 1 : 0);
      erased += mask[i];
    }
    assertThat(erased).isEqualTo(golden.expected().path("erased_pixels").asInt());
    assertThat(GoldenCase.sha256(mask)).isEqualTo(golden.expected().path("mask_sha256").asText());
  }

  private static RandomErasing.Plan plan(RandomErasing erasing, Image image, Replay replay) {
    RandomErasing.Plan plan = (RandomErasing.Plan) erasing.plan(image.shape(), replay.draws());
    replay.assertFollowed();
    return plan;
  }

  private static Box box(JsonNode node) {
    return new Box(
        node.path("top").asInt(),
        node.path("left").asInt(),
        node.path("height").asInt(),
        node.path("width").asInt());
  }

  private static Range range(JsonNode ends) {
    return new Range(ends.get(0).asDouble(), ends.get(1).asDouble());
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
