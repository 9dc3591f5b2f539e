package dev.emulsion.fractal;

import java.util.Locale;

/** Whether an image has hues. It has three channels either way. */
public enum Coloring {
  COLOR,
  GRAY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
