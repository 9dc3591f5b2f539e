package dev.emulsion.fractal;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import java.io.Serializable;

/**
 * An infinite set of fractals. Each is a function of the set, its index and its instance alone.
 *
 * <p>System {@code index} is the first of its attempts that fills enough of an image, measured with
 * points from the subsequent draws. Attempt k draws from the stream of {@link
 * Purpose#FRACTAL_SYSTEM} with operation k, instance i of the system from that of {@link
 * Purpose#FRACTAL_IMAGE} with variant i; the sample of both streams is the index.
 *
 * @param side rows and columns of the images, 16 to 2048
 */
public record FractalSet(long seed, int side, FractalStyle style) implements Serializable {

  /** The number of instances per system. */
  public static final int MAX_INSTANCES = 1 << 16;

  /** Bound of the points of a style. */
  static final int MAX_POINTS = 100_000_000;

  /** Reason of {@link #MAX_POINTS}. */
  static final String WHY_POINTS = "they would hit every pixel of the largest image many times";

  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 2048;

  /** More attempts than any reachable fill rate needs. */
  private static final int MAX_ATTEMPTS = 10_000;

  public FractalSet {
    Require.that(
        side >= MIN_SIDE && side <= MAX_SIDE,
        "size must be between %d and %d, was %d".formatted(MIN_SIDE, MAX_SIDE, side));
  }

  /**
   * A system of the set.
   *
   * @param attempt number of systems rejected before
   * @param fillRate share of an image that it fills, as measured by its style
   */
  public record Found(long index, int attempt, FunctionSystem system, double fillRate) {}

  /**
   * Finds system {@code index}, 0 or more.
   *
   * @throws DataException if no attempt fills enough of its image
   */
  public Found find(long index) {
    return find(index, MAX_ATTEMPTS);
  }

  Found find(long index, int maxAttempts) {
    Require.atLeast("index", 0L, index);
    for (int attempt = 0; attempt < maxAttempts; attempt++) {
      Draws draws = draws(index, Purpose.FRACTAL_SYSTEM, 0, attempt);
      FunctionSystem system = style.system(draws);
      double fillRate = style.fillRate(system, draws);
      if (fillRate >= style.minFillRate()) {
        return new Found(index, attempt, system, fillRate);
      }
    }
    throw new DataException(
        "no system of fractal %2$d fills %1$s of its image after %3$,d attempts; lower --min-fill-rate"
            .formatted(style.minFillRate(), index, maxAttempts));
  }

  /** Draws every number of an image of {@code found}. */
  public FractalPlan plan(Found found, int instance) {
    Draws draws = draws(found.index(), Purpose.FRACTAL_IMAGE, instance, 0);
    return style.plan(found.system(), side, instance, draws);
  }

  private Draws draws(long index, Purpose purpose, int variant, int operation) {
    SampleKey sample = new SampleKey(0, index);
    return new PhiloxDraws(new DrawKey(seed, 0, sample, purpose, variant, operation));
  }
}
