package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.Weighted;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.blend.Blends;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Mixing;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.Transforms;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation can be written to and read from recipes, and its plans to and from JSON. */
class OperationsRoundTripTest {

  // together every key of every operation, at other values than the default
  private static final List<String> TRANSFORMS =
      List.of(
          "resize: {size: 20}",
          "resize: {size: [20, 30], filter: hamming}",
          "resize: {size: 20, max-size: 25, filter: nearest}",
          "center-crop: {size: 9}",
          "center-crop: {size: [9, 50]}",
          "random-crop: {size: 9}",
          "random-crop: {size: [50, 9], padding: [1, 2, 3, 4], padding-mode: reflect,"
              + " fill: [1, 2, 3], pad-if-needed: true}",
          "random-resized-crop: {size: 9}",
          "random-resized-crop: {size: [9, 8], scale: [0.3, 0.7], ratio: [0.5, 1.7],"
              + " filter: random, arithmetic: torchvision}",
          "simple-random-crop: {size: 9}",
          "simple-random-crop: {size: 9, filter: lanczos, axis: x}",
          "horizontal-flip: {}",
          "horizontal-flip: {p: 0.3}",
          "vertical-flip: {}",
          "vertical-flip: {p: 0.1}",
          "pad: {padding: 3}",
          "pad: {padding: [3, 4], padding-mode: symmetric, fill: 7}",
          "rotation: {}",
          "rotation: {degrees: [10, 170], expand: true, center: [3, 4.5], filter: random, fill: 9,"
              + " p: 0.5}",
          "random-affine: {}",
          "random-affine: {degrees: 0, translate: [0.1, 0.2], scale: [0.5, 2], shear: 10,"
              + " filter: nearest, fill: [1, 2, 3], p: 0.5}",
          "random-affine: {shear: [-5, 5, 0, 20], center: [0, 10]}",
          "shear-x: {shear: 0.2, filter: bilinear, fill: 0, p: 0.4}",
          "shear-y: {shear: [0.1, 0.2], filter: random, fill: 0, p: 0.4}",
          "translate-x: {by: 0.2, unit: share, convention: torchvision, filter: nearest,"
              + " fill: 0, p: 0.4}",
          "translate-y: {by: [-7, 12.5], unit: pixels, convention: timm, filter: bilinear,"
              + " fill: 0, p: 0.4}",
          "sequence: {operations: [horizontal-flip, shear-x: {shear: 0.1}], p: 0.4}",
          "one-of: {choose: [vertical-flip, {center-crop: {size: 9}, weight: 2.5}], p: 0.4}",
          "some-of: {n: 3, replace: true, p: 0.4, choose: [vertical-flip,"
              + " {sequence: {operations: [{one-of: {choose: [horizontal-flip]}}]}, weight: 3}]}",
          "some-of: {choose: [vertical-flip, rotation, horizontal-flip]}",
          "color-jitter: {}",
          "color-jitter: {brightness: 0, contrast: [0.5, 2], saturation: 1.5, hue: 0.2, p: 0.8}",
          "brightness: {}",
          "brightness: {factor: 1.3, p: 0.5}",
          "contrast: {factor: [0, 0.5], p: 0.5}",
          "color: {factor: [1, 3], p: 0.5}",
          "sharpness: {factor: 2, p: 1}",
          "hue: {factor: [-0.5, 0.5], p: 0.9}",
          "grayscale: {}",
          "grayscale: {channels: 1, p: 1}",
          "random-grayscale: {p: 0.4}",
          "invert: {p: 1}",
          "posterize: {bits: 3, p: 1}",
          "solarize: {threshold: 99.5, p: 1}",
          "solarize-add: {add: 40, threshold: 100, p: 1}",
          "equalize: {p: 1}",
          "auto-contrast: {p: 1}",
          "gaussian-blur: {}",
          "gaussian-blur: {sigma: 1.5, method: torchvision, kernel-size: [5, 3], p: 0.5}",
          "box-blur: {radius: 1.5, p: 0.5}",
          "random-erasing: {p: 1}",
          "random-erasing: {area: [0.1, 0.2], ratio: [1, 2], count: [1, 3], mode: rand,"
              + " rules: paper, mean: [0, 0.5, 1], std: [1, 2, 3], p: 1}",
          "random-erasing: {count: 2, mode: pixel, rules: torchvision, p: 1}",
          "rand-augment: {}",
          "rand-augment: {definition: timm, config: rand-m7-n3-p1.0-mstd101-mmax12-t3aw,"
              + " filter: random, fill: 3}",
          "rand-augment: {definition: torchvision, n: 3, magnitude: 4, bins: 11}",
          "rand-augment: {definition: paper, n: 4, magnitude: 14.5, filter: bilinear}",
          "trivial-augment-wide: {bins: 7, filter: bicubic, fill: 9}",
          "aug-mix: {severity: 10, width: 2, depth: 4, alpha: 0.5, filter: nearest, fill: 9}",
          "aug-mix: {}",
          "three-augment: {}");

