package dev.emulsion.fractal;

import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.Map;

/** A way to find systems and to paint them: a record of validated parameters. */
public sealed interface FractalStyle extends Serializable permits AndersonFarrell, FractalDb {

  /** With fewer points a picture shows nothing. */
  int LEAST_POINTS = 1000;

  /** Its {@code style} and parameters, as the command's options name them. */
  Map<String, String> parameters();

  /** A system at random, which may or may not be worth a picture. */
  FunctionSystem system(Draws draws);

  /** The share of a picture of its own that the points of {@code system} fill. */
  double fillRate(FunctionSystem system, Draws draws);

  /** The share that a system must fill. */
  double minFillRate();

  /**
   * Makes the random choices of one picture.
   *
   * @param side rows and columns of the picture
   * @param instance 0 for the system as it is, else which of its variations
   */
  FractalPlan plan(FunctionSystem system, int side, int instance, Draws draws);
}
