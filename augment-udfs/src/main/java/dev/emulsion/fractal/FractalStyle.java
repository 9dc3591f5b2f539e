package dev.emulsion.fractal;

import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** A way to find systems and to render them: a record of validated parameters. */
public sealed interface FractalStyle extends Serializable permits AndersonFarrell, FractalDb {

  /** Fewer points make no recognizable image. */
  int MIN_POINTS = 1000;

  /** The value of the command's {@code --style}. */
  String name();

  /** The number of points per image. */
  int points();

  /** The pixels that a point covers. */
  Dots dots();

  Coloring coloring();

  /** Its {@code style} and parameters, by the names of the command's options. */
  default Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("style", name());
    parameters.put("points", Integer.toString(points()));
    parameters.put("min-fill-rate", Double.toString(minFillRate()));
    parameters.put("dots", dots().toString());
    parameters.put("coloring", coloring().toString());
    return parameters;
  }

  /** Draws a system, which may or may not fill enough of an image. */
  FunctionSystem system(Draws draws);

  /** The share of a test image that points of {@code system} fill. */
  double fillRate(FunctionSystem system, Draws draws);

  /** The share that a system must fill. */
  double minFillRate();

  /**
   * Makes the random choices of one image.
   *
   * @param side rows and columns of the image
   * @param instance 0 for the unvaried system, else the number of a variation
   */
  FractalPlan plan(FunctionSystem system, int side, int instance, Draws draws);
}
