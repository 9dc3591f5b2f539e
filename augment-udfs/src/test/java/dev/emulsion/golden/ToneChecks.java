package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import dev.emulsion.image.Size;
import dev.emulsion.image.filter.Hsv;
import dev.emulsion.transform.AutoContrast;
import dev.emulsion.transform.BoxBlur;
import dev.emulsion.transform.Brightness;
import dev.emulsion.transform.Color;
import dev.emulsion.transform.ColorJitter;
import dev.emulsion.transform.Contrast;
import dev.emulsion.transform.Equalize;
import dev.emulsion.transform.GaussianBlur;
import dev.emulsion.transform.Grayscale;
import dev.emulsion.transform.Hue;
import dev.emulsion.transform.Invert;
import dev.emulsion.transform.Posterize;
import dev.emulsion.transform.Sharpness;
import dev.emulsion.transform.Solarize;
import dev.emulsion.transform.TonePlan;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/** Operations on colors, single samples and sharpness. */
final class ToneChecks {

  static final Map<String, GoldenTest.Check> ALL = new TreeMap<>();

  static {
    over("pil.enhance.brightness", "factor", Brightness.Plan::new);
    over("pil.enhance.contrast", "factor", Contrast.Plan::new);
    over("pil.enhance.color", "factor", Color.Plan::new);
    over("pil.enhance.sharpness", "factor", Sharpness.Plan::new);
    over("tv.adjust_hue", "factor", Hue.Plan::new);
    over("pil.solarize", "threshold", Solarize.Plan::new);
    over("pil.posterize", "bits", bits -> new Posterize.Plan((int) bits));
    over("pil.gaussian_blur", "radius", ToneChecks::pillowBlur);
    over("pil.box_blur", "radius", BoxBlur.Plan::new);
    over("deit.GaussianBlur", "radius", ToneChecks::pillowBlur);
    over("deit.Solarization", "threshold", Solarize.Plan::new);
    ALL.put("pil.gaussian_blur (sweep)", c -> sweep(c, "sigmas", ToneChecks::pillowBlur));
    ALL.put("deit.gray_scale", c -> matches(c, new Grayscale.Plan(3)));
    ALL.put(
        "tv.to_grayscale",
        c -> matches(c, new Grayscale.Plan(c.params().path("channels").asInt())));
    ALL.put("pil.invert", c -> matches(c, new Invert.Plan()));
    ALL.put("pil.equalize", c -> matches(c, new Equalize.Plan()));
    ALL.put("pil.equalize (sweep)", c -> sizes(c, new Equalize.Plan()));
    ALL.put("pil.autocontrast", ToneChecks::autoContrast);
    ALL.put("pil.autocontrast (sweep)", c -> sizes(c, new AutoContrast.Plan()));
    ALL.put("pil.rgb2hsv", c -> PixelChecks.matches(c, Hsv.of(c.input())));
    ALL.put("pil.rgb2hsv (sweep)", c -> Sweep.matches(c, List.of(Hsv.of(Sweep.input(c)))));
    ALL.put("pil.hsv2rgb", c -> PixelChecks.matches(c, Hsv.toRgb(c.input())));
    ALL.put("pil.hsv2rgb (sweep)", c -> Sweep.matches(c, List.of(Hsv.toRgb(Sweep.input(c)))));
    ALL.put("pil.rgb2l (sweep)", c -> Sweep.matches(c, List.of(Luma.gray(Sweep.input(c), 1))));
    ALL.put("tv.ColorJitter", ToneChecks::jitter);
    ALL.put("tv.gaussian_blur", ToneChecks::sampledBlur);
  }

  private ToneChecks() {}

  /** One number, and for a sweep the list of its plural; that of bits is bits. */
  private static void over(String op, String parameter, DoubleFunction<TransformPlan> plan) {
    ALL.put(op, c -> matches(c, plan.apply(c.params().path(parameter).asDouble())));
    String plural = parameter.endsWith("s") ? parameter : parameter + "s";
    ALL.put(op + " (sweep)", c -> sweep(c, plural, plan));
  }

  private static void matches(GoldenCase golden, TransformPlan plan) {
    PixelChecks.matches(golden, plan.apply(golden.input()));
  }

  private static void sweep(GoldenCase golden, String list, DoubleFunction<TransformPlan> plan) {
    Image input = Sweep.input(golden);
    Sweep.over(list, golden, n -> plan.apply(n).apply(input));
  }

  private static TransformPlan pillowBlur(double sigma) {
    return new GaussianBlur.Plan(sigma, GaussianBlur.Method.PILLOW, Size.square(1));
  }

  private static void autoContrast(GoldenCase golden) {
    assertThat(golden.params().path("cutoff").asInt()).isZero();
    matches(golden, new AutoContrast.Plan());
  }

  /** Images of several sizes, their samples squeezed as the manifest notes. */
  private static void sizes(GoldenCase golden, TransformPlan plan) {
    List<Image> outputs = new ArrayList<>();
    for (JsonNode size : golden.params().path("sizes")) {
      Image image = Sweep.input(golden, size.get(1).asInt(), size.get(0).asInt());
      byte[] samples = image.samples();
      for (int i = 0; i < samples.length; i++) {
        int sample = samples[i] & 0xFF;
        samples[i] = (byte) (30 + sample * sample / 512);
      }
      outputs.add(plan.apply(image));
    }
    Sweep.matches(golden, outputs);
  }

  private static void jitter(GoldenCase golden) {
    JsonNode params = golden.params();
    Map<String, DoubleFunction<TonePlan>> changes = new LinkedHashMap<>();
    changes.put("brightness", Brightness.Plan::new);
    changes.put("contrast", Contrast.Plan::new);
    changes.put("saturation", Color.Plan::new);
    changes.put("hue", Hue.Plan::new);
    List<String> names = List.copyOf(changes.keySet());
    List<TonePlan> plans = new ArrayList<>();
    for (JsonNode index : params.path("order")) {
      String name = names.get(index.asInt());
      if (params.path(name).isNumber()) {
        plans.add(changes.get(name).apply(params.path(name).asDouble()));
      }
    }
    matches(golden, new ColorJitter.Plan(plans));
  }

  /** The manifest allows a difference of 1: its reference sums in another order. */
  private static void sampledBlur(GoldenCase golden) {
    assertThat(golden.json().path("tolerance").asText()).contains("|diff| <= 1");
    JsonNode params = golden.params();
    Size kernel = new Size(params.path("kernel_y").asInt(), params.path("kernel_x").asInt());
    double sigma = params.path("sigma").asDouble();
    Image blurred =
        new GaussianBlur.Plan(sigma, GaussianBlur.Method.TORCHVISION, kernel).apply(golden.input());
    Image expected = golden.image(golden.expected());
    assertThat(blurred.toString()).isEqualTo(expected.toString());
    for (int i = 0; i < expected.samples().length; i++) {
      int difference = (blurred.samples()[i] & 0xFF) - (expected.samples()[i] & 0xFF);
      assertThat(Math.abs(difference)).as("sample %d", i).isLessThanOrEqualTo(1);
    }
  }
}
