package dev.emulsion;

import java.io.Serializable;
import java.util.List;

/**
 * One of several operations, chosen in proportion to its weight.
 *
 * @param <T> the family of operations
 */
public record Weighted<T>(T operation, double weight) implements Serializable {

  private static final double MAX_WEIGHT = 1_000_000;

  public Weighted {
    Require.positive("weight", MAX_WEIGHT, weight, "only the ratios of weights matter");
  }

  /** The weights, in order. */
  public static <T> double[] weights(List<Weighted<T>> choices) {
    return choices.stream().mapToDouble(Weighted::weight).toArray();
  }
}
