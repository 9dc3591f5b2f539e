package dev.emulsion.fractal;

import java.util.Locale;

/** Whether an image has hues; it has three channels in both cases. */
public enum Coloring {
  COLOR,
  GRAY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
