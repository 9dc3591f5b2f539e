package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Border;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import java.util.List;

/**
 * Reads and checks the keys that several operations share: {@code size}, {@code padding}, {@code
 * fill}, {@code center} and ranges.
 */
public final class GeometryArguments {

  /** The largest shift, angle or shear; beyond it coordinates lose precision. */
  private static final double MAX_MAGNITUDE = 1_000_000;

  private GeometryArguments() {}

  /** {@code size}: one number for a square, or height and width. */
  public static Size size(Arguments given) {
    List<Integer> size = integers("size", given.numbers("size", List.of()));
    Require.that(
        size.size() == 1 || size.size() == 2,
        "size must be one number (a square) or two (height, width), was " + size);
    return size(size.get(0), size.get(size.size() - 1));
  }

  /** A size whose pixels fit in one array. */
  static Size size(int height, int width) {
    Size size = new Size(requireSide("size", height), requireSide("size", width));
    Require.that(
        size.area() <= DecodeLimits.DEFAULT.maxPixels(),
        "size must be at most " + DecodeLimits.DEFAULT.maxPixels() + " pixels, was " + size);
    return size;
  }

  /** Requires a side in pixels to be one that can be decoded, too. */
  static int requireSide(String name, int side) {
    return Require.within(
        name, 1, DecodeLimits.DEFAULT.maxSide(), side, "larger images are not decoded either");
  }

  public static List<Integer> values(Size size) {
    return List.of(size.height(), size.width());
  }

  /** {@code padding}, in torchvision's order. */
  static Padding padding(Arguments given) {
    List<Integer> padding = integers("padding", given.numbers("padding", List.of(0.0)));
    int max = DecodeLimits.DEFAULT.maxSide();
    Require.that(
        padding.stream().allMatch(side -> side <= max),
        "padding must be at most " + max + " pixels per side, was " + padding);
    return Padding.of(padding);
  }

  /** Left, top, right, bottom. */
  static List<Integer> values(Padding sides) {
    return List.of(sides.left(), sides.top(), sides.right(), sides.bottom());
  }

  /** {@code padding-mode} and {@code fill}, black by default. */
  static Border border(Arguments given) {
    return new Border(given.choice("padding-mode", Border.Mode.CONSTANT), fill(given, List.of(0)));
  }

  /** {@code fill}: one sample for all channels, or three for a color. */
  static List<Integer> fill(Arguments given, List<Integer> fallback) {
    if (!given.has("fill")) {
      return fallback;
    }
    List<Integer> fill = integers("fill", given.numbers("fill", List.of()));
    Require.that(
        fill.size() == 1 || fill.size() == 3, "fill must be one number or three, was " + fill);
    return fill;
  }

  /** The interval under {@code key}. */
  static Range range(Arguments given, String key, double min, double max) {
    return Range.of(key, given.numbers(key, List.of(min, max)));
  }

  /** The interval under {@code key}: two ends, or one number for the ends −n and n. */
  static Range around(Arguments given, String key, double fallback) {
    List<Double> ends = given.numbers(key, List.of(fallback));
    if (ends.size() == 1) {
      Require.that(
          ends.get(0) >= 0, key + " of one number must not be negative, was " + ends.get(0));
      return within(key, new Range(0 - ends.get(0), ends.get(0)));
    }
    return within(key, Range.of(key, ends));
  }

  private static Range within(String key, Range range) {
    Require.that(
        range.min() >= -MAX_MAGNITUDE && range.max() <= MAX_MAGNITUDE,
        key + " must be between -1000000 and 1000000, was " + values(range));
    return range;
  }

  static List<Double> values(Range range) {
    return List.of(range.min(), range.max());
  }

  /** {@code center}: x and y, or empty for the middle of the image. */
  static List<Double> center(List<Double> center) {
    Require.that(
        center.isEmpty() || center.size() == 2,
        "center must be two numbers, x and y, was " + center);
    Require.that(
        center.stream().allMatch(number -> Math.abs(number) <= MAX_MAGNITUDE),
        "center must be between -1000000 and 1000000, was " + center);
    return List.copyOf(center);
  }

  /** The parameter {@code name} as integers; rejects fractions. */
  static List<Integer> integers(String name, List<Double> numbers) {
    for (double number : numbers) {
      Require.that(
          number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE,
          name + " must be whole numbers, was " + numbers);
    }
    return numbers.stream().map(Double::intValue).toList();
  }
}
