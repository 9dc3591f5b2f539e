package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.fractal.Background;
import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Colormap;
import dev.emulsion.fractal.ContractiveSystems;
import dev.emulsion.fractal.DiamondSquare;
import dev.emulsion.fractal.FractalDbCanvas;
import dev.emulsion.fractal.FunctionSystem;
import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.fractal.HitDensity;
import dev.emulsion.fractal.OpenCvHsv;
import dev.emulsion.fractal.Points;
import dev.emulsion.fractal.Window;
import dev.emulsion.image.Image;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.random.Uniforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fractals equal those of Anderson and Farrell's code and of FractalDB's, from the same draws. */
class GoldenFractalTest {

  private static final double COORDINATES = 1e-12;

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("fractal")
        .map(golden -> DynamicTest.dynamicTest(golden.id(), () -> check(golden)));
  }

  private static void check(MethodCase golden) {
    String kind = golden.json().path("kind").asText();
    switch (kind) {
      case "sample_system" -> sampled(golden);
      case "render" -> rendered(golden);
      case "diamond_square" -> background(golden);
      case "hsv_to_rgb" ->
          assertWithin(
              golden.json().path("tolerance").asInt(),
              OpenCvHsv.toRgb(golden.image("input")),
              golden.image(golden.expected().path("rgb")));
      case "fractaldb" -> fractalDb(golden);
      default -> throw new AssertionError("no check is known for cases of kind " + kind);
    }
  }

  private static void sampled(MethodCase golden) {
    JsonNode given = golden.json().path("draws");
    assertThat(given.path("translation_bound").asDouble()).isEqualTo(1);
    List<Double> uniforms = new ArrayList<>();
    for (String key :
        List.of(
            "sign_uniforms",
            "angle_uniforms",
            "sigma_uniform",
            "sv_uniforms",
            "translation_uniforms")) {
      assertThat(given.has(key)).as(key).isTrue();
      flatten(given.path(key), uniforms);
    }
    Uniforms draws = Uniforms.of(uniforms);
    FunctionSystem system = ContractiveSystems.draw(given.path("n").asInt(), draws);
    assertThat(draws.left()).isZero();

    JsonNode expected = golden.expected();
    FunctionSystem answer = system(expected.path("system"));
    assertThat(system.maps()).hasSameSizeAs(answer.maps());
    double sum = 0;
    for (int k = 0; k < answer.maps().size(); k++) {
      Affine map = system.maps().get(k);
      assertClose(numbers(map), numbers(answer.maps().get(k)));
      double[] values = {map.largestSingularValue(), map.smallestSingularValue()};
      assertClose(values, MethodCase.numbers(expected.path("singular_values").get(k)));
      sum += values[0] + 2 * values[1];
    }
    assertThat(sum).isCloseTo(expected.path("sigma").asDouble(), within(COORDINATES));
  }

  private static void rendered(MethodCase golden) {
    JsonNode given = golden.json().path("draws");
    JsonNode expected = golden.expected();
    FunctionSystem system = system(golden.json().path("system"));
    assertClose(system.probabilities(), MethodCase.numbers(expected.path("probabilities")));
    double[] selectors = golden.doubles(given.path("selector_uniforms"));
    Points points = Points.of(system, selectors.length, Uniforms.of(selectors));
    for (int i = 0; i < expected.path("first_8_points").size(); i++) {
      assertPoint(points, i, expected.path("first_8_points").get(i));
    }
    assertPoint(points, points.count() - 1, expected.path("last_point"));

    int side = golden.json().path("size").asInt();
    Window region = Window.around(points);
    assertClose(numbers(region), MethodCase.numbers(expected.path("region")));
    HitDensity single = HitDensity.of(points, region, side);
    assertThat(single.counts()).isEqualTo(golden.integers(expected.path("counts_point")));
    assertThat(single.fillRate()).isEqualTo(expected.path("fill_rate_point").asDouble());
    int patch = 0;
    for (JsonNode bit : given.path("patch_bits_row_major")) {
      patch = 2 * patch + bit.asInt();
    }
    assertThat(HitDensity.of(points, region, side, patch).counts())
        .isEqualTo(golden.integers(expected.path("counts_patch")));
    Window window =
        region.moved(
            new Window.Move(
                given.path("window_translate").get(0).asDouble(),
                given.path("window_translate").get(1).asDouble(),
                given.path("window_scale").get(0).asDouble(),
                given.path("window_scale").get(1).asDouble()));
    assertClose(numbers(window), MethodCase.numbers(expected.path("window_region")));
    assertThat(HitDensity.of(points, window, side, patch).counts())
        .isEqualTo(golden.integers(expected.path("counts_patch_window")));

    Colormap colormap =
        new Colormap(
            given.path("hue_shift_0_255").asDouble(),
            given.path("saturation_0_1").asDouble(),
            given.path("value_0_1").asDouble());
    Image hsv = colormap.hsv(HitDensity.of(points, region, side, patch));
    assertThat(hsv).isEqualTo(golden.image(expected.path("hsv")));
    assertWithin(1, OpenCvHsv.toRgb(hsv), golden.image(expected.path("rgb")));
  }

  private static void background(MethodCase golden) {
    JsonNode given = golden.json().path("draws");
    JsonNode expected = golden.expected();
    int levels = golden.json().path("level").asInt();
    double[] corners = MethodCase.numbers(given.path("corners_tl_tr_bl_br"));
    double[] noise = golden.doubles(given.path("noise_minus1_1"));
    double[] all = Arrays.copyOf(corners, corners.length + noise.length);
    System.arraycopy(noise, 0, all, corners.length, noise.length);
    ScriptedDraws draws = ScriptedDraws.of(all);
    double decay = given.path("decay").asDouble();
    double[] heights = DiamondSquare.heights(levels, decay, draws);
    assertThat(draws.left()).isZero();
    assertClose(heights, golden.doubles(expected.path("height")));

    Background background =
        new Background(
            0,
            decay,
            given.path("hue_scale_shift").get(0).asDouble(),
            given.path("hue_scale_shift").get(1).asDouble(),
            given.path("sat_scale_shift").get(0).asDouble(),
            given.path("sat_scale_shift").get(1).asDouble(),
            given.path("val_scale_shift").get(0).asDouble(),
            given.path("val_scale_shift").get(1).asDouble());
    Image hsv = background.hsv(heights, levels, golden.json().path("size").asInt());
    assertThat(hsv).isEqualTo(golden.image(expected.path("hsv")));
    assertWithin(1, OpenCvHsv.toRgb(hsv), golden.image(expected.path("rgb")));
  }

  private static void fractalDb(MethodCase golden) {
    JsonNode json = golden.json();
    List<Affine> maps = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (JsonNode row : json.path("params_a_b_c_d_e_f_prob")) {
      double[] p = MethodCase.numbers(row);
      maps.add(new Affine(p[0], p[1], p[2], p[3], p[4], p[5]));
      shares.add(p[6]);
    }
    assertThat(json.path("pad").asInt()).isEqualTo(FractalDbCanvas.MARGIN);
    double[] probabilities = shares.stream().mapToDouble(share -> share).toArray();
    FunctionSystem system = new FunctionSystem(maps);
    assertClose(system.probabilities(), probabilities);
    double[] selectors = golden.doubles(json.path("draws").path("selector_uniforms"));
    Points points =
        Points.fromOrigin(system, probabilities, selectors.length + 1, ScriptedDraws.of(selectors));
    assertThat(points.count()).isEqualTo(golden.expected().path("points").asInt());

    int side = golden.size("size").height();
    assertThat(golden.size("size").width()).isEqualTo(side);
    Image answer = golden.image(golden.expected().path("image"));
    Coloring coloring = isGray(answer) ? Coloring.GRAY : Coloring.COLOR;
    JsonNode patches = json.path("draws").path("patch_masks_9bit");
    Image image;
    if (patches.isArray()) {
      double[] numbers = MethodCase.numbers(patches);
      ScriptedDraws draws =
          ScriptedDraws.of(Arrays.stream(numbers).map(patch -> patch - 1).toArray());
      image = FractalDbCanvas.render(points, side, coloring, draws);
      assertThat(draws.left()).isZero();
    } else {
      image = FractalDbCanvas.render(points, side, coloring);
    }
    assertThat(image).isEqualTo(answer);
  }

  private static boolean isGray(Image image) {
    for (int i = 0; i < image.samples().length; i++) {
      if (image.samples()[i] != image.samples()[i - i % 3]) {
        return false;
      }
    }
    return true;
  }

  private static void flatten(JsonNode node, List<Double> numbers) {
    if (node.isArray()) {
      node.forEach(child -> flatten(child, numbers));
    } else {
      numbers.add(node.asDouble());
    }
  }

  /** From rows (a, b, e), (c, d, f) of each map. */
  private static FunctionSystem system(JsonNode json) {
    List<Affine> maps = new ArrayList<>();
    for (JsonNode map : json) {
      double[] x = MethodCase.numbers(map.get(0));
      double[] y = MethodCase.numbers(map.get(1));
      maps.add(new Affine(x[0], x[1], y[0], y[1], x[2], y[2]));
    }
    return new FunctionSystem(maps);
  }

  private static double[] numbers(Affine map) {
    return new double[] {map.a(), map.b(), map.c(), map.d(), map.e(), map.f()};
  }

  private static double[] numbers(Window window) {
    return new double[] {window.minX(), window.minY(), window.maxX(), window.maxY()};
  }

  private static void assertPoint(Points points, int i, JsonNode expected) {
    assertClose(new double[] {points.x()[i], points.y()[i]}, MethodCase.numbers(expected));
  }

  private static void assertClose(double[] found, double[] expected) {
    assertThat(found).containsExactly(expected, within(COORDINATES));
  }

  private static void assertWithin(int tolerance, Image found, Image expected) {
    assertThat(found.size()).isEqualTo(expected.size());
    for (int i = 0; i < expected.samples().length; i++) {
      assertThat(found.samples()[i] & 0xFF)
          .isCloseTo(expected.samples()[i] & 0xFF, within(tolerance));
    }
  }
}
