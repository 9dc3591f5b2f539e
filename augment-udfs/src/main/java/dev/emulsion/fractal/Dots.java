package dev.emulsion.fractal;

/** What a point of a fractal covers. */
public enum Dots {
  /** One pixel. */
  POINT,
  /** Some of the nine pixels around it. */
  PATCH
}
