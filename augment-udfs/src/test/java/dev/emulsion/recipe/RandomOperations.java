package dev.emulsion.recipe;

import static net.jqwik.api.Arbitraries.just;

import dev.emulsion.blend.Blend;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.random.Draws;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import dev.emulsion.transform.SideImages.MixingImage;
import dev.emulsion.transform.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Transforms and blends of recipes, with random keys. */
final class RandomOperations {

  private static final Arbitrary<?> SHARE = number(0, 1);
  private static final Arbitrary<?> SIZE = either(whole(1, 30), list(whole(1, 30), 2));
  private static final Arbitrary<?> FILTER =
      Arbitraries.of("nearest", "bilinear", "bicubic", "lanczos", "box", "hamming");
  private static final Arbitrary<?> SAMPLED =
      Arbitraries.of("nearest", "bilinear", "bicubic", "random");
  private static final Arbitrary<?> FILL = either(whole(0, 255), list(whole(0, 255), 3));
  private static final Arbitrary<?> PADDING =
      either(whole(0, 9), list(whole(0, 9), 2), list(whole(0, 9), 4));
  private static final Arbitrary<?> MODE =
      Arbitraries.of("constant", "edge", "reflect", "symmetric");
  private static final Arbitrary<?> FLAG = Arbitraries.of(true, false);
  private static final Arbitrary<?> CENTER = list(number(-5, 40), 2);
  private static final Arbitrary<?> FACTOR = ends(0, 3);
  private static final Arbitrary<?> DEGREES = either(number(0, 400), ends(-400, 400));

  /**
   * An operation and keys that go together.
   *
   * @param always those that are given every time
   * @param maybe those that are given half of the time
   */
  private record Row(
      String name, Map<String, Arbitrary<?>> always, Map<String, Arbitrary<?>> maybe) {

    /** {@code name: {key: value, …}}. */
    Arbitrary<String> text(Map<String, Arbitrary<?>> fixed) {
      Map<String, Arbitrary<?>> keys = new LinkedHashMap<>(always);
      maybe.forEach((key, value) -> keys.put(key, value.injectNull(0.5)));
      keys.putAll(fixed);
      List<Arbitrary<String>> pairs = new ArrayList<>();
      keys.forEach((key, value) -> pairs.add(value.map(v -> v == null ? "" : key + ": " + v)));
      return Combinators.combine(pairs)
          .as(given -> given.stream().filter(pair -> !pair.isEmpty()))
          .map(given -> name + ": {" + given.collect(Collectors.joining(", ")) + "}");
    }

    Set<String> keys() {
      Set<String> keys = new TreeSet<>();
      always.keySet().forEach(key -> keys.add(name + "." + key));
      maybe.keySet().forEach(key -> keys.add(name + "." + key));
      return keys;
    }
  }

  private static final Map<String, Arbitrary<?>> NONE = Map.of();
  private static final Map<String, Arbitrary<?>> P = Map.of("p", SHARE);

