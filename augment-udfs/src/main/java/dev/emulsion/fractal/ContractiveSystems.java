package dev.emulsion.fractal;

import dev.emulsion.Require;
import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.random.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * Random contractive systems whose singular values satisfy Σ (s₁ + 2 s₂) = σ over all maps, with σ
 * drawn between (5 + n)/2 and (6 + n)/2 for n maps. There, most attractors are neither too sparse
 * nor too dense.
 *
 * <p>A map is L · diag(s₁, s₂) · R plus a shift inside [−1, 1)², where L and R are a rotation after
 * a reflection of the axes.
 *
 * <p>Draws, in order: whether each axis is reflected, for every L and then every R; their angles in
 * the same order; σ; s₁ and s₂ map by map, except the last s₁, which σ determines; shifts.
 *
 * @see <a href="https://arxiv.org/abs/2110.03091">Anderson and Farrell, Improving Fractal
 *     Pre-training, WACV 2022, §3.2</a>
 */
public final class ContractiveSystems {

  private ContractiveSystems() {}

  /** A system of {@code maps} maps, at least 2. */
  public static FunctionSystem draw(int maps, Draws draws) {
    Require.atLeast("number of maps", 2, maps);
    double[] signs = new double[4 * maps];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = draws.uniform() < 0.5 ? -1 : 1;
    }
    double[] angles = new double[2 * maps];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = draws.uniform(-Math.PI, Math.PI);
    }
    double[] stretches = singularValues(maps, draws);
    List<Affine> functions = new ArrayList<>();
    for (int k = 0; k < maps; k++) {
      double[] left = turned(angles[k], signs[2 * k], signs[2 * k + 1]);
      int r = maps + k;
      double[] right = turned(angles[r], signs[2 * r], signs[2 * r + 1]);
      double e = draws.uniform(-1, 1);
      double f = draws.uniform(-1, 1);
      functions.add(product(left, stretches[2 * k], stretches[2 * k + 1], right, e, f));
    }
    return new FunctionSystem(functions);
  }

  /** s₁ and s₂ of every map, map by map: 1 ≥ s₁ ≥ s₂ ≥ 0. */
  private static double[] singularValues(int maps, Draws draws) {
    double sum = draws.uniform((5 + maps) / 2.0, (6 + maps) / 2.0);
    double[] values = new double[2 * maps];
    double max = sum; // the sum that this and later maps must have
    double min = sum - 3 * maps + 3; // the part of it beyond the maximum of later maps
    for (int k = 0; k < maps - 1; k++) {
      double first = draws.uniform(Math.max(0, min / 3), Math.min(1, max));
      min -= first;
      max -= first;
      double second = draws.uniform(Math.max(0, min / 2), Math.min(first, max / 2));
      min = min - 2 * second + 3;
      max -= 2 * second;
      values[2 * k] = first;
      values[2 * k + 1] = second;
    }
    double second = draws.uniform(Math.max(0, (max - 1) / 2), max / 3);
    values[2 * maps - 2] = max - 2 * second;
    values[2 * maps - 1] = second;
    return values;
  }

  /** A rotation after the reflection {@code diag(x, y)}, row by row. */
  private static double[] turned(double angle, double x, double y) {
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    return new double[] {cos * x, -sin * y, sin * x, cos * y};
  }

  private static Affine product(
      double[] left, double s1, double s2, double[] right, double e, double f) {
    return new Affine(
        left[0] * s1 * right[0] + left[1] * s2 * right[2],
        left[0] * s1 * right[1] + left[1] * s2 * right[3],
        left[2] * s1 * right[0] + left[3] * s2 * right[2],
        left[2] * s1 * right[1] + left[3] * s2 * right[3],
        e,
        f);
  }
}
