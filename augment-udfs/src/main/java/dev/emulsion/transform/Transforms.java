package dev.emulsion.transform;

import dev.emulsion.Entry;
import dev.emulsion.Parameters;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Border;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Sides;
import dev.emulsion.image.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations on one image, by the names that recipes use. */
public final class Transforms {

  private static final List<Entry<Transform>> ALL =
      List.of(
          new Entry<>(
              "resize", Resize.class, List.of("size", "max-size", "filter"), Transforms::resize),
          new Entry<>(
              "center-crop",
              CenterCrop.class,
              List.of("size"),
              given -> new CenterCrop(size(given))),
          new Entry<>(
              "random-crop",
              RandomCrop.class,
              List.of("size", "padding", "padding-mode", "fill", "pad-if-needed"),
              given ->
                  new RandomCrop(
                      size(given),
                      padding(given),
                      border(given),
                      given.flag("pad-if-needed", false)
                          ? RandomCrop.TooSmall.PAD
                          : RandomCrop.TooSmall.REFUSE)),
          new Entry<>(
              "random-resized-crop",
              RandomResizedCrop.class,
              List.of("size", "scale", "ratio", "filter", "arithmetic"),
              given ->
                  new RandomResizedCrop(
                      size(given),
                      Range.of("scale", given.numbers("scale", List.of(0.08, 1.0))),
                      Range.of("ratio", given.numbers("ratio", List.of(3.0 / 4, 4.0 / 3))),
                      given.choice("filter", Interpolation.BICUBIC),
                      given.choice("arithmetic", RandomResizedCrop.Arithmetic.TIMM))),
          new Entry<>(
              "simple-random-crop",
              SimpleRandomCrop.class,
              List.of("size", "filter", "axis"),
              given ->
                  new SimpleRandomCrop(
                      given.integer("size"),
                      given.choice("filter", Filter.BICUBIC),
                      given.choice("axis", SimpleRandomCrop.Axis.BOTH))),
          new Entry<>(
              "horizontal-flip",
              HorizontalFlip.class,
              List.of("p"),
              given -> new HorizontalFlip(given.number("p", 0.5))),
          new Entry<>(
              "vertical-flip",
              VerticalFlip.class,
              List.of("p"),
              given -> new VerticalFlip(given.number("p", 0.5))),
          new Entry<>(
              "pad",
              Pad.class,
              List.of("padding", "padding-mode", "fill"),
              given -> new Pad(padding(given), border(given))));

  private static final Map<Class<? extends TransformPlan>, String> PLANS = plans();

  private Transforms() {}

  /** Every operation, in the order they are documented. */
  public static List<Entry<Transform>> all() {
    return ALL;
  }

  /** The name under which a plan of this type is written and read. */
  public static String nameOf(TransformPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** Every type of plan with its name. */
  public static Map<Class<? extends TransformPlan>, String> planNames() {
    return PLANS;
  }

  private static Map<Class<? extends TransformPlan>, String> plans() {
    Map<Class<? extends TransformPlan>, String> names = new LinkedHashMap<>();
    names.put(Untouched.class, "untouched");
    names.put(Resize.Plan.class, "resize");
    names.put(CenterCrop.Plan.class, "center-crop");
    names.put(RandomCrop.Plan.class, "random-crop");
    names.put(RandomResizedCrop.Plan.class, "random-resized-crop");
    names.put(SimpleRandomCrop.Plan.class, "simple-random-crop");
    names.put(HorizontalFlip.Plan.class, "horizontal-flip");
    names.put(VerticalFlip.Plan.class, "vertical-flip");
    names.put(Pad.Plan.class, "pad");
    return Collections.unmodifiableMap(names);
  }

  private static Resize resize(Parameters given) {
    Filter filter = given.choice("filter", Filter.BICUBIC);
    List<Integer> size = integers("size", given.numbers("size", List.of()));
    if (size.size() == 2) {
      Require.that(!given.has("max-size"), "max-size needs a size of one number, was " + size);
      return new Resize(new Resize.Exactly(new Size(size.get(0), size.get(1))), filter);
    }
    Require.that(
        size.size() == 1,
        "size must be one number (the short side) or two (height, width), was " + size);
    int most = given.integer("max-size", Resize.ShortSide.UNBOUNDED);
    return new Resize(new Resize.ShortSide(size.get(0), most), filter);
  }

  /** One number for a square, or height and width. */
  private static Size size(Parameters given) {
    List<Integer> size = integers("size", given.numbers("size", List.of()));
    Require.that(
        size.size() == 1 || size.size() == 2,
        "size must be one number (a square) or two (height, width), was " + size);
    return new Size(size.get(0), size.get(size.size() - 1));
  }

  private static Sides padding(Parameters given) {
    return Sides.of(integers("padding", given.numbers("padding", List.of(0.0))));
  }

  private static Border border(Parameters given) {
    return new Border(
        given.choice("padding-mode", Border.Mode.CONSTANT),
        integers("fill", given.numbers("fill", List.of(0.0))));
  }

  private static List<Integer> integers(String name, List<Double> numbers) {
    for (double number : numbers) {
      Require.that(
          number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE,
          name + " must be whole numbers, was " + numbers);
    }
    return numbers.stream().map(Double::intValue).toList();
  }
}
