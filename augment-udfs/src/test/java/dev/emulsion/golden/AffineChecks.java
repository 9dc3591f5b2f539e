package dev.emulsion.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Range;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.Axis;
import dev.emulsion.transform.Interpolation;
import dev.emulsion.transform.RandomAffine;
import dev.emulsion.transform.Rotation;
import dev.emulsion.transform.Sampling;
import dev.emulsion.transform.Shear;
import dev.emulsion.transform.TransformPlan;
import dev.emulsion.transform.Translate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Images sampled through an affine map: rotations, shears, shifts and torchvision's mixtures. */
final class AffineChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.ofEntries(
          Map.entry("pil.rotate", AffineChecks::rotate),
          Map.entry("tv.rotate", AffineChecks::rotate),
          Map.entry("pil.transform_affine", AffineChecks::transform),
          Map.entry("tv.affine", AffineChecks::torchvision),
          Map.entry(
              "pil.rotate (sweep)",
              c ->
                  sweep(
                      c,
                      "degrees",
                      v ->
                          new Rotation.Plan(
                              v, Rotation.Canvas.KEEP, List.of(), filter(c), fill(c)))),
          Map.entry(
              "timm.shear_x (sweep)",
              c -> sweep(c, "factors", v -> new Shear.PlanX(v, filter(c), fill(c)))),
          Map.entry(
              "timm.shear_y (sweep)",
              c -> sweep(c, "factors", v -> new Shear.PlanY(v, filter(c), fill(c)))),
          Map.entry(
              "timm.translate_x_rel (sweep)",
              c ->
                  sweep(
                      c,
                      "fractions",
                      v ->
                          new Translate(
                                  Axis.X,
                                  new Range(v, v),
                                  Translate.Unit.SHARE,
                                  Translate.Convention.TIMM,
                                  sampling(c),
                                  1)
                              .plan(Sweep.input(c).shape(), ScriptedDraws.of(0.5, v)))),
          Map.entry(
              "timm.translate_y_rel (sweep)",
              c ->
                  sweep(
                      c,
                      "fractions",
                      v ->
                          new Translate(
                                  Axis.Y,
                                  new Range(v, v),
                                  Translate.Unit.SHARE,
                                  Translate.Convention.TIMM,
                                  sampling(c),
                                  1)
                              .plan(Sweep.input(c).shape(), ScriptedDraws.of(0.5, v)))));

  private AffineChecks() {}

  private static void rotate(GoldenCase golden) {
    var canvas =
        golden.params().path("expand").asBoolean() ? Rotation.Canvas.EXPAND : Rotation.Canvas.KEEP;
    double degrees = golden.params().path("degrees").asDouble();
    apply(golden, new Rotation.Plan(degrees, canvas, center(golden), filter(golden), fill(golden)));
  }

  private static void transform(GoldenCase golden) {
    JsonNode m = golden.params().path("matrix");
    AffineMap map =
        new AffineMap(
            m.get(0).asDouble(),
            m.get(1).asDouble(),
            m.get(2).asDouble(),
            m.get(3).asDouble(),
            m.get(4).asDouble(),
            m.get(5).asDouble());
    Image input = golden.input();
    PixelChecks.matches(golden, input.warp(map, input.size(), filter(golden), fill(golden)));
  }

  private static void torchvision(GoldenCase golden) {
    JsonNode params = golden.params();
    var plan =
        new RandomAffine.Plan(
            params.path("angle").asDouble(),
            params.path("translate").get(0).asInt(),
            params.path("translate").get(1).asInt(),
            params.path("scale").asDouble(),
            params.path("shear").get(0).asDouble(),
            params.path("shear").get(1).asDouble(),
            center(golden),
            filter(golden),
            fill(golden));
    apply(golden, plan);
  }

  /** Empty where the case has none. */
  private static List<Double> center(GoldenCase golden) {
    List<Double> center = new ArrayList<>();
    golden.params().path("center").forEach(number -> center.add(number.asDouble()));
    return center;
  }

  private static void apply(GoldenCase golden, TransformPlan plan) {
    PixelChecks.matches(golden, plan.apply(golden.input()));
  }

  /** One digest for each value under {@code key}. */
  private static void sweep(GoldenCase golden, String key, Function<Double, TransformPlan> planOf) {
    Image input = Sweep.input(golden);
    Sweep.over(key, golden, value -> planOf.apply(value).apply(input));
  }

  static Filter filter(GoldenCase golden) {
    return Filter.valueOf(golden.params().path("filter").asText().toUpperCase(Locale.ROOT));
  }

  static Sampling sampling(GoldenCase golden) {
    return new Sampling(Interpolation.valueOf(filter(golden).name()), fill(golden));
  }

  static List<Integer> fill(GoldenCase golden) {
    JsonNode fill = golden.params().path("fill");
    List<Integer> samples = new ArrayList<>();
    if (fill.isArray()) {
      fill.forEach(sample -> samples.add(sample.asInt()));
    } else {
      samples.add(fill.asInt());
    }
    return samples;
  }
}
