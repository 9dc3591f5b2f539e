package dev.emulsion.report;

import dev.emulsion.report.RunReport.Fit;
import dev.emulsion.report.RunReport.Generated;
import dev.emulsion.report.RunReport.Method;
import dev.emulsion.report.RunReport.Position;
import dev.emulsion.report.RunReport.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How rows were mixed: methods, λ, positions, side images. */
final class MixSections {

  private static final int MAX_BARS = 20;

  private MixSections() {}

  /** Methods and λ. */
  static String methods(RunReport report) {
    StringBuilder grid = new StringBuilder("<div class=\"grid\">");
    grid.append(shares(report));
    report.methods().stream()
        .filter(method -> !method.drawn().isEmpty())
        .forEach(method -> grid.append(lambda(method)));
    if (sum(report.drawnShown()) > 0) {
      grid.append(drawnShown(report));
    }
    return Html.section("mixing", "Mixing", summed(report) + grid + "</div>");
  }

  /** Says so if figures come from a part of the rows. */
  static String summed(RunReport report) {
    return report.summed().isAll()
        ? ""
        : Html.note(
            "λ, labels, positions and uses are of "
                + Html.count(report.summed().rows(), "row")
                + " in "
                + Html.count(report.summed().shards())
                + " of "
                + Html.count(report.summed().ofShards(), "shard")
                + ", picked by a hash of their names; report.rows sets how many. Method shares are"
                + " of all "
                + Html.count(report.summed().ofRows(), "row")
                + ".");
  }

