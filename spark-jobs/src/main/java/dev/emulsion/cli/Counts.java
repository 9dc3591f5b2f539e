package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Counts of things, for people. */
final class Counts {

  private Counts() {}

  /** Such as {@code 1 epoch} or {@code 12,000 images}. */
  static String of(long count, String thing) {
    String plural = thing.endsWith("s") ? thing + "es" : thing + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? thing : plural);
  }

  /**
   * Continues a count of files that are ignored.
   *
   * @param kinds how many of them have which extension; may be empty
   */
  static String noSamples(long files, Map<String, Long> kinds) {
    String what = files == 1 ? "file that is no sample" : "files that are no samples";
    return kinds.isEmpty() ? what : what + " (" + Summary.counts(kinds) + ")";
  }

  /** Prints the counts of the generated images that were found. */
  static void generated(Manifest.Generated listed, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "generated    %s: %,d matched, %,d orphaned, %,d with an unused prompt, %s%n",
        of(listed.found(), "image"),
        listed.matched(),
        listed.orphaned(),
        listed.unusedPrompt(),
        of(listed.duplicates(), "duplicate"));
    if (listed.ignoredFiles() > 0) {
      out.printf("             %s ignored%n", of(listed.ignoredFiles(), "other file"));
    }
  }

  /** A speed, with a decimal place if it is below 10. */
  static String rate(double perSecond, String things) {
    String format = perSecond < 10 ? "%.1f %s/s" : "%,.0f %s/s";
    return String.format(Locale.ROOT, format, perSecond, things);
  }
}
