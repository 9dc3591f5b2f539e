package dev.emulsion.report;

import dev.emulsion.report.ReportImages.Outline;
import dev.emulsion.report.ReportImages.Panel;
import dev.emulsion.report.ReportImages.Thumbnail;
import dev.emulsion.report.RunReport.Strip;
import dev.emulsion.report.RunReport.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rows that are shown with the images they were made of, a card for each. */
final class StripCards {

  /** Panels that fit into one column. */
  private static final int NARROW = 3;

  /** Cards that are open at first. */
  private static final int OPEN = 9;

  /** Classes of a label that are named. */
  private static final int NAMED = 4;

  private StripCards() {}

  static List<String> of(RunReport report, ReportImages pictures) {
    List<String> cards = new ArrayList<>();
    for (int i = 0; i < report.strips().size(); i++) {
      cards.add(card(report.strips().get(i), pictures.strips().get(i)));
    }
    return cards;
  }

  static String section(RunReport report, List<String> cards) {
    int left = report.strips().size() - cards.size();
    return Html.section(
        "rows",
        "Rows",
        Html.note(
                "Picked by a hash of their ids. Yellow outlines what a row shows of its partner;"
                    + " the bar is the label that was written."
                    + (left == 0
                        ? ""
                        : " " + Html.count(left, "more row") + " omitted: report.max-size."))
            + grid(cards.subList(0, Math.min(OPEN, cards.size())))
            + (cards.size() <= OPEN
                ? ""
                : Html.folded(
                    Html.count(cards.size() - OPEN, "more row"),
                    grid(cards.subList(OPEN, cards.size())))));
  }

  private static String grid(List<String> cards) {
    return "<div class=\"grid\">" + String.join("", cards) + "</div>";
  }

  private static String card(Strip strip, List<Panel> panels) {
    return "<article class=\"strip"
        + (panels.size() > NARROW ? " wide" : "")
        + "\"><h3>"
        + Html.text(strip.method())
        + "<span>λ "
        + Html.decimal(strip.lambda())
        + (strip.partnerId().isPresent() ? ", drawn " + Html.decimal(strip.lambdaDrawn()) : "")
        + "</span></h3>\n<p class=\"note\">"
        + Html.text(strip.rowId())
        + strip.partnerId().map(id -> " + " + Html.text(id)).orElse("")
        + "</p><div class=\"panels\">"
        + panels(strip, panels)
        + "</div>"
        + mass(strip)
        + strip.plan().map(StripCards::plan).orElse("")
        + "</article>\n";
  }

  private static String panels(Strip strip, List<Panel> panels) {
    StringBuilder html = new StringBuilder();
    for (Panel panel : panels) {
      if (!panel.sign().isEmpty()) {
        html.append("<span class=\"sign\" aria-hidden=\"true\">")
            .append(panel.sign())
            .append("</span>");
      }
      String alt = panel.caption() + " of row " + strip.rowId() + ": " + panel.detail();
      html.append("<figure>")
          .append(picture(panel.image(), alt, panel.outline()))
          .append("<figcaption>")
          .append(Html.text(panel.caption()))
          .append("<span>")
          .append(Html.text(panel.detail()))
          .append("</span></figcaption></figure>");
    }
    return html.toString();
  }

  /** An image in a square of its own. */
  static String picture(Optional<Thumbnail> picture, String alt, Outline outline) {
    return "<div class=\"pic\">"
        + picture.map(of -> image(of, alt, outline)).orElse("no image")
        + "</div>";
  }

  private static String image(Thumbnail picture, String alt, Outline outline) {
    String size = " width=\"" + picture.width() + "\" height=\"" + picture.height() + "\"";
    return "<div class=\"frame\"><img alt=\""
        + Html.text(alt)
        + "\""
        + size
        + " src=\"data:image/jpeg;base64,"
        + picture.base64()
        + "\">"
        + (outline.isEmpty() ? "" : outline(outline))
        + "</div>";
  }

  private static String outline(Outline outline) {
    String path = "d=\"" + outline.path() + "\"";
    return "<svg aria-hidden=\"true\" preserveAspectRatio=\"none\" viewBox=\"0 0 "
        + outline.size().width()
        + " "
        + outline.size().height()
        + "\"><path class=\"halo\" "
        + path
        + "/><path "
        + path
        + "/></svg>";
  }

  private static String mass(Strip strip) {
    StringBuilder bar = new StringBuilder("<div class=\"bar\" aria-hidden=\"true\">");
    StringBuilder text = new StringBuilder("<p class=\"masses\">");
    double rest = 0;
    for (int i = 0; i < strip.mass().size(); i++) {
      Weight weight = strip.mass().get(i);
      if (i >= NAMED) {
        rest += weight.weight();
        continue;
      }
      String key = key(strip, weight);
      bar.append(
          String.format(
              Locale.ROOT,
              "<i class=\"%s\" style=\"width:%.1f%%\"></i>",
              key,
              Math.max(0, 100 * weight.weight())));
      text.append("<span class=\"key ")
          .append(key)
          .append("\"></span>")
          .append(Html.text(weight.name()))
          .append(' ')
          .append(Html.decimal(weight.weight()));
    }
    if (rest > 0) {
      text.append("; all others ").append(Html.decimal(rest));
    }
    return bar.append("</div>").append(text).append("</p>").toString();
  }

  /** The color of a class: the base's, the partner's or of all others. */
  private static String key(Strip strip, Weight weight) {
    if (weight.name().equals(strip.labelBase())) {
      return "a";
    }
    return strip.labelPartner().filter(weight.name()::equals).isPresent() ? "b" : "other";
  }

  private static String plan(String json) {
    return Html.folded("Plan", "<pre>" + Html.text(json) + "</pre>");
  }
}
