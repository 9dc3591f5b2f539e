package dev.emulsion.random;

import java.util.Random;

/** Arbitrary draws for tests that hold whatever is drawn. Equal seeds give equal draws. */
public final class SeededDraws implements Draws {

  private final Random random;

  public SeededDraws(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L); // neighboring seeds begin alike otherwise
  }

  @Override
  public double uniform() {
    return (random.nextInt(1 << 30) + 0.5) / (1 << 30);
  }

  @Override
  public int below(int bound) {
    return random.nextInt(bound);
  }

  @Override
  public double normal() {
    return random.nextGaussian();
  }

  /** Jöhnk's method: u^(1/a) and v^(1/b), given that they sum to at most 1. */
  @Override
  public double beta(double a, double b) {
    while (true) {
      double x = Math.pow(uniform(), 1 / a);
      double y = Math.pow(uniform(), 1 / b);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }
}
