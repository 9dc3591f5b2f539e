package dev.emulsion.fractal;

import dev.emulsion.random.Draws;

/** Draws the seeds that plans store in place of points and landscapes. */
final class Seeds {

  private Seeds() {}

  /** 52 bits, which JSON readers represent exactly. */
  static long draw(Draws draws) {
    return (long) draws.below(1 << 26) << 26 | draws.below(1 << 26);
  }
}
