package dev.emulsion.fractal;

import java.util.Locale;

/** What a point of a fractal covers. */
public enum Dots {
  /** One pixel. */
  POINT,
  /** Some of the nine pixels around it. */
  PATCH;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
