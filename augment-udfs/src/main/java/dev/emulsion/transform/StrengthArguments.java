package dev.emulsion.transform;

import dev.emulsion.Arguments;
import dev.emulsion.Range;
import dev.emulsion.Require;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.random.Draws;
import java.util.List;

/** Reads, checks and draws strengths: one number, or an interval to draw from. */
final class StrengthArguments {

  private static final double MAX_FACTOR = 1_000;

  private StrengthArguments() {}

  /** The key {@code name}: one number or two, the ends of an interval. */
  static Range given(Arguments given, String name, double min, double max) {
    List<Double> numbers = given.numbers(name, List.of(min, max));
    return numbers.size() == 1
        ? Range.of(name, List.of(numbers.get(0), numbers.get(0)))
        : Range.of(name, numbers);
  }

  /** The ends, as {@link #given} reads them. */
  static List<Double> values(Range range) {
    return List.of(range.min(), range.max());
  }

  /** Uniform in the interval; draws nothing if it is a single number. */
  static double draw(Range range, Draws draws) {
    return range.min() == range.max() ? range.min() : draws.uniform(range.min(), range.max());
  }

  static void requireNotNegative(String name, Range range) {
    Require.that(
        range.min() >= 0,
        name + " must not be negative, was (" + range.min() + ", " + range.max() + ")");
  }

  /** Requires factors of a color operation, of which 1 changes nothing. */
  static void requireFactor(String name, Range range) {
    requireNotNegative(name, range);
    Require.that(
        range.max() <= MAX_FACTOR,
        "%s must be at most %s, was (%s, %s): from 255 on every value is black or white"
            .formatted(name, MAX_FACTOR, range.min(), range.max()));
  }

  /** Requires the reach of a blur to be at most the longest side of an image. */
  static void requireReach(String name, Range range) {
    requireNotNegative(name, range);
    int max = DecodeLimits.DEFAULT.maxSide();
    Require.that(
        range.max() <= max,
        name + " must be at most " + max + ", was (" + range.min() + ", " + range.max() + ")");
  }

  static void requireHue(String name, Range range) {
    Require.that(
        range.min() >= -0.5 && range.max() <= 0.5,
        name + " must be between -0.5 and 0.5, was (" + range.min() + ", " + range.max() + ")");
  }
}
