package dev.emulsion.fractal;

import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.random.Draws;
import java.util.Arrays;

/**
 * The points visited by a chaos game, in order.
 *
 * @param x one per point; read only
 * @param y one per point; read only
 */
public record Points(double[] x, double[] y) {

  /**
   * The points of a contractive system: starting at the fixed point of the first map, a randomly
   * chosen map is applied {@code count} times.
   *
   * <p>Draws: a uniform per point, which chooses the first map whose cumulative probability exceeds
   * it.
   */
  public static Points of(FunctionSystem system, int count, Draws draws) {
    double[] numbers = system.numbers();
    double[] sums = FunctionSystem.cumulative(system.probabilities());
    int last = sums.length - 1;
    Affine first = system.maps().get(0);
    double scale = 1 / (1 + first.determinant() - first.a() - first.d());
    double x = scale * ((1 - first.d()) * first.e() + first.b() * first.f());
    double y = scale * ((1 - first.a()) * first.f() + first.c() * first.e());
    double[] xs = new double[count];
    double[] ys = new double[count];
    for (int i = 0; i < count; i++) {
      double u = draws.uniform();
      int at = 0;
      for (int k = 0; k < last; k++) {
        at += u >= sums[k] ? 6 : 0;
      }
      double next = numbers[at] * x + numbers[at + 1] * y + numbers[at + 2];
      y = numbers[at + 3] * x + numbers[at + 4] * y + numbers[at + 5];
      x = next;
      xs[i] = x;
      ys[i] = y;
    }
    return new Points(xs, ys);
  }

  /** The number of points dropped before one that is not finite. */
  private static final int BEFORE_OVERFLOW = 100;

  /**
   * The points of any system as in FractalDB: starting at the origin, a randomly chosen map is
   * applied {@code count - 1} times. If the system diverges, there are fewer points.
   *
   * <p>Draws: a uniform per point after the first, which chooses the first map whose cumulative
   * probability is not below it.
   *
   * @param probabilities of the maps, possibly other than those of the system
   */
  public static Points fromOrigin(
      FunctionSystem system, double[] probabilities, int count, Draws draws) {
    double[] numbers = system.numbers();
    double[] sums = FunctionSystem.cumulative(probabilities);
    double[] xs = new double[count];
    double[] ys = new double[count];
    double x = 0;
    double y = 0;
    for (int i = 1; i < count; i++) {
      double u = draws.uniform();
      int at = 0;
      for (double sum : sums) {
        at += u > sum ? 6 : 0;
      }
      if (at < numbers.length) { // else rounding left the sums below 1, and the point is repeated
        double next = numbers[at] * x + numbers[at + 1] * y + numbers[at + 2];
        y = numbers[at + 3] * x + numbers[at + 4] * y + numbers[at + 5];
        x = next;
      }
      if (!(Math.abs(x) + Math.abs(y) < Double.POSITIVE_INFINITY)) {
        int kept = Math.max(1, i - BEFORE_OVERFLOW);
        return new Points(Arrays.copyOf(xs, kept), Arrays.copyOf(ys, kept));
      }
      xs[i] = x;
      ys[i] = y;
    }
    return new Points(xs, ys);
  }

  public int count() {
    return x.length;
  }
}
