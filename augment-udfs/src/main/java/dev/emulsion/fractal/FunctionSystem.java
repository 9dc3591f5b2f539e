package dev.emulsion.fractal;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.List;

/**
 * An iterated function system: affine maps of the plane, whose attractor is the fractal.
 *
 * @param maps at least one
 */
public record FunctionSystem(List<Affine> maps) implements Serializable {

  public FunctionSystem {
    maps = List.copyOf(maps);
    Require.atLeast("number of maps", 1, maps.size());
  }

  /** The map (x, y) → (ax + by + e, cx + dy + f). */
  public record Affine(double a, double b, double c, double d, double e, double f)
      implements Serializable {

    /** The factor by which the map scales areas; negative if it reflects. */
    public double determinant() {
      return a * d - b * c;
    }

    /** The largest factor by which the map stretches any direction. */
    public double largestSingularValue() {
      return half(a + d, c - b) + half(a - d, c + b);
    }

    /** The smallest factor by which the map stretches any direction. */
    public double smallestSingularValue() {
      return Math.abs(half(a + d, c - b) - half(a - d, c + b));
    }

    /** Half the length of (p, q). */
    private static double half(double p, double q) {
      return Math.sqrt(p * p + q * q) / 2;
    }

    /** With all six numbers multiplied by {@code factor}. */
    Affine times(double factor) {
      return new Affine(a * factor, b * factor, c * factor, d * factor, e * factor, f * factor);
    }
  }

  /**
   * The probability of each map: its share of the sum of |determinant|, so that all parts of the
   * attractor are about equally dense. Equal if every determinant is 0.
   */
  public double[] probabilities() {
    double[] shares = new double[maps.size()];
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.abs(maps.get(k).determinant());
      sum += shares[k];
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] = sum == 0 ? 1.0 / shares.length : shares[k] / sum;
    }
    return shares;
  }

  /** With map {@code k} replaced. */
  FunctionSystem with(int k, Affine map) {
    Affine[] others = maps.toArray(Affine[]::new);
    others[k] = map;
    return new FunctionSystem(List.of(others));
  }

  /** Whether no map stretches any direction. */
  boolean isContractive() {
    return maps.stream().allMatch(map -> map.largestSingularValue() <= 1);
  }

  /** The six numbers of every map in one array, for the inner loops. */
  double[] numbers() {
    double[] numbers = new double[6 * maps.size()];
    for (int k = 0; k < maps.size(); k++) {
      Affine map = maps.get(k);
      double[] six = {map.a, map.b, map.e, map.c, map.d, map.f};
      System.arraycopy(six, 0, numbers, 6 * k, 6);
    }
    return numbers;
  }

  /** Sums of the first 1, 2, … of {@code probabilities}. */
  static double[] cumulative(double[] probabilities) {
    double[] sums = new double[probabilities.length];
    double sum = 0;
    for (int k = 0; k < sums.length; k++) {
      sum += probabilities[k];
      sums[k] = sum;
    }
    return sums;
  }
}
