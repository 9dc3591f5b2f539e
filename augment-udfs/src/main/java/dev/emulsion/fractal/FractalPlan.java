package dev.emulsion.fractal;

import dev.emulsion.image.Image;

/** Every number of one picture. Equal plans paint equal pictures, on any machine. */
public sealed interface FractalPlan permits AndersonFarrell.Plan, FractalDb.Plan {

  /** The system, varied as the picture shows it. */
  FunctionSystem system();

  /** The picture: a square of three bands. */
  Image paint();
}
