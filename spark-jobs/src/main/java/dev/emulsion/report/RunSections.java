package dev.emulsion.report;

import dev.emulsion.report.RunReport.Epoch;
import dev.emulsion.report.RunReport.Facts;
import dev.emulsion.report.RunReport.Input;
import dev.emulsion.report.RunReport.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the run is, that nothing is lost in it, and its files. */
final class RunSections {

  private RunSections() {}

  /** The few numbers and facts to know first. */
  static String summary(RunReport report) {
    Facts run = report.run();
    long rows = report.epochs().stream().mapToLong(Epoch::rows).sum();
    long quarantined = report.epochs().stream().mapToLong(Epoch::quarantined).sum();
    return "<p class=\"sub\">A run of Emulsion "
        + Html.text(run.version())
        + ", digest <span class=\"mono\">"
        + Html.text(run.contentDigest())
        + "</span></p>\n<div class=\"tiles\">"
        + tile(Html.count(report.input().samples()), "samples")
        + tile(
            Html.count(report.input().classes()),
            report.input().classes() == 1 ? "class" : "classes")
        + tile(Html.count(rows), "rows in " + Html.count(run.epochs(), "epoch"))
        + tile(
            "<em class=\""
                + (quarantined == 0 ? "good" : "warn")
                + "\">"
                + Html.count(quarantined)
                + "</em>",
            "quarantined")
        + tile(Html.percent(mixed(report)), "mixed")
        + tile(Html.bytes(report.shards().bytes()), Html.count(report.shards().files(), "shard"))
        + "</div>\n"
        + Html.facts(
            List.of(
                fact("Run", "<span class=\"mono\">" + Html.text(run.runId()) + "</span>"),
                fact("Seed", Long.toString(run.seed())),
                fact("Epochs, variants", run.epochs() + ", " + run.variants()),
                fact("Codec", Html.text(run.codec())),
                fact("Emulsion, Spark", Html.text(run.version() + ", " + run.spark())),
                fact(
                    "Profile, buckets",
                    Html.text(run.profile()) + ", " + Html.count(run.buckets()))));
  }

  /** The share of the summed rows that have a partner. */
  private static double mixed(RunReport report) {
    return report.summed().rows() == 0
        ? 0
        : (double) report.classPairs().mixed() / report.summed().rows();
  }

  private static List<String> fact(String name, String html) {
    return List.of(name, html);
  }

  private static String tile(String value, String name) {
    return "<div class=\"tile\"><b>" + value + "</b><span>" + name + "</span></div>\n";
  }

  /** Every sample is in the rows or in quarantine. */
  static String counts(RunReport report) {
    long samples = report.input().samples();
    boolean balanced =
        report.epochs().stream()
            .allMatch(epoch -> epoch.emitted() + epoch.quarantined() == samples);
    String verdict =
        balanced
            ? "<b class=\"good\">Nothing is lost:</b> in every epoch, emitted and quarantined"
                + " samples add up to the "
            : "<b class=\"warn\">Samples are missing:</b> emitted and quarantined samples must add"
                + " up to the ";
    List<List<String>> rows = new ArrayList<>();
    for (Epoch epoch : report.epochs()) {
      rows.add(
          List.of(
              Integer.toString(epoch.epoch()),
              Html.count(samples),
              Html.count(epoch.emitted()),
              Html.count(epoch.quarantined()),
              Html.count(epoch.rows()),
              Html.count(epoch.unpaired()),
              Html.count(epoch.decoded()),
              "<span class=\"mono\">" + Html.text(epoch.contentDigest()) + "</span>"));
    }
    return Html.section(
        "counts",
        "Counts",
        "<p>"
            + verdict
            + Html.count(samples)
            + " samples of the input. <code>emulsion verify</code> proves it from the ids.</p>\n"
            + "<div class=\"chart\">"
            + conservation(report)
            + Html.table(
                List.of(
                    "epoch",
                    "samples",
                    "= emitted",
                    "+ quarantined",
                    "rows",
                    "unpaired",
                    "decoded",
                    "digest"),
                rows)
            + "</div>"
            + before(report.input()));
  }

  private static String conservation(RunReport report) {
    long samples = report.input().samples();
    List<Charts.Bar> bars = new ArrayList<>();
    for (Epoch epoch : report.epochs().subList(0, Math.min(10, report.epochs().size()))) {
      bars.add(
          new Charts.Bar(
              "epoch " + epoch.epoch(),
              List.of((double) epoch.quarantined(), (double) epoch.emitted()),
              Html.count(epoch.emitted())));
    }
    return samples == 0
        ? ""
        : Charts.bars("Emitted and quarantined samples of each epoch, as in the table below", bars)
            + Html.note(
                "<span class=\"key a\"></span>emitted <span class=\"key b\"></span>quarantined");
  }

  /** What is not counted. */
  private static String before(Input input) {
    List<String> parts = new ArrayList<>();
    if (input.duplicates() > 0) {
      parts.add(Html.count(input.duplicates(), "duplicate"));
    }
    if (input.withoutGenerated() > 0) {
      parts.add(Html.count(input.withoutGenerated(), "sample") + " without a generated image");
    }
    if (input.ignoredFiles() > 0) {
      String kinds =
          input.ignoredKinds().entrySet().stream()
              .map(kind -> Html.text(kind.getKey()) + " " + Html.count(kind.getValue()))
              .collect(Collectors.joining(", "));
      parts.add(Html.count(input.ignoredFiles(), "other file") + " (" + kinds + ")");
    }
    return parts.isEmpty()
        ? ""
        : Html.note("Not counted as samples: " + String.join("; ", parts) + ".");
  }

  /** The sizes of the files. */
  static String shards(RunReport report) {
    Shards shards = report.shards();
    String chart =
        shards.files() == 0
            ? ""
            : Charts.histogram(
                "Number of shards by size, as in the table next to it",
                shards.bins(),
                List.of(Html.bytes(shards.min()), "", Html.bytes(shards.max()), "size of a shard"),
                Optional.empty());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < shards.bins().size(); i++) {
      double step = (double) (shards.max() - shards.min()) / shards.bins().size();
      rows.add(
          List.of(
              Html.bytes(shards.min() + Math.round(i * step))
                  + " to "
                  + Html.bytes(shards.min() + Math.round((i + 1) * step)),
              Html.count(shards.bins().get(i))));
    }
    return Html.section(
        "shards",
        "Shards",
        "<div class=\"chart\">"
            + Html.note(
                Html.count(shards.files(), "shard")
                    + ", "
                    + Html.bytes(shards.bytes())
                    + " in all; half of them are up to "
                    + Html.bytes(shards.median())
                    + ".")
            + Html.sideBySide(chart, Html.table(List.of("size", "shards"), rows))
            + "</div>");
  }

  static String recipe(RunReport report) {
    return Html.section(
        "recipe",
        "Recipe",
        Html.note("With every default filled in; the run can be repeated from it.")
            + Html.folded("recipe.yaml", "<pre>" + Html.text(report.run().recipe()) + "</pre>"));
  }
}
