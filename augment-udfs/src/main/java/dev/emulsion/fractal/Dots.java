package dev.emulsion.fractal;

import java.util.Locale;

/** The pixels that a point of a fractal covers. */
public enum Dots {
  /** One pixel. */
  POINT,
  /** A pattern of 3×3 pixels. */
  PATCH;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
