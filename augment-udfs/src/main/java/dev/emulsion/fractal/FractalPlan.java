package dev.emulsion.fractal;

import dev.emulsion.image.Image;

/** Every number of one image. Equal plans paint equal images, on any machine. */
public sealed interface FractalPlan permits AndersonFarrell.Plan, FractalDb.Plan {

  /** The system, varied as the image shows it. */
  FunctionSystem system();

  /** The image: a square of three channels. */
  Image render();
}
