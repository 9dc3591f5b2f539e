package dev.emulsion.mix;

import dev.emulsion.random.Draws;

/**
 * Draws whose λ is given. All other numbers are drawn.
 *
 * @param lambda returned by {@link #lambda(double)} for any concentration
 */
record GivenLambda(double lambda, Draws others) implements Draws {

  @Override
  public double lambda(double alpha) {
    return lambda;
  }

  @Override
  public double uniform() {
    return others.uniform();
  }

  @Override
  public int below(int bound) {
    return others.below(bound);
  }

  @Override
  public double normal() {
    return others.normal();
  }

  @Override
  public double beta(double a, double b) {
    return others.beta(a, b);
  }
}
