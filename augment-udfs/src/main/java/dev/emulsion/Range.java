package dev.emulsion;

import java.io.Serializable;
import java.util.List;

/** An interval of numbers, both ends finite and {@code min <= max}. */
public record Range(double min, double max) implements Serializable {

  public Range {
    Require.that(
        Double.isFinite(min) && Double.isFinite(max) && min <= max,
        "range must have min <= max, was (" + min + ", " + max + ")");
  }

  /** The parameter {@code name}, given as two numbers. */
  public static Range of(String name, List<Double> ends) {
    Require.that(ends.size() == 2, name + " must be two numbers, min and max, was " + ends);
    double min = ends.get(0);
    double max = ends.get(1);
    Require.that(
        Double.isFinite(min) && Double.isFinite(max) && min <= max,
        name + " must have min <= max, was (" + min + ", " + max + ")");
    return new Range(min, max);
  }

  /** Requires this interval, the parameter {@code name}, to lie in (0, {@code most}]. */
  public Range requireWithin(String name, double most) {
    Require.that(
        min > 0 && max <= most,
        name + " must be above 0 and at most " + most + ", was (" + min + ", " + max + ")");
    return this;
  }

  /** Requires this interval, the parameter {@code name}, to be positive. */
  public Range requirePositive(String name) {
    Require.that(min > 0, name + " must be positive, was (" + min + ", " + max + ")");
    return this;
  }
}
