package dev.emulsion.fractal;

import java.util.Locale;

/** Whether a picture has hues. It has three bands either way. */
public enum Coloring {
  COLOR,
  GRAY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