  private static String shares(RunReport report) {
    double all = Math.max(1, report.methods().stream().mapToLong(Method::rows).sum());
    List<Charts.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Method method : report.methods()) {
      String share = Html.percent(method.rows() / all);
      bars.add(new Charts.Bar(method.method(), List.of((double) method.rows()), share));
      rows.add(
          List.of(
              Html.text(method.method()),
              Html.count(method.rows()),
              share,
              method.drawn().isEmpty() ? "" : Html.decimal(method.meanDrawn()),
              method.drawn().isEmpty() ? "" : Html.decimal(method.meanShown())));
    }
    return Html.figure(
        "Methods",
        "Share of the rows of all epochs, and the means of their λ.",
        Charts.bars("Share of rows by method, as in the table below", bars)
            + Html.table(List.of("method", "rows", "share", "λ drawn", "λ shown"), rows));
  }

  private static String lambda(Method method) {
    Optional<Fit> fit = method.fit();
    long rows = method.drawn().stream().mapToLong(n -> n).sum();
    String about =
        fit.map(of -> fit(of, rows))
            .orElse("λ is constant, or the recipe does not say how it is drawn.");
    List<List<String>> table = new ArrayList<>();
    for (int i = 0; i < method.drawn().size(); i++) {
      table.add(
          List.of(
              interval(i),
              Html.count(method.drawn().get(i)),
              method.expected().isEmpty() ? "" : Html.mass(method.expected().get(i))));
    }
    double perBin = (double) rows / RunReport.BINS;
    return Html.figure(
        "λ of " + Html.text(method.method()),
        about,
        Charts.histogram(
                "Rows by the λ that was drawn for "
                    + method.method()
                    + ", with the density of its distribution, as in the table below",
                method.drawn(),
                List.of("0", "0.5", "1", "λ as drawn"),
                fit.map(of -> x -> perBin * of.lambdaLaw().density(x)))
            + Html.folded("Table", List.of("λ", "rows", "expected"), table));
  }

  private static String fit(Fit fit, long rows) {
    boolean fits = fit.distance() <= fit.limit();
    return String.format(
        Locale.ROOT,
        "<span class=\"key a\"></span>%s drawn <span class=\"key curve\"></span>density of %s. KS"
            + " distance <b class=\"%s\">%.4f</b>; %s, which one run in a hundred exceeds by"
            + " chance.",
        Html.count(rows, "row"),
        Html.text(fit.law()),
        fits ? "good" : "warn",
        fit.distance(),
        String.format(Locale.ROOT, fits ? "below %.4f" : "above %.4f", fit.limit()));
  }

  static String interval(int bin) {
    return String.format(
        Locale.ROOT, "%.2f to %.2f", (double) bin / RunReport.BINS, (bin + 1.0) / RunReport.BINS);
  }

  private static String drawnShown(RunReport report) {
    int bins = RunReport.BINS;
    double[][] values = new double[bins][bins];
    List<List<String>> rows = new ArrayList<>();
    double most = 0;
    for (int shown = bins - 1; shown >= 0; shown--) {
      List<String> row = new ArrayList<>(List.of(interval(shown)));
      for (int drawn = 0; drawn < bins; drawn++) {
        double n = report.drawnShown()[drawn][shown];
        values[bins - 1 - shown][drawn] = n;
        most = Math.max(most, n);
        row.add(n == 0 ? "" : Html.count((long) n));
      }
      rows.add(row);
    }
    List<String> head = new ArrayList<>(List.of("shown \\ drawn"));
    IntStream.range(0, bins).forEach(bin -> head.add(interval(bin)));
    return Html.figure(
        "λ drawn and shown",
        "Mixed rows by the λ that was drawn and the one that weights the label. Away from the"
            + " diagonal, a box was clipped or attention decided. Darkest: "
            + Html.count((long) most, "row")
            + ".",
        Charts.square(
                "Mixed rows by λ as drawn and as shown, as in the table below",
                new Charts.HeatMap(values, most, List.of(), List.of()),
                "λ as drawn",
                "λ as shown")
            + Html.folded("Table", head, rows));
  }

  private static long sum(long[][] counts) {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /** Where partners show. */
  static String positions(RunReport report) {
    StringBuilder grid = new StringBuilder("<div class=\"grid\">");
    report.positions().forEach(position -> grid.append(position(position)));
    return Html.section(
        "positions",
        "Positions",
        Html.note(
                "How often each part of an image shows what was put in, from the plans. Methods"
                    + " that blend whole images have no position.")
            + grid
            + "</div>");
  }

  private static String position(Position position) {
    double most = 0;
    double least = 1;
    List<List<String>> rows = new ArrayList<>();
    for (int y = 0; y < position.shares().length; y++) {
      List<String> row = new ArrayList<>(List.of("row " + (y + 1)));
      for (double share : position.shares()[y]) {
        most = Math.max(most, share);
        least = Math.min(least, share);
        row.add(Html.percent(share));
      }
      rows.add(row);
    }
    List<String> head = new ArrayList<>(List.of("from the top left"));
    IntStream.rangeClosed(1, RunReport.CELLS).forEach(column -> head.add("column " + column));
    return Html.figure(
        Html.text(position.what()),
        Html.count(position.rows(), "row")
            + ": lightest cell "
            + Html.percent(least)
            + ", darkest "
            + Html.percent(most)
            + " of them.",
        Charts.area(
                "Share of the rows of " + position.what() + " by place, as in the table below",
                new Charts.HeatMap(position.shares(), most, List.of(), List.of()))
            + Html.folded("Table", head, rows));
  }

  /** Generated images, prompts and the mixing set. */
  static String sideImages(RunReport report) {
    StringBuilder grid = new StringBuilder("<div class=\"grid\">");
    report.generated().ifPresent(generated -> grid.append(generated(generated)));
    if (!report.prompts().isEmpty()) {
      grid.append(
          uses(
              "Prompts",
              "prompt",
              "Rows by the prompt of their generated image.",
              report.prompts()));
    }
    if (report.mixingImagesUsed() > 0) {
      grid.append(
          uses(
              "Mixing set",
              "image",
              Html.count(report.mixingImagesUsed(), "image") + " of the set were used; most often:",
              report.mixingImages()));
    }
    return Html.section("side-images", "Generated and mixing images", grid + "</div>");
  }

  private static String generated(Generated of) {
    List<Charts.Bar> bars =
        List.of(
            bar("found", of.found()),
            bar("matched", of.matched()),
            bar("used", of.used()),
            bar("joined", of.joined()),
            bar("rejected", of.rejected()),
            bar("lost", of.lost()));
    return Html.figure(
        "Generated images",
        "Found ones belong to a sample, are orphaned, repeat another or have an unused prompt. Used"
            + " ones, over all epochs, are joined with their sample, rejected, or lost with a"
            + " quarantined sample.",
        Charts.bars("Generated images by what became of them, as in the table below", bars)
            + Html.table(
                List.of("", "images"),
                List.of(
                    List.of("found", Html.count(of.found())),
                    List.of("= matched", Html.count(of.matched())),
                    List.of("+ orphaned", Html.count(of.orphaned())),
                    List.of("+ unused prompt", Html.count(of.unusedPrompt())),
                    List.of("+ duplicates", Html.count(of.duplicates())),
                    List.of("used", Html.count(of.used())),
                    List.of("= joined", Html.count(of.joined())),
                    List.of("+ rejected", Html.count(of.rejected())),
                    List.of("+ lost", Html.count(of.lost())))));
  }

  private static Charts.Bar bar(String name, long count) {
    return new Charts.Bar(name, List.of((double) count), Html.count(count));
  }

  private static String uses(String heading, String noun, String about, List<Use> uses) {
    List<Charts.Bar> bars =
        uses.stream().limit(MAX_BARS).map(use -> bar(use.name(), use.rows())).toList();
    return Html.figure(
        heading,
        about,
        Charts.bars("Rows by " + noun + ", as in the table below", bars)
            + Html.folded(
                "Table",
                List.of(noun, "rows"),
                uses.stream()
                    .map(use -> List.of(Html.text(use.name()), Html.count(use.rows())))
                    .toList()));
  }
}
