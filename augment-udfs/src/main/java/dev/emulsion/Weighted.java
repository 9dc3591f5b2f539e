package dev.emulsion;

import java.io.Serializable;
import java.util.List;

/**
 * One of several operations, and how often it is taken, relative to the others.
 *
 * @param <T> the family
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
