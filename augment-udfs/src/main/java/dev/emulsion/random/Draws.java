package dev.emulsion.random;

/**
 * The random numbers of one operation on one output, in the order of the calls. Equal keys give
 * equal draws, on any machine and for any partitioning.
 */
public interface Draws {

  /** Uniform in (0, 1); never 0, never 1. */
  double uniform();

  /** Uniform in (low, high). */
  default double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** An integer from 0 to {@code bound - 1}, each equally likely. */
  int below(int bound);

  /** True with probability {@code p}. */
  default boolean chance(double p) {
    return uniform() < p;
  }

  /** Standard normal. */
  double normal();

  /** Beta(a, b), in [0, 1]. */
  double beta(double a, double b);

  /** Beta(alpha, alpha) rounded to a multiple of 1/65536, so that it is exact in float32. */
  default double lambda(double alpha) {
    return Math.rint(beta(alpha, alpha) * 65536.0) / 65536.0;
  }

  /** Index {@code i} with probability {@code weights[i] / sum}; one uniform draw. */
  default int choice(double... weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double rest = uniform() * sum;
    for (int i = 0; i < weights.length - 1; i++) {
      rest -= weights[i];
      if (rest < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