  private static final List<String> BLENDS =
      List.of(
          "diffusemix: {}",
          "diffusemix: {size: [40, 30], alpha: 0.3, masks: official, seam-width: 6}",
          "diffusemix: {size: 24, alpha: 0}",
          "pixmix: {}",
          "pixmix: {k: 6, beta: 1.5, severity: 10, all-ops: true, image-size: 50}");

  private static final List<String> MIXES =
      List.of(
          "mixup: {}",
          "mixup: {alpha: 0.1}",
          "cutmix: {}",
          "cutmix: {alpha: 0.3, correct-lambda: false}",
          "cutmix: {alpha: 1, min-max: [0.1, 0.9]}",
          "saliencymix: {}",
          "saliencymix: {alpha: 0.3, variant: nonsalient-to-salient, channel-order: bgr,"
              + " overflow: clamp}",
          "saliencymix: {variant: salient-to-nonsalient, saliency: spectral-residual}",
          "saliencymix: {saliency: precomputed}",
          "tokenmix: {}",
          "tokenmix: {grid: [4, 7], lambda: 0.3, extra: 2, attempts: 3, min-aspect: 0.5,"
              + " label: renormalized}",
          "tokenmix: {grid: 5, mask: random, alpha: 0.4, label: official}",
          "transmix: {}",
          "transmix: {alpha: 0.3, attention-weight: 1, downsample: area, renormalize: false}",
          "mixpro: {}",
          "mixpro: {alpha: 0.3, cell: 8, patch: 4, count: round, min-partner-cells: 1,"
              + " ratio: pixels, trust: constant, trust-value: 0.3, label: smoothed}",
          "mixpro: {cell: 12, patch: 6, count: floor, trust: schedule, schedule: [3, 10],"
              + " label: hard}");

  /** Every item of the {@code transform} list. */
  static Stream<String> transforms() {
    return Stream.concat(TRANSFORMS.stream(), BLENDS.stream());
  }

  static List<String> mixes() {
    return MIXES;
  }

