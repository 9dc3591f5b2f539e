package dev.emulsion.label;

import dev.emulsion.Require;
import java.util.Arrays;

/**
 * A distribution over classes, held sparsely: rising class indices and their float32 weights, none
 * of them zero.
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
   * @param smoothing share of the mass that is spread over all classes, 0 for none
   */
  public static SoftLabel of(int index, int classes, double smoothing) {
    Require.atLeast("classes", 1, classes);
    Require.that(
        index >= 0 && index < classes,
        "label must be between 0 and " + (classes - 1) + ", was " + index);
    Require.share("smoothing", smoothing);
    double off = smoothing / classes;
    float[] row = new float[classes];
    Arrays.fill(row, (float) off);
    row[index] = (float) (1.0 - smoothing + off);
    return ofDense(row);
  }

  /** The distribution with these weights, one per class. */
  public static SoftLabel ofDense(float... row) {
    int count = 0;
    for (float weight : row) {
      count += weight != 0 ? 1 : 0;
    }
    int[] indices = new int[count];
    float[] weights = new float[count];
    int next = 0;
    for (int k = 0; k < row.length; k++) {
      if (row[k] != 0) {
        indices[next] = k;
        weights[next++] = row[k];
      }
    }
    return new SoftLabel(row.length, indices, weights);
  }

  /** {@code lambda} of this label and the rest of {@code partner}. */
  public SoftLabel mixedWith(SoftLabel partner, double lambda) {
    Require.that(
        classes == partner.classes,
        "labels must have one number of classes, were " + classes + " and " + partner.classes);
    float base = (float) lambda;
    float other = (float) (1.0 - lambda);
    float[] row = new float[classes];
    for (int i = 0; i < indices.length; i++) {
      row[indices[i]] = weights[i] * base;
    }
    for (int i = 0; i < partner.indices.length; i++) {
      row[partner.indices[i]] += partner.weights[i] * other;
    }
    return ofDense(row);
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Classes with weight, rising. */
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
}
