package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import java.io.PrintWriter;
import java.util.Locale;

/** Numbers of things, for people. */
final class Counts {

  /** What was found of generated images. */
  static void generated(Manifest.Generated listed, PrintWriter out) {
    out.printf(
        "generated    %s, %,d of a sample; %,d of none, %,d of prompts not used, %s%n",
        of(listed.found(), "image"),
        listed.matched(),
        listed.orphaned(),
        listed.unusedPrompt(),
        of(listed.duplicates(), "duplicate"));
    if (listed.ignoredFiles() > 0) {
      out.printf("             %s beside them ignored%n", of(listed.ignoredFiles(), "file"));
    }
  }

  private Counts() {}

  /** Such as {@code 1 epoch} or {@code 12,000 images}. */
  static String of(long count, String thing) {
    String plural = thing.endsWith("s") ? thing + "es" : thing + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? thing : plural);
  }

  /** Files of an input that are left alone. */
  static String ignored(long files) {
    return of(files, "file") + " without an image";
  }

  /** How fast images are done: few a second are worth a decimal place. */
  static String rate(double imagesPerSecond) {
    String format = imagesPerSecond < 10 ? "%.1f images/s" : "%,.0f images/s";
    return String.format(Locale.ROOT, format, imagesPerSecond);
  }
}
