package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentReport;
import java.io.PrintWriter;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Prints the counts and the output of a finished run. */
final class Summary {

  private Summary() {}

  static void print(AugmentReport report, PrintWriter out) {
    Manifest manifest = report.manifest();
    Manifest.Input input = manifest.input();
    if (report.outcome() == AugmentReport.Outcome.FOUND) {
      out.println("This run already exists; nothing was written.");
    }
    out.printf("samples      %,d in %s%n", input.samples(), Counts.of(report.classes(), "class"));
    report.classOrder().ifPresent(order -> out.println("class order  " + order));
    line(
        out,
        "ignored",
        input.ignoredFiles(),
        Counts.noSamples(input.ignoredFiles(), input.ignoredKinds()));
    line(out, "duplicates", input.duplicates(), "excluded");
    if (input.generated().found() > 0) {
      Counts.generated(input.generated(), out);
      generated(manifest, out);
    }
    line(out, "excluded", input.withoutGenerated(), "without a generated image");
    PairsSummary.print(input.pairs(), input.samples(), out);
    out.printf(
        "rows         %,d in %s (%s)%n",
        report.rows(), Counts.of(manifest.epochs().size(), "epoch"), counts(report.methods()));
    if (report.unpaired() > 0) {
      String rows = Counts.of(report.unpaired(), "row");
      out.printf("unpaired     %s without an eligible partner%n", rows);
    }
    line(out, "quarantined", sum(report.reasons()), "(" + counts(report.reasons()) + ")");
    DecodingSummary.unsupported(report.decoding(), out);
    DecodingSummary.notes(report.decoding(), out);
    DecodingSummary.codecs(report.decoding(), out);
    long bytes = 0;
    long files = 0;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      files += epoch.files().size();
      bytes += epoch.files().stream().mapToLong(Manifest.File::bytes).sum();
    }
    out.printf("shards       %s, %,.1f MB%n", Counts.of(files, "file"), bytes / 1e6);
    out.printf("digest       %s%n", manifest.contentDigest());
    out.printf("output       %s%n", report.output());
    out.flush();
  }

  /** Prints what happened to the generated images, over all epochs. */
  private static void generated(Manifest manifest, PrintWriter out) {
    long joined = 0;
    long lost = 0;
    Map<String, Long> rejected = new TreeMap<>();
    for (Manifest.Epoch epoch : manifest.epochs()) {
      joined += epoch.generated().joined();
      lost += epoch.generated().lost();
      epoch.generated().rejected().forEach((reason, n) -> rejected.merge(reason, n, Long::sum));
    }
    out.printf("joined       %s with their samples%n", Counts.of(joined, "generated image"));
    line(out, "rejected", sum(rejected), "(" + counts(rejected) + ")");
    line(out, "lost", lost, "with samples that were quarantined");
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }

  /** Prints a line unless {@code count} is 0. */
  static void line(PrintWriter out, String name, long count, String rest) {
    if (count > 0) {
      out.printf("%-12s %,d %s%n", name, count, rest);
    }
  }

  /** Such as {@code cutmix 5, mixup 7}. */
  static String counts(Map<String, Long> counts) {
    StringJoiner list = new StringJoiner(", ");
    counts.forEach((name, n) -> list.add(String.format("%s %,d", name, n)));
    return list.toString();
  }
}
