package dev.emulsion.label;

import dev.emulsion.Require;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * A weight per class, stored sparsely: ascending class indices and their float32 weights, none of
 * them zero. The weights of a sample of one class sum to 1, those of several classes to more. Only
 * {@link LabelPair#sum} makes other sums and negative weights.
 *
 * <p>The arithmetic is timm's, in float32: a smoothed one-hot row has {@code 1 - s + s/K} at its
 * class and {@code s/K} elsewhere, and a mixture is {@code λ·base + (1-λ)·partner}, each product
 * and the sum rounded to float32.
 */
public final class SoftLabel {

  private final int classes;
  private final int[] indices;
  private final float[] weights;

  private SoftLabel(int classes, int[] indices, float[] weights) {
    this.classes = classes;
    this.indices = indices;
    this.weights = weights;
  }

  /**
   * The label of a sample of class {@code index}.
   *
   * @param index 0 to {@code classes - 1}
   * @param smoothing share of the mass that is spread over all classes; 0 for none
   */
  public static SoftLabel of(int index, int classes, double smoothing) {
    return of(new int[] {index}, classes, smoothing);
  }

  /**
   * The label of a sample of several classes, each with weight 1.
   *
   * @param indices ascending, 0 to {@code classes - 1}
   */
  static SoftLabel of(int[] indices, int classes, double smoothing) {
    Require.atLeast("classes", 1, classes);
    for (int index : indices) {
      Require.that(
          index >= 0 && index < classes,
          () -> "label must be between 0 and " + (classes - 1) + ", was " + index);
    }
    Require.share("smoothing", smoothing);
    float[] ones = new float[indices.length];
    Arrays.fill(ones, 1);
    SoftLabel whole = new SoftLabel(classes, indices.clone(), ones);
    return smoothing == 0 ? whole : of(whole.dense(), smoothing);
  }

  /**
   * The label of a sample with a given weight per class.
   *
   * @param weights one per class, none negative
   */
  static SoftLabel of(float[] weights, double smoothing) {
    Require.share("smoothing", smoothing);
    double off = smoothing / weights.length;
    float[] row = new float[weights.length];
    for (int k = 0; k < row.length; k++) {
      row[k] = (float) ((1.0 - smoothing) * weights[k] + off);
    }
    return ofDense(row);
  }

  /** The label with these weights, one per class. */
  public static SoftLabel ofDense(float... row) {
    Require.atLeast("classes", 1, row.length);
    for (int k = 0; k < row.length; k++) {
      int at = k;
      Require.that(
          row[k] >= 0, () -> "weights must not be negative, was " + row[at] + " for class " + at);
    }
    return sparse(row);
  }

  /** The label with these weights, one per class and of either sign, in float32. */
  static SoftLabel rounded(double[] row) {
    float[] weights = new float[row.length];
    for (int k = 0; k < row.length; k++) {
      weights[k] = (float) row[k];
    }
    return sparse(weights);
  }

  private static SoftLabel sparse(float[] row) {
    int[] indices = new int[row.length];
    int count = 0;
    for (int k = 0; k < row.length; k++) {
      if (row[k] != 0) {
        indices[count++] = k;
      }
    }
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = row[indices[i]];
    }
    return new SoftLabel(row.length, Arrays.copyOf(indices, count), weights);
  }

  /** The mixture: {@code lambda} of this label and the rest of {@code partner}. */
  public SoftLabel mixedWith(SoftLabel partner, double lambda) {
    Require.that(
        classes == partner.classes,
        () ->
            "labels must have the same number of classes, were "
                + classes
                + " and "
                + partner.classes);
    Require.share("lambda", lambda);
    float share = (float) lambda;
    float rest = (float) (1.0 - lambda);
    int[] merged = new int[indices.length + partner.indices.length];
    float[] sums = new float[merged.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < indices.length || j < partner.indices.length) {
      int mine = i < indices.length ? indices[i] : classes;
      int theirs = j < partner.indices.length ? partner.indices[j] : classes;
      float sum = mine <= theirs ? weights[i++] * share : 0;
      if (theirs <= mine) {
        sum += partner.weights[j++] * rest;
      }
      if (sum != 0) {
        merged[count] = Math.min(mine, theirs);
        sums[count++] = sum;
      }
    }
    return new SoftLabel(classes, Arrays.copyOf(merged, count), Arrays.copyOf(sums, count));
  }

  /** Adds {@code share} of each weight to {@code row}, which has one number per class. */
  void addTo(double[] row, double share) {
    for (int i = 0; i < indices.length; i++) {
      row[indices[i]] += share * weights[i];
    }
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** The classes with a weight, ascending. */
  public int[] indices() {
    return indices.clone();
  }

  /** The weight of each of {@link #indices}. */
  public float[] weights() {
    return weights.clone();
  }

  /** One weight per class. */
  public float[] dense() {
    float[] row = new float[classes];
    for (int i = 0; i < indices.length; i++) {
      row[indices[i]] = weights[i];
    }
    return row;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SoftLabel that
        && classes == that.classes
        && Arrays.equals(indices, that.indices)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * classes + Arrays.hashCode(indices)) + Arrays.hashCode(weights);
  }

  /** Such as {@code {3: 0.75, 7: 0.25} of 10}. */
  @Override
  public String toString() {
    StringJoiner entries = new StringJoiner(", ", "{", "} of " + classes);
    for (int i = 0; i < indices.length; i++) {
      entries.add(indices[i] + ": " + weights[i]);
    }
    return entries.toString();
  }
}
