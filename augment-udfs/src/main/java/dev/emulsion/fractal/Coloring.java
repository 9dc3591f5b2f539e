package dev.emulsion.fractal;

/** Whether a picture has hues. It has three bands either way. */
public enum Coloring {
  COLOR,
  GRAY
}
