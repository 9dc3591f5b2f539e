package dev.emulsion.fractal;

import dev.emulsion.image.Image;

/** Every number of one image. Equal plans give equal images on any machine. */
public sealed interface FractalPlan permits AndersonFarrell.Plan, FractalDb.Plan {

  /** The system as varied for the image. */
  FunctionSystem system();

  /** Renders the image: square, three channels. */
  Image render();
}
