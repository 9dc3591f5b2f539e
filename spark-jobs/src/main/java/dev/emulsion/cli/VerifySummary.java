package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyReport;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints what {@code verify} found. */
final class VerifySummary {

  private VerifySummary() {}

  static void print(VerifyReport report, PrintWriter out) {
    if (!report.isOk()) {
      out.printf(
          "FAILED       %s has %s:%n",
          report.output(), Counts.of(report.problems().size(), "problem"));
      for (Problem problem : report.problems()) {
        String check = problem.check().name().toLowerCase(Locale.ROOT);
        out.printf("  %-12s %s%n", check, problem.message());
      }
      return;
    }
    boolean quick = report.depth() == Depth.QUICK;
    for (Manifest.Epoch epoch : report.manifest().epochs()) {
      printEpoch(report.manifest().input(), epoch, quick, out);
    }
    report.replay().map(VerifySummary::replay).ifPresent(out::println);
    report.notReplayed().ifPresent(why -> out.println("replay       skipped: " + why));
    out.printf("%-12s %s%n", quick ? "OK (quick)" : "OK", report.output());
  }

  private static void printEpoch(
      Manifest.Input input, Manifest.Epoch epoch, boolean quick, PrintWriter out) {
    String withoutGenerated =
        input.withoutGenerated() == 0
            ? ""
            : String.format(" + %,d without a generated image", input.withoutGenerated());
    out.printf(
        "%-12s %,d samples = %,d emitted + %,d quarantined + %,d duplicates%s; %s %s%n",
        "epoch " + epoch.epoch(),
        input.samples() + input.duplicates() + input.withoutGenerated(),
        epoch.emitted(),
        epoch.quarantined(),
        input.duplicates(),
        withoutGenerated,
        Counts.of(epoch.rows(), "row"),
        quick ? "not read" : "checked");
    Manifest.GeneratedUse use = epoch.generated();
    if (use.used() > 0) {
      out.printf(
          "             %,d generated images used = %,d joined + %,d rejected + %,d lost%n",
          use.used(), use.joined(), use.used() - use.joined() - use.lost(), use.lost());
    }
  }

  private static String replay(ReplayReport replay) {
    return "replay       "
        + Counts.of(replay.rows(), "row")
        + " re-rendered from their plans: all identical";
  }
}
