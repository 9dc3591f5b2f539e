package dev.emulsion.transform;

import dev.emulsion.Parameters;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.Border;
import dev.emulsion.image.Sides;
import dev.emulsion.image.Size;
import java.util.List;

/**
 * The keys that several operations share: {@code size}, {@code padding}, {@code fill}, {@code
 * center} and ranges.
 */
final class FrameKeys {

  private FrameKeys() {}

  /** {@code size}: one number for a square, or height and width. */
  static Size size(Parameters given) {
    List<Integer> size = integers("size", given.numbers("size", List.of()));
    Require.that(
        size.size() == 1 || size.size() == 2,
        "size must be one number (a square) or two (height, width), was " + size);
    return new Size(size.get(0), size.get(size.size() - 1));
  }

  static List<Integer> values(Size size) {
    return List.of(size.height(), size.width());
  }

  /** {@code padding}, in torchvision's order. */
  static Sides padding(Parameters given) {
    return Sides.of(integers("padding", given.numbers("padding", List.of(0.0))));
  }

  /** Left, top, right, bottom. */
  static List<Integer> values(Sides sides) {
    return List.of(sides.left(), sides.top(), sides.right(), sides.bottom());
  }

  /** {@code padding-mode} and {@code fill}, black by default. */
  static Border border(Parameters given) {
    return new Border(
        given.choice("padding-mode", Border.Mode.CONSTANT),
        integers("fill", given.numbers("fill", List.of(0.0))));
  }

  /** The interval under {@code key}. */
  static Range range(Parameters given, String key, double min, double max) {
    return Range.of(key, given.numbers(key, List.of(min, max)));
  }

  /** The interval under {@code key}: two ends, or one number for what is that far from 0. */
  static Range around(Parameters given, String key, double fallback) {
    List<Double> ends = given.numbers(key, List.of(fallback));
    if (ends.size() == 1) {
      Require.that(
          ends.get(0) >= 0, key + " of one number must not be negative, was " + ends.get(0));
      return new Range(-ends.get(0), ends.get(0));
    }
    return Range.of(key, ends);
  }

  static List<Double> values(Range range) {
    return List.of(range.min(), range.max());
  }

  /** {@code center}: x and y, or empty for the middle of the image. */
  static List<Double> center(List<Double> center) {
    Require.that(
        center.isEmpty() || center.size() == 2 && center.stream().allMatch(Double::isFinite),
        "center must be two numbers, x and y, was " + center);
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