  private static final List<Row> SIMPLE =
      List.of(
          new Row("resize", Map.of("size", SIZE), Map.of("filter", FILTER)),
          new Row("resize", Map.of("size", whole(1, 20), "max-size", whole(21, 40)), NONE),
          new Row("center-crop", Map.of("size", SIZE), NONE),
          new Row(
              "random-crop",
              Map.of("size", SIZE),
              Map.of(
                  "padding", PADDING, "padding-mode", MODE, "fill", FILL, "pad-if-needed", FLAG)),
          new Row(
              "random-resized-crop",
              Map.of("size", SIZE),
              Map.of(
                  "scale",
                  ends(0.01, 1),
                  "ratio",
                  ends(0.2, 5),
                  "filter",
                  either(FILTER, just("random")),
                  "arithmetic",
                  Arbitraries.of("timm", "torchvision"))),
          new Row(
              "simple-random-crop",
              Map.of("size", whole(1, 30)),
              Map.of("filter", FILTER, "axis", Arbitraries.of("both", "x"))),
          new Row("horizontal-flip", NONE, P),
          new Row("vertical-flip", NONE, P),
          new Row("pad", NONE, Map.of("padding", PADDING, "padding-mode", MODE, "fill", FILL)),
          sampled("rotation", Map.of("degrees", DEGREES, "expand", FLAG, "center", CENTER)),
          sampled(
              "random-affine",
              Map.of(
                  "degrees", DEGREES,
                  "translate", list(SHARE, 2),
                  "scale", ends(0.2, 4),
                  "shear", either(number(0, 60), ends(-60, 60)),
                  "center", CENTER)),
          sampled("shear-x", Map.of("shear", either(number(0, 2), ends(-2, 2)))),
          sampled("shear-y", Map.of("shear", either(number(0, 2), ends(-2, 2)))),
          sampled("translate-x", shift()),
          sampled("translate-y", shift()),
          new Row(
              "color-jitter",
              NONE,
              Map.of(
                  "brightness",
                  FACTOR,
                  "contrast",
                  FACTOR,
                  "saturation",
                  either(number(0, 2), FACTOR),
                  "hue",
                  either(number(0, 0.5), ends(-0.5, 0.5)),
                  "p",
                  SHARE)),
          new Row("brightness", NONE, Map.of("factor", FACTOR, "p", SHARE)),
          new Row("contrast", NONE, Map.of("factor", FACTOR, "p", SHARE)),
          new Row("color", NONE, Map.of("factor", FACTOR, "p", SHARE)),
          new Row("sharpness", NONE, Map.of("factor", FACTOR, "p", SHARE)),
          new Row("hue", NONE, Map.of("factor", ends(-0.5, 0.5), "p", SHARE)),
          new Row("grayscale", NONE, P),
          new Row("random-grayscale", NONE, P),
          new Row("invert", NONE, P),
          new Row("posterize", NONE, Map.of("bits", whole(0, 8), "p", SHARE)),
          new Row("solarize", NONE, Map.of("threshold", number(0, 256), "p", SHARE)),
          new Row(
              "solarize-add",
              NONE,
              Map.of("add", whole(0, 255), "threshold", whole(0, 256), "p", SHARE)),
          new Row("equalize", NONE, P),
          new Row("auto-contrast", NONE, P),
          new Row("gaussian-blur", NONE, Map.of("sigma", ends(0, 6), "p", SHARE)),
          new Row(
              "gaussian-blur",
              Map.of("method", just("torchvision")),
              Map.of(
                  "sigma",
                  ends(0.1, 3),
                  "kernel-size",
                  list(Arbitraries.of(1, 3, 5, 7), 2),
                  "p",
                  SHARE)),
          new Row("box-blur", NONE, Map.of("radius", ends(0, 30), "p", SHARE)),
          new Row(
              "random-erasing",
              NONE,
              Map.of(
                  "area", ends(0.01, 1),
                  "ratio", ends(0.2, 5),
                  "count", either(whole(1, 4), just("[1, 3]")),
                  "mode", Arbitraries.of("const", "rand", "pixel"),
                  "rules", Arbitraries.of("timm", "torchvision", "paper"),
                  "mean", list(SHARE, 3),
                  "std", list(number(0.1, 1), 3),
                  "p", SHARE)),
          new Row(
              "rand-augment", NONE, Map.of("config", config(), "filter", SAMPLED, "fill", FILL)),
          new Row(
              "rand-augment",
              Map.of("definition", just("torchvision"), "bins", whole(11, 31)),
              Map.of("n", whole(1, 4), "magnitude", whole(0, 10))),
          new Row(
              "rand-augment",
              Map.of("definition", just("paper")),
              Map.of("n", whole(1, 4), "magnitude", number(0, 30))),
          new Row(
              "trivial-augment-wide",
              NONE,
              Map.of("bins", whole(2, 31), "filter", SAMPLED, "fill", FILL)),
          new Row(
              "aug-mix",
              NONE,
              Map.of(
                  "severity", whole(1, 10),
                  "width", whole(1, 4),
                  "depth", whole(0, 4),
                  "alpha", number(0.1, 3),
                  "filter", SAMPLED,
                  "fill", FILL)),
          new Row("three-augment", NONE, NONE));

  /** Gray in one channel: not in lists, whose images must stay alike. */
  private static final Row GRAY =
      new Row("grayscale", Map.of("channels", Arbitraries.of(1, 3)), NONE);

  /** Not in lists, which know operations on one image only. */
  private static final List<Row> BLENDS =
      List.of(
          new Row(
              "diffusemix",
              NONE,
              Map.of(
                  // neither side is shorter than the widest strip
                  "size", either(whole(20, 30), list(whole(20, 30), 2)),
                  "alpha", SHARE,
                  "masks", Arbitraries.of("paper", "official"),
                  "seam-width", Arbitraries.of(0, 2, 6, 20))),
          new Row("diffusemix", Map.of("alpha", just(0)), NONE),
          new Row(
              "pixmix",
              NONE,
              Map.of(
                  "k", whole(1, 6),
                  "beta", number(0.1, 8),
                  "severity", whole(1, 10),
                  "all-ops", FLAG,
                  "image-size", whole(1, 50))));

  private static final List<Row> ALL = all();

  private RandomOperations() {}

  private static List<Row> all() {
    Arbitrary<String> any = anyOf(SIMPLE, NONE);
    Arbitrary<?> two = any.list().ofMinSize(1).ofMaxSize(3).map(List::toString);
    Arbitrary<?> weighted =
        Combinators.combine(any, number(0.1, 5))
            .as((operation, weight) -> "{" + operation + ", weight: " + weight + "}")
            .list()
            .ofSize(3)
            .map(List::toString);
    List<Row> rows = new ArrayList<>(SIMPLE);
    rows.add(GRAY);
    rows.addAll(BLENDS);
    rows.add(new Row("sequence", Map.of("operations", two), P));
    rows.add(new Row("one-of", Map.of("choose", weighted), P));
    rows.add(new Row("some-of", Map.of("choose", weighted), Map.of("n", whole(1, 3), "p", SHARE)));
    rows.add(
        new Row("some-of", Map.of("choose", two, "replace", just(true)), Map.of("n", whole(1, 5))));
    return List.copyOf(rows);
  }

