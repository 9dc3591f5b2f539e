package dev.emulsion.fractal;

import dev.emulsion.random.Draws;

/**
 * Seeds of what a plan does not spell out: the points of a chaos game, the noise of a landscape.
 */
final class Seeds {

  private Seeds() {}

  /** 52 bits, which every reader of JSON takes in whole. */
  static long draw(Draws draws) {
    return (long) draws.below(1 << 26) << 26 | draws.below(1 << 26);
  }
}
