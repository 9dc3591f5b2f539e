package dev.emulsion;

import java.io.Serializable;
import java.util.List;

/** An interval of numbers, both ends finite and {@code min <= max}. */
public record Range(double min, double max) implements Serializable {

  private static final double MAX_RATIO = 10_000;

  public Range {
    Require.that(
        Double.isFinite(min) && Double.isFinite(max) && min <= max,
        "range must have min <= max, was (" + min + ", " + max + ")");
  }

  /** The interval with these two ends; {@code name} is the parameter in messages. */
  public static Range of(String name, List<Double> ends) {
    Require.that(ends.size() == 2, name + " must be two numbers, min and max, was " + ends);
    double min = ends.get(0);
    double max = ends.get(1);
    Require.that(
        Double.isFinite(min) && Double.isFinite(max) && min <= max,
        name + " must have min <= max, was (" + min + ", " + max + ")");
    return new Range(min, max);
  }

  /** Requires the interval, the parameter {@code name}, to be within (0, {@code max}]. */
  public Range requireWithin(String name, double max) {
    Require.that(
        min > 0 && this.max <= max,
        name + " must be above 0 and at most " + max + ", was (" + min + ", " + this.max + ")");
    return this;
  }

  /** Requires the interval, the parameter {@code name}, to be aspect ratios of images. */
  public Range requireRatio(String name) {
    requirePositive(name);
    Require.that(
        min >= 1 / MAX_RATIO && max <= MAX_RATIO,
        name + " must be between 0.0001 and 10000, was (" + min + ", " + max + ")");
    return this;
  }

  /** Requires the interval, the parameter {@code name}, to be positive. */
  public Range requirePositive(String name) {
    Require.that(min > 0, name + " must be positive, was (" + min + ", " + max + ")");
    return this;
  }
}
