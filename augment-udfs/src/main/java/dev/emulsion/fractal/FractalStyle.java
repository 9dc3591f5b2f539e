package dev.emulsion.fractal;

import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** A way to find systems and to paint them: a record of validated parameters. */
public sealed interface FractalStyle extends Serializable permits AndersonFarrell, FractalDb {

  /** With fewer points an image shows nothing. */
  int MIN_POINTS = 1000;

  /** As the command's option names it. */
  String name();

  /** Of an image. */
  int points();

  /** What a point covers. */
  Dots dots();

  Coloring coloring();

  /** Its {@code style} and parameters, as the command's options name them. */
  default Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("style", name());
    parameters.put("points", Integer.toString(points()));
    parameters.put("min-fill-rate", Double.toString(minFillRate()));
    parameters.put("dots", dots().toString());
    parameters.put("coloring", coloring().toString());
    return parameters;
  }

  /** A system at random, which may or may not be worth an image. */
  FunctionSystem system(Draws draws);

  /** The share of an image of its own that the points of {@code system} fill. */
  double fillRate(FunctionSystem system, Draws draws);

  /** The share that a system must fill. */
  double minFillRate();

  /**
   * Makes the random choices of one image.
   *
   * @param side rows and columns of the image
   * @param instance 0 for the system as it is, else which of its variations
   */
  FractalPlan plan(FunctionSystem system, int side, int instance, Draws draws);
}
