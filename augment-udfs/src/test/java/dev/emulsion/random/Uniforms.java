package dev.emulsion.random;

import java.util.List;

/**
 * Uniform numbers that were recorded as they came from a generator, in (0, 1): what is asked for an
 * interval is scaled to it. Nothing but uniforms can be drawn.
 */
public final class Uniforms implements Draws {

  private final double[] values;
  private int next;

  private Uniforms(double[] values) {
    this.values = values;
  }

  public static Uniforms of(double... values) {
    return new Uniforms(values.clone());
  }

  public static Uniforms of(List<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** How many values nobody asked for. */
  public int left() {
    return values.length - next;
  }

  @Override
  public double uniform() {
    if (left() == 0) {
      throw new AssertionError("one draw too many after " + next);
    }
    return values[next++];
  }

  @Override
  public int below(int bound) {
    throw new AssertionError("no integers were recorded");
  }

  @Override
  public double normal() {
    throw new AssertionError("no normal numbers were recorded");
  }

  @Override
  public double beta(double a, double b) {
    throw new AssertionError("no Beta numbers were recorded");
  }
}
