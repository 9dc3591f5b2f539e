package dev.emulsion.jobs.run;

import java.util.Locale;

/** Byte counts for people. */
public final class Sizes {

  private Sizes() {}

  /** Decimal units, such as {@code 1.5 MB}. */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes;
    int power = 0;
    while (value >= 999.95 && power < 4) {
      value /= 1000;
      power++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", value, "kMGT".charAt(power - 1));
  }
}
