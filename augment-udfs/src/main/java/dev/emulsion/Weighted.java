package dev.emulsion;

import java.io.Serializable;
import java.util.List;

/**
 * One of several operations, chosen in proportion to its weight.
 *
 * @param <T> the family of operations
 */
public record Weighted<T>(T operation, double weight) implements Serializable {

  public Weighted {
    Require.positive("weight", weight);
  }

  /** The weights, in order. */
  public static <T> double[] weights(List<Weighted<T>> choices) {
    return choices.stream().mapToDouble(Weighted::weight).toArray();
  }
}
