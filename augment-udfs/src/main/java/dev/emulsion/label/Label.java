package dev.emulsion.label;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The label of one sample in the input: one class, several classes, or a weight per class. {@link
 * #soft} converts it to the {@link SoftLabel} that is mixed.
 */
public sealed interface Label extends Serializable {

  /** The kinds of labels; all samples of an input have the same kind. */
  enum Kind {
    /** One class per sample. */
    SINGLE,
    /** One or more classes per sample. */
    MULTI,
    /** A weight per class. */
    DISTRIBUTION
  }

  Kind kind();

  /**
   * The class used for counting and pairing: the only one, the lowest of several, or the first of
   * the largest weight.
   */
  int main();

  /** The classes in which the sample is counted, ascending: each of several, else {@link #main}. */
  default int[] classes() {
    return new int[] {main()};
  }

  /** The sum of the weights before smoothing: 1, the number of classes, or the sum as given. */
  double mass();

  /**
   * The smoothed label: a share of each class's mass is spread over all classes.
   *
   * @param classes number of classes, K
   * @param smoothing s: the sample's classes weigh {@code 1 - s + s/K}, all others {@code s/K}; a
   *     given weight w becomes {@code (1 - s)·w + s/K}
   */
  SoftLabel soft(int classes, double smoothing);

  /** One class. */
  record Single(int index) implements Label {

    public Single {
      Require.atLeast("label", 0, index);
    }

    @Override
    public Kind kind() {
      return Kind.SINGLE;
    }

    @Override
    public int main() {
      return index;
    }

    @Override
    public double mass() {
      return 1;
    }

    @Override
    public SoftLabel soft(int classes, double smoothing) {
      return SoftLabel.of(index, classes, smoothing);
    }
  }

  /** Several classes, each with weight 1. */
  final class Multi implements Label {

    private static final long serialVersionUID = 1L;

    private final int[] indices;

    /**
     * @param indices the classes in any order, at least one; duplicates count once
     */
    public Multi(int... indices) {
      Require.atLeast("number of labels", 1, indices.length);
      this.indices = IntStream.of(indices).sorted().distinct().toArray();
      Require.atLeast("label", 0, this.indices[0]);
    }

    @Override
    public Kind kind() {
      return Kind.MULTI;
    }

    @Override
    public int main() {
      return indices[0];
    }

    @Override
    public int[] classes() {
      return indices.clone();
    }

    @Override
    public double mass() {
      return indices.length;
    }

    @Override
    public SoftLabel soft(int classes, double smoothing) {
      return SoftLabel.of(indices, classes, smoothing);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Multi that && Arrays.equals(indices, that.indices);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(indices);
    }

    /** Such as {@code [3, 7]}. */
    @Override
    public String toString() {
      return Arrays.toString(indices);
    }
  }

  /** A weight per class. Weights need not sum to 1 and are used as they are. */
  final class Distribution implements Label {

    private static final long serialVersionUID = 1L;

    private final float[] weights;

    /**
     * @param weights one per class, finite, not negative, at least one positive
     */
    public Distribution(float... weights) {
      this.weights = weights.clone();
      int positive = 0;
      for (int k = 0; k < weights.length; k++) {
        int at = k;
        Require.that(
            weights[k] >= 0 && weights[k] < Float.POSITIVE_INFINITY,
            () ->
                "weights must be finite and not negative, was " + weights[at] + " for class " + at);
        positive += weights[k] > 0 ? 1 : 0;
      }
      Require.that(
          positive > 0,
          () -> "at least one weight must be positive, was " + Arrays.toString(weights));
    }

    @Override
    public Kind kind() {
      return Kind.DISTRIBUTION;
    }

    @Override
    public int main() {
      int main = 0;
      for (int k = 1; k < weights.length; k++) {
        main = weights[k] > weights[main] ? k : main;
      }
      return main;
    }

    @Override
    public double mass() {
      double sum = 0;
      for (float weight : weights) {
        sum += weight;
      }
      return sum;
    }

    /** One per class. */
    public float[] weights() {
      return weights.clone();
    }

    @Override
    public SoftLabel soft(int classes, double smoothing) {
      Require.that(
          weights.length == classes,
          () -> "weights must have one number per class, " + classes + ", had " + weights.length);
      return SoftLabel.of(weights, smoothing);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Distribution that && Arrays.equals(weights, that.weights);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(weights);
    }

    /** Such as {@code [0.25, 0.75]}. */
    @Override
    public String toString() {
      return Arrays.toString(weights);
    }
  }
}
