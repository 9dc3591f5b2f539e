package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Weighted;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.Brightness;
import dev.emulsion.transform.Color;
import dev.emulsion.transform.Contrast;
import dev.emulsion.transform.GaussianBlur;
import dev.emulsion.transform.Interpolation;
import dev.emulsion.transform.NoOp;
import dev.emulsion.transform.Posterize;
import dev.emulsion.transform.RandAugment;
import dev.emulsion.transform.Rotation;
import dev.emulsion.transform.Sampling;
import dev.emulsion.transform.Sharpness;
import dev.emulsion.transform.Shear;
import dev.emulsion.transform.Solarize;
import dev.emulsion.transform.SolarizeAdd;
import dev.emulsion.transform.TimmConfig;
import dev.emulsion.transform.TimmOperation;
import dev.emulsion.transform.TorchvisionOperation;
import dev.emulsion.transform.TorchvisionPolicy;
import dev.emulsion.transform.TransformPlan;
import dev.emulsion.transform.Translate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;

/** Both RandAugments: their tables of magnitudes and recorded runs, compared after each step. */
final class RandAugmentChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of(
          "timm.level_to_arg", RandAugmentChecks::timmLevels,
          "timm.magnitude_clamp", RandAugmentChecks::timmClamp,
          "timm.rand_augment_transform", RandAugmentChecks::timmConfig,
          "timm.RandAugment", RandAugmentChecks::timmRun,
          "tv.RandAugment.space", RandAugmentChecks::torchvisionSpace,
          "tv.RandAugment", RandAugmentChecks::torchvisionRun,
          "timm.solarize_add",
              c -> matches(c, new SolarizeAdd.Plan(integer(c, "add"), integer(c, "threshold"))),
          "timm.posterize", c -> matches(c, new Posterize.Plan(integer(c, "bits"))),
          "timm.desaturate",
              c -> matches(c, new Color.Plan(1 - c.params().path("factor").asDouble())));

  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  private RandAugmentChecks() {}

  private static int integer(GoldenCase golden, String key) {
    return golden.params().path(key).asInt();
  }

  private static void matches(GoldenCase golden, TransformPlan plan) {
    PixelChecks.matches(golden, plan.apply(golden.input()));
  }

  private static void timmLevels(GoldenCase golden) {
    JsonNode params = golden.params();
    String name = params.path("op").asText();
    TimmOperation operation = TimmOperation.valueOf(constant(name));
    assertThat(params.path("translate_const").asInt()).isEqualTo(100);
    assertThat(params.path("translate_pct").asDouble()).isEqualTo(0.45);
    for (JsonNode level : golden.expected()) {
      double sign = params.path("negate_draw").asDouble();
      ScriptedDraws draws = ScriptedDraws.of(sign);
      // on an image of one pixel, shares of its sides are pixels
      TransformPlan plan =
          operation.plan(
              level.path("magnitude").asDouble() / 10, draws, Sampling.DEFAULT, Size.square(1));
      if (level.path("args").isEmpty()) {
        assertThat(plan).hasToString("Plan[]");
        continue;
      }
      double expected = level.path("args").get(0).asDouble();
      if (name.equals("GaussianBlurRand")) {
        assertThat(draws.questions()).containsExactly("uniform 0.1 " + 2.0 * expected);
      } else if (name.equals("Desaturate")) {
        assertThat(argument(plan)).isEqualTo(1 - expected);
      } else if (name.startsWith("Posterize")) {
        // beyond magnitude 10: above 8 bits nothing is lost either, below 0 nothing is left
        assertThat(argument(plan)).isEqualTo(Math.max(0, Math.min(8, expected)));
      } else {
        assertThat(argument(plan)).isEqualTo(expected);
      }
    }
  }

  /** The one number of a plan. */
  private static double argument(TransformPlan plan) {
    if (plan instanceof Rotation.Plan rotation) {
      return rotation.degrees();
    } else if (plan instanceof Shear.PlanX shear) {
      return shear.shear();
    } else if (plan instanceof Shear.PlanY shear) {
      return shear.shear();
    } else if (plan instanceof Translate.PlanX shift) {
      return shift.pixels();
    } else if (plan instanceof Translate.PlanY shift) {
      return shift.pixels();
    } else if (plan instanceof Posterize.Plan posterize) {
      return posterize.bits();
    } else if (plan instanceof Solarize.Plan solarize) {
      return solarize.threshold();
    } else if (plan instanceof SolarizeAdd.Plan solarize) {
      assertThat(solarize.threshold()).isEqualTo(128);
      return solarize.add();
    } else if (plan instanceof Color.Plan color) {
      return color.factor();
    } else if (plan instanceof Contrast.Plan contrast) {
      return contrast.factor();
    } else if (plan instanceof Brightness.Plan brightness) {
      return brightness.factor();
    } else if (plan instanceof Sharpness.Plan sharpness) {
      return sharpness.factor();
    } else if (plan instanceof GaussianBlur.Plan blur) {
      return blur.sigma();
    }
    throw new AssertionError("no argument in " + plan);
  }

  private static void timmClamp(GoldenCase golden) {
    for (JsonNode level : golden.expected()) {
      JsonNode max = level.path("mmax");
      String config = max.isNull() ? "rand-m9" : "rand-m9-mmax" + max.asInt();
      assertThat(TimmConfig.of(config).clamped(level.path("m").asDouble()))
          .isEqualTo(level.path("value").asDouble());
    }
  }

  private static void timmConfig(GoldenCase golden) {
    TimmConfig config = TimmConfig.of(golden.params().path("config").asText());
    JsonNode expected = golden.expected();
    List<String> operations = new ArrayList<>();
    expected.path("ops").forEach(name -> operations.add(constant(name.asText())));
    assertThat(config.set().operations())
        .extracting(choice -> choice.operation().name())
        .isEqualTo(operations);
    JsonNode weights = expected.path("choice_weights"); // shares of the whole
    for (int i = 0; i < weights.size(); i++) {
      double[] ours = Weighted.weights(config.set().operations());
      assertThat(ours[i] / Arrays.stream(ours).sum()).isCloseTo(weights.get(i).asDouble(), EXACT);
    }
    assertThat(config.p()).isEqualTo(expected.path("prob").asDouble());
    assertThat(config.magnitude()).isEqualTo(expected.path("magnitude").asInt());
    assertThat(config.n()).isEqualTo(expected.path("num_layers").asInt());
    assertThat(config.max()).isEqualTo(expected.path("magnitude_max").asInt(10));
    String noise = expected.path("magnitude_std").asText();
    if (noise.equals("inf")) {
      assertThat(config.noise()).isGreaterThan(100);
    } else {
      assertThat(config.noise()).isEqualTo(Double.parseDouble(noise));
    }
    assertThat(TimmConfig.of(config.text())).isEqualTo(config);
  }

  private static void timmRun(GoldenCase golden) {
    JsonNode params = golden.params();
    var sampling =
        new Sampling(
            Interpolation.valueOf(params.path("interpolation").asText().toUpperCase(Locale.ROOT)),
            meanColor(params));
    TimmConfig config = TimmConfig.of(params.path("config").asText());
    JsonNode draws = params.path("draws");
    boolean repeated = draws.get(0).path("replace").asBoolean(true);
    follow(
        golden,
        new RandAugment(config, sampling),
        repeated ? Replay.of(draws) : withoutReplacement(draws, config));
  }

  /** Where the reference draws several operations at once, ours draws a number for each. */
  private static Replay withoutReplacement(JsonNode recorded, TimmConfig config) {
    List<JsonNode> rest = new ArrayList<>();
    recorded.forEach(rest::add);
    List<Weighted<TimmOperation>> left = new ArrayList<>(config.set().operations());
    List<Double> values = new ArrayList<>();
    List<String> questions = new ArrayList<>();
    for (JsonNode index : rest.remove(0).path("index")) {
      int at = left.indexOf(config.set().operations().get(index.asInt()));
      double before = left.stream().limit(at).mapToDouble(Weighted::weight).sum();
      double all = left.stream().mapToDouble(Weighted::weight).sum();
      values.add((before + left.remove(at).weight() / 2) / all);
      questions.add("uniform");
    }
    Replay after = Replay.of(rest);
    values.addAll(after.values());
    questions.addAll(after.questions());
    return new Replay(ScriptedDraws.of(values), questions, values);
  }

  private static void torchvisionRun(GoldenCase golden) {
    JsonNode params = golden.params();
    var sampling =
        new Sampling(
            Interpolation.valueOf(params.path("filter").asText().toUpperCase(Locale.ROOT)),
            AffineChecks.fill(golden));
    var policy =
        new TorchvisionPolicy(
            params.path("num_ops").asInt(),
            params.path("magnitude").asInt(),
            params.path("num_magnitude_bins").asInt());
    follow(golden, new RandAugment(policy, sampling), Replay.of(params.path("draws")));
  }

  /** Replays the draws, and compares the digest after every step and the image at the end. */
  private static void follow(GoldenCase golden, RandAugment augment, Replay replay) {
    Image image = golden.input();
    RandAugment.Plan plan = augment.plan(image.shape(), replay.draws());
    replay.assertFollowed();
    JsonNode applied = golden.params().path("applied_steps");
    assertThat(plan.operations()).hasSize(applied.size());
    PixelChecks.matches(golden, plan.apply(image));
    for (int i = 0; i < applied.size(); i++) {
      image = plan.operations().get(i).apply(image);
      assertThat(GoldenCase.sha256(image.samples()))
          .as("digest after %s", plan.operations().get(i))
          .isEqualTo(applied.get(i).path("sha256").asText());
    }
  }

  private static void torchvisionSpace(GoldenCase golden) {
    JsonNode params = golden.params();
    int bins = params.path("num_magnitude_bins").asInt();
    Size size = new Size(params.path("height").asInt(), params.path("width").asInt());
    List<String> names = new ArrayList<>();
    golden.expected().fieldNames().forEachRemaining(name -> names.add(constant(name)));
    assertThat(TorchvisionOperation.values()).extracting(Enum::name).isEqualTo(names);
    golden
        .expected()
        .fields()
        .forEachRemaining(
            entry -> {
              var operation = TorchvisionOperation.valueOf(constant(entry.getKey()));
              assertThat(operation.isSigned())
                  .isEqualTo(entry.getValue().path("signed").asBoolean());
              JsonNode values = entry.getValue().path("values");
              assertThat(operation.hasMagnitude()).isEqualTo(values.isArray());
              for (int bin = 0; bin < values.size(); bin++) {
                // the last bit of the reference depends on the processor it ran on
                assertThat(
                        operation.magnitude(
                            TorchvisionOperation.Space.RAND_AUGMENT, bin, bins, size))
                    .isCloseTo(values.get(bin).asDouble(), Percentage.withPercentage(2.5e-5));
              }
              if (!values.isArray()) {
                assertThat(operation.plan(0, ScriptedDraws.of(), Sampling.DEFAULT))
                    .satisfies(
                        plan ->
                            assertThat(plan instanceof NoOp)
                                .isEqualTo(entry.getKey().equals("Identity")));
              }
            });
  }

  /** timm's own where the case has none. */
  private static List<Integer> meanColor(JsonNode params) {
    List<Integer> mean = new ArrayList<>();
    params.path("img_mean").forEach(sample -> mean.add(sample.asInt()));
    return mean.isEmpty() ? List.of(128) : mean;
  }

  /** {@code TranslateXRel} as {@code TRANSLATE_X_REL}. */
  private static String constant(String name) {
    return name.replaceAll("(?<=.)(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
