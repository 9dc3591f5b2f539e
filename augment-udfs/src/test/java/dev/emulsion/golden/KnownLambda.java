package dev.emulsion.golden;

import dev.emulsion.random.Draws;

/** Draws whose λ is {@code lambda}, where a reference recorded only what it drew after it. */
record KnownLambda(double lambda, Draws rest) implements Draws {

  @Override
  public double lambda(double alpha) {
    return lambda;
  }

  @Override
  public double uniform() {
    return rest.uniform();
  }

  @Override
  public int below(int bound) {
    return rest.below(bound);
  }

  @Override
  public double normal() {
    return rest.normal();
  }

  @Override
  public double beta(double a, double b) {
    return rest.beta(a, b);
  }
}
