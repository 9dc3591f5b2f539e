package dev.emulsion.report;

import dev.emulsion.report.RunReport.Commit;
import dev.emulsion.report.RunReport.Timing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When rows were written. The only part of a page that differs between equal runs. */
final class TimingSection {

  private static final double MILLIS = 1000;

  private TimingSection() {}

  static String of(Timing timing) {
    return Html.section(
        "timing",
        "Throughput",
        timing.commits().isEmpty()
            ? Html.note("The records of the commits, from which times are read, are not there.")
            : chart(timing));
  }

  private static String chart(Timing timing) {
    List<Commit> commits = timing.commits();
    long end = commits.get(commits.size() - 1).at();
    long span = Math.max(1, end - timing.started());
    long all = commits.stream().mapToLong(Commit::rows).sum();
    List<double[]> points = new ArrayList<>(List.of(new double[] {0, 0}));
    List<List<String>> rows = new ArrayList<>();
    long written = 0;
    long before = timing.started();
    for (Commit commit : commits) {
      written += commit.rows();
      double at = (double) (commit.at() - timing.started()) / span;
      points.add(new double[] {at, (double) written / Math.max(1, all)});
      rows.add(row(timing, commit, written, before));
      before = commit.at();
    }
    return "<div class=\"chart\">"
        + Html.note(
            Html.count(all, "row")
                + " in "
                + duration(span)
                + " from "
                + instant(timing.started())
                + ", "
                + rate(all, span)
                + " rows/s with all preparations. A point is a commit, dated by its record;"
                + " a run that was interrupted has a flat part.")
        + Html.sideBySide(
            Charts.line(
                "Rows written over time, as in the table next to it",
                points,
                (double) all,
                List.of("0", "", duration(span), "time since the output was begun")),
            Html.table(
                List.of("committed", "epoch", "after", "rows", "rows so far", "rows/s"), rows))
        + "</div>";
  }

  private static List<String> row(Timing timing, Commit commit, long written, long before) {
    return List.of(
        instant(commit.at()),
        Integer.toString(commit.epoch()),
        duration(commit.at() - timing.started()),
        Html.count(commit.rows()),
        Html.count(written),
        rate(commit.rows(), commit.at() - before));
  }

  private static String rate(long rows, long millis) {
    return millis <= 0 ? "-" : String.format(Locale.ROOT, "%,.1f", rows * MILLIS / millis);
  }

  private static String instant(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String duration(long millis) {
    long seconds = Math.round(millis / MILLIS);
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", millis / MILLIS)
        : seconds < 3600
            ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
            : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