  /** Any operation. */
  static Arbitrary<String> any() {
    return anyOf(ALL, NONE);
  }

  /** Any operation that takes {@code p}, at this p. */
  static Arbitrary<String> withProbability(double p) {
    List<Row> rows = ALL.stream().filter(row -> row.keys().contains(row.name() + ".p")).toList();
    return anyOf(rows, Map.of("p", just(p)));
  }

  /** The operation that {@code text} describes. */
  static Operation operation(String text) {
    Problems problems = new Problems();
    Tree list = TreeReader.value("[{" + text + "}]", "test", problems);
    List<Operation> operations =
        Operations.list("transform", list, Operations.TRANSFORMS, problems);
    problems.throwIfAny("test");
    return operations.get(0);
  }

  /** A recipe of which {@code text} is the only operation, with the sections that it needs. */
  static String recipe(String text) {
    StringBuilder recipe = new StringBuilder("transform: [{" + text + "}]\n");
    if (operation(text) instanceof Blend blend) {
      recipe.append(blend.needsGenerated() ? "generated: {path: g}\n" : "");
      recipe.append(blend.needsMixingImage() ? "mixing-set: {path: f}\n" : "");
    }
    return recipe.toString();
  }

  /** Images of other sizes with the channels of {@code image}. */
  static SideImages sideImages(Image image) {
    Image generated = Images.noise(37, 29, image.channels(), 2);
    Image mixingImage = Images.noise(23, 41, image.channels(), 3);
    return new SideImages(
        Optional.of(new Generated(new GeneratedKey("1.jpg", "snowy", 1), generated)),
        Optional.of(new MixingImage("p", mixingImage)));
  }

  static OperationPlan plan(Operation operation, Image image, SideImages sideImages, Draws draws) {
    return operation instanceof Blend blend
        ? blend.plan(image.shape(), sideImages, draws)
        : ((Transform) operation).plan(image.shape(), draws);
  }

  /** {@code operation.key} for all that can be given. */
  static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    ALL.forEach(row -> keys.addAll(row.keys()));
    return keys;
  }

  private static Arbitrary<String> anyOf(List<Row> rows, Map<String, Arbitrary<?>> fixed) {
    return Arbitraries.oneOf(rows.stream().map(row -> row.text(fixed)).toList());
  }

  private static Row sampled(String name, Map<String, Arbitrary<?>> keys) {
    Map<String, Arbitrary<?>> more = new LinkedHashMap<>(keys);
    more.put("filter", SAMPLED);
    more.put("fill", FILL);
    more.put("p", SHARE);
    return new Row(name, NONE, more);
  }

  private static Map<String, Arbitrary<?>> shift() {
    return Map.of(
        "by", either(number(0, 2), ends(-30, 30)),
        "unit", Arbitraries.of("share", "pixels"),
        "convention", Arbitraries.of("timm", "torchvision"));
  }

  /** timm's texts. */
  private static Arbitrary<String> config() {
    return Combinators.combine(
            whole(0, 20),
            Arbitraries.of("", "-n1", "-n3"),
            Arbitraries.of("", "-p1", "-p0.8"),
            Arbitraries.of("", "-mstd0.5", "-mstd101"),
            Arbitraries.of("", "-mmax20"),
            Arbitraries.of("", "-inc1", "-tweights", "-t3a", "-t3aw"))
        .as((m, n, p, mstd, mmax, set) -> "rand-m" + m + n + p + mstd + mmax + set);
  }

  private static Arbitrary<?> either(Arbitrary<?>... arbitraries) {
    List<Arbitrary<String>> texts = new ArrayList<>();
    for (Arbitrary<?> arbitrary : arbitraries) {
      texts.add(arbitrary.map(String::valueOf));
    }
    return Arbitraries.oneOf(texts);
  }

  private static Arbitrary<Integer> whole(int min, int max) {
    return Arbitraries.integers().between(min, max);
  }

  /** Thousandths, none of which needs an exponent. */
  private static Arbitrary<Double> number(double min, double max) {
    return Arbitraries.doubles().between(min, max).ofScale(3);
  }

  /** {@code [min, max]}. */
  private static Arbitrary<String> ends(double min, double max) {
    return number(min, max).list().ofSize(2).map(two -> two.stream().sorted().toList() + "");
  }

  private static Arbitrary<String> list(Arbitrary<?> items, int size) {
    return items.list().ofSize(size).map(List::toString);
  }
}
