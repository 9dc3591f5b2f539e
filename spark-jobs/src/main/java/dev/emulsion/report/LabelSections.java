package dev.emulsion.report;

import dev.emulsion.report.RunReport.ClassMass;
import dev.emulsion.report.RunReport.ClassPairs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What happened to the labels. */
final class LabelSections {

  private static final int MAX_BARS = 20;

  private LabelSections() {}

  static String labels(RunReport report) {
    return Html.section(
        "labels",
        "Labels",
        "<div class=\"grid\">"
            + mass(report.classes())
            + (report.classPairs().mixed() == 0 ? "" : pairs(report.classPairs()))
            + "</div>");
  }

  private static String mass(List<ClassMass> classes) {
    List<ClassMass> heaviest =
        classes.stream()
            .sorted(
                Comparator.comparingDouble(ClassMass::before)
                    .reversed()
                    .thenComparing(ClassMass::index))
            .toList();
    List<Charts.Bar> bars = new ArrayList<>();
    for (ClassMass one : heaviest.subList(0, Math.min(MAX_BARS, heaviest.size()))) {
      bars.add(
          new Charts.Bar(one.name(), List.of(one.before(), one.after()), Html.mass(one.after())));
    }
    String more =
        heaviest.size() > bars.size()
            ? " The " + bars.size() + " heaviest of " + Html.count(heaviest.size(), "class") + "."
            : "";
    return Html.figure(
        "Label mass by class",
        "<span class=\"key b\"></span>of the bases <span class=\"key a\"></span>of the labels that"
            + " were written, summed over rows."
            + more
            + change(classes),
        Charts.bars("Label mass by class before and after, as in the table below", bars)
            + Html.folded(
                "Table",
                List.of("class", "before", "after", "change"),
                heaviest.stream().map(LabelSections::row).toList()));
  }

  private static List<String> row(ClassMass one) {
    return List.of(
        Html.text(one.name()),
        Html.mass(one.before()),
        Html.mass(one.after()),
        one.before() == 0 ? "" : signed(one.after() / one.before() - 1));
  }

  private static String signed(double share) {
    return String.format(Locale.ROOT, "%+.1f%%", 100 * share);
  }

  /** Names the class whose mass changed most, in proportion. */
  private static String change(List<ClassMass> classes) {
    return classes.stream()
        .filter(one -> one.before() > 0)
        .max(Comparator.comparingDouble(one -> Math.abs(one.after() / one.before() - 1)))
        .map(
            one ->
                " Largest change: "
                    + Html.text(one.name())
                    + ", "
                    + signed(one.after() / one.before() - 1)
                    + ".")
        .orElse("");
  }

  private static String pairs(ClassPairs pairs) {
    int n = pairs.names().size();
    double[][] values = new double[n][n];
    double most = 0;
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("base \\ partner"));
    for (int base = 0; base < n; base++) {
      head.add(Html.text(pairs.names().get(base)));
      List<String> row = new ArrayList<>(List.of(Html.text(pairs.names().get(base))));
      for (int partner = 0; partner < n; partner++) {
        values[base][partner] = pairs.rows()[base][partner];
        most = Math.max(most, values[base][partner]);
        row.add(Html.count(pairs.rows()[base][partner]));
      }
      rows.add(row);
    }
    String same =
        Html.percent((double) pairs.sameClass() / pairs.mixed())
            + " of "
            + Html.count(pairs.mixed(), "mixed row")
            + " pair two samples of one class.";
    return Html.figure(
        "Class pairs",
        "Base down, partner across"
            + (n < pairs.classes() ? ", the " + n + " classes with the most mixed rows" : "")
            + ". "
            + same
            + " Darkest: "
            + Html.count((long) most, "row")
            + ".",
        Charts.named(
                "Mixed rows by class of base and partner, as in the table below",
                new Charts.HeatMap(values, most, pairs.names(), pairs.names()))
            + Html.folded("Table", head, rows));
  }
}
