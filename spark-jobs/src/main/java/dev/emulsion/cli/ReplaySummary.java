package dev.emulsion.cli;

import dev.emulsion.Printable;
import dev.emulsion.jobs.replay.ReplayReport;
import java.io.PrintWriter;

/** Prints the result of {@code replay}. */
final class ReplaySummary {

  private ReplaySummary() {}

  static void print(ReplayReport report, PrintWriter out) {
    if (report.inputChanged()) {
      out.println("warning      " + Printable.line(report.changedInput()));
    }
    report
        .differences()
        .forEach(difference -> out.println("  " + Printable.line(difference.toString())));
    long more = report.differing() - report.differences().size();
    if (more > 0) {
      out.printf("  and %,d more%n", more);
    }
    out.printf(
        "replay       %s re-rendered: %,d identical, %,d different%n",
        Counts.of(report.rows(), "row"), report.rows() - report.differing(), report.differing());
  }
}
