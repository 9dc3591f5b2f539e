package dev.emulsion.cli;

import java.util.Locale;

/** Numbers of things, for people. */
final class Counts {

  private Counts() {}

  /** Such as {@code 1 epoch} or {@code 12,000 images}. */
  static String of(long count, String thing) {
    String plural = thing.endsWith("s") ? thing + "es" : thing + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? thing : plural);
  }
}