  @Test
  void theSamplesHereCoverEveryKeyOfTheRegistries() {
    assertThat(keysOf(TRANSFORMS)).isEqualTo(keysOf(Transforms.all().stream()));
    assertThat(keysOf(BLENDS)).isEqualTo(keysOf(Blends.all().stream()));
    assertThat(keysOf(MIXES)).isEqualTo(keysOf(Mixes.all().stream()));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aTransformReadsBackFromItsRecipeEqual(String yaml) {
    Operation operation = operation(yaml);
    Recipe recipe = recipe(RandomOperations.recipe(yaml));
    assertThat(recipe.transform()).containsExactly(operation);
    assertThat(reload(recipe)).isEqualTo(recipe);
    OperationType<Operation> entry = OperationType.of(operation, Operations.TRANSFORMS);
    assertThat(entry.name()).isEqualTo(nameIn(yaml));
    assertThat(entry.keys()).containsAll(entry.valuesOf(operation).keySet());
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void aMixReadsBackFromItsRecipeEqual(String yaml) {
    Recipe recipe = mixing("{p: 0.7, choose: [{" + yaml + ", weight: 2.5}]}");
    assertThat(reload(recipe).mix())
        .isEqualTo(recipe.mix())
        .isEqualTo(new Mixing(0.7, List.of(new Weighted<>(mix(yaml), 2.5))));
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void thePlansOfATransformSurviveJson(String yaml) {
    Operation operation = operation(yaml);
    Image image = Images.noise(31, 42, 3, 1);
    SideImages sideImages = RandomOperations.sideImages(image);
    Set<OperationPlan> plans = new LinkedHashSet<>();
    for (int variant = 0; variant < 50; variant++) {
      Draws draws = draws(Purpose.TRANSFORM, variant);
      OperationPlan plan = RandomOperations.plan(operation, image, sideImages, draws);
      var whole =
          new OutputPlan(List.of(plan), List.of(plan, plan), new dev.emulsion.mix.Unmixed());
      OutputPlan read = Plans.read(Plans.write(whole));
      assertThat(read).isEqualTo(whole);
      assertThat(read.base().get(0).apply(image, sideImages))
          .isEqualTo(plan.apply(image, sideImages));
      plans.add(plan);
    }
    assertThat(plans).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void thePlansOfAMixSurviveJson(String yaml) {
    Mix mix = mix(yaml);
    Image base = Images.noise(31, 42, 3, 1);
    Image partner = Images.noise(31, 42, 3, 2);
    for (int variant = 0; variant < 50; variant++) {
      MixPlan plan = mix.plan(base, partner, draws(Purpose.MIX, variant));
      var whole = new OutputPlan(List.of(), List.of(), plan);
      OutputPlan read = Plans.read(Plans.write(whole));
      assertThat(read).isEqualTo(whole);
      assertThat(read.mix().lambda()).isEqualTo(plan.lambda());
      assertThat(read.mix().apply(base, partner)).isEqualTo(plan.apply(base, partner));
      survivesWithAttention(plan);
    }
  }

  /** The plan stores the attention: read from JSON, it gives the label without a model. */
  private static void survivesWithAttention(MixPlan plan) {
    if (plan.attentionTarget() == AttentionTarget.NOWHERE) {
      return;
    }
    var labels = new LabelPair(new Label.Single(0), new Label.Single(1), 3, 0.1);
    var map = new AttentionGrid(2, 3, new float[] {0.1f, 0.2f, 0.05f, 0.1f, 0.3f, 0.1f});
    var attentionResult = new AttentionResult(map, Optional.of(new float[] {1, 0.5f, -1}));
    List<AttentionResult> attentionResults =
        plan.attentionTarget() == AttentionTarget.AT_INPUTS
            ? List.of(attentionResult, attentionResult)
            : List.of(attentionResult);
    MixPlan attended = plan.withAttention(AttentionSource.INLINE, attentionResults, labels);
    assertThat(attended.source()).isEqualTo(AttentionSource.INLINE);
    MixPlan read = Plans.read(Plans.write(new OutputPlan(List.of(), List.of(), attended))).mix();
    assertThat(read).isEqualTo(attended);
    assertThat(read.label(labels)).isEqualTo(attended.label(labels));
  }

  @Test
  void aPlanIsOneLineOfJsonThatNamesItsOperations() {
    var plan =
        new OutputPlan(
            List.of(
                RandomOperations.plan(
                    operation("resize: {size: [9, 8]}"),
                    Images.noise(3, 4, 3, 1),
                    SideImages.NONE,
                    draws(Purpose.MIX, 0)),
                new HorizontalFlip.Plan()),
            List.of(new dev.emulsion.transform.NoOp()),
            new MixUp.Plan(0.25));
    assertThat(Plans.write(plan))
        .isEqualTo(
            "{\"base\":[{\"op\":\"resize\",\"size\":{\"height\":9,\"width\":8},"
                + "\"filter\":\"bicubic\"},{\"op\":\"horizontal-flip\"}],"
                + "\"partner\":[{\"op\":\"untouched\"}],"
                + "\"mix\":{\"op\":\"mixup\",\"lambda\":0.25}}");
  }

  @ParameterizedTest
  @MethodSource("wrongPlans")
  void textThatIsNoPlanIsRejected(String json, String reason) {
    assertThatThrownBy(() -> Plans.read(json))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot read the plan " + json + ": ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("; was it written by another version?");
  }

  static Stream<Arguments> wrongPlans() {
    return Stream.of(
        Arguments.of("{\"base\":[],\"partner\":[],\"mix\":{\"op\":\"melt\"}}", "melt"),
        Arguments.of("{\"base\":[],\"partner\":[],\"mix\":{\"op\":\"mixup\"}}", "lambda"),
        Arguments.of(
            "{\"base\":[],\"partner\":[],\"mix\":{\"op\":\"mixup\",\"lambda\":7}}",
            "lambda must be between 0 and 1, was 7.0"),
        Arguments.of("{\"base\":[],\"partner\":[],\"mix\":{\"op\":\"none\",\"x\":1}}", "x"),
        Arguments.of("{\"base\":[", "end-of-input"));
  }

  private static Operation operation(String yaml) {
    return RandomOperations.operation(yaml);
  }

  private static Mix mix(String yaml) {
    return mixing("{choose: [{" + yaml + "}]}").mix().choose().get(0).operation();
  }

  private static Recipe mixing(String mix) {
    String maps = mix.contains("precomputed") ? "attention: {table: {path: maps}}\n" : "";
    return recipe("transform: [{resize: {size: [8, 8]}}]\n" + maps + "mix: " + mix);
  }

  private static Recipe recipe(String yaml) {
    return RecipeLoader.parse("r", yaml, List.of("input.path=in", "output.path=out"));
  }

  private static Recipe reload(Recipe recipe) {
    return RecipeLoader.parse("written", Recipes.write(recipe), List.of());
  }

  private static Draws draws(Purpose purpose, int variant) {
    return new PhiloxDraws(new DrawKey(3, 0, SampleKey.of("a"), purpose, variant, 0));
  }

  private static String nameIn(String yaml) {
    return yaml.substring(0, yaml.indexOf(':'));
  }

  /** {@code operation.key} of every sample. */
  private static Set<String> keysOf(List<String> samples) {
    Set<String> keys = new TreeSet<>();
    for (String sample : samples) {
      var tree = (Tree.Entries) TreeReader.value("{" + sample + "}", "test", new Problems());
      tree.entries()
          .forEach(
              (name, parameters) ->
                  ((Tree.Entries) parameters)
                      .entries()
                      .keySet()
                      .forEach(key -> keys.add(name + "." + key)));
    }
    return keys;
  }

  private static <T> Set<String> keysOf(Stream<OperationType<T>> registry) {
    Set<String> keys = new TreeSet<>();
    registry.forEach(entry -> entry.keys().forEach(key -> keys.add(entry.name() + "." + key)));
    return keys;
  }
}
