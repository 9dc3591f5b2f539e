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
 * The keys that several operations share: {@code size}, {@code padding}, {@code fill}, {@code
 * center} and ranges.
 */
public final class GeometryArguments {

  /** As far as an image can be moved, turned or slanted: any further, and no number is exact. */
  private static final double FARTHEST = 1_000_000;

  private GeometryArguments() {}

  /** {@code size}: one number for a square, or height and width. */
  public static Size size(Arguments given) {
    List<Integer> size = integers("size", given.numbers("size", List.of()));
    Require.that(
        size.size() == 1 || size.size() == 2,
        "size must be one number (a square) or two (height, width), was " + size);
    return size(size.get(0), size.get(size.size() - 1));
  }

  /** A size that one array holds. */
  static Size size(int height, int width) {
    Size size = new Size(height, width);
    Require.that(
        size.area() <= DecodeLimits.DEFAULT.maxPixels(),
        "size must be at most " + DecodeLimits.DEFAULT.maxPixels() + " pixels, was " + size);
    return size;
  }

  public static List<Integer> values(Size size) {
    return List.of(size.height(), size.width());
  }

  /** {@code padding}, in torchvision's order. */
  static Padding padding(Arguments given) {
    List<Integer> padding = integers("padding", given.numbers("padding", List.of(0.0)));
    int most = DecodeLimits.DEFAULT.maxSide();
    Require.that(
        padding.stream().allMatch(side -> side <= most),
        "padding must be at most " + most + " pixels a side, was " + padding);
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

  /** {@code fill}: one sample for all channels, or a color. */
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

  /** The interval under {@code key}: two ends, or one number for what is that far from 0. */
  static Range around(Arguments given, String key, double fallback) {
    List<Double> ends = given.numbers(key, List.of(fallback));
    if (ends.size() == 1) {
      Require.that(
          ends.get(0) >= 0, key + " of one number must not be negative, was " + ends.get(0));
      return within(key, new Range(-ends.get(0), ends.get(0)));
    }
    return within(key, Range.of(key, ends));
  }

  private static Range within(String key, Range range) {
    Require.that(
        range.min() >= -FARTHEST && range.max() <= FARTHEST,
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
        center.stream().allMatch(number -> Math.abs(number) <= FARTHEST),
        "center must be between -1000000 and 1000000, was " + center);
    return List.copyOf(center);
  }

  /** {@code numbers}, the parameter {@code name}, none of which may have a fraction. */
  static List<Integer> integers(String name, List<Double> numbers) {
    for (double number : numbers) {
      Require.that(
          number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE,
          name + " must be whole numbers, was " + numbers);
    }
    return numbers.stream().map(Double::intValue).toList();
  }
}
