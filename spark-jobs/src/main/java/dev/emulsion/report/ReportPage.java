package dev.emulsion.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@link RunReport} as one HTML file: styles, charts and images are in it. It has no script and
 * refers to nothing, and its policy forbids both.
 */
public final class ReportPage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      """;

  private final RunReport report;
  private final ReportImages pictures;

  private ReportPage(RunReport report, ReportImages pictures) {
    this.report = report;
    this.pictures = pictures;
  }

  /**
   * The page in UTF-8. Images of rows are omitted, from the last, until it fits.
   *
   * @param maxBytes largest size of the page
   */
  public static byte[] html(RunReport report, ReportImages pictures, long maxBytes) {
    ReportPage page = new ReportPage(report, pictures);
    List<String> strips = StripCards.of(report, pictures);
    int shown = strips.size();
    while (true) {
      byte[] html = page.html(strips.subList(0, shown)).getBytes(StandardCharsets.UTF_8);
      long excess = html.length - maxBytes;
      if (excess <= 0 || shown == 0) {
        return html;
      }
      while (excess > 0 && shown > 0) {
        shown--;
        excess -= strips.get(shown).getBytes(StandardCharsets.UTF_8).length;
      }
    }
  }

  private String html(List<String> strips) {
    List<String> sections = sections(strips);
    String title = Html.text(report.run().name());
    return HEAD
        + "<title>"
        + title
        + " - Emulsion report</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n<header class=\"top\"><h1>"
        + title
        + "</h1>\n"
        + RunSections.summary(report)
        + navigation(sections)
        + "</header>\n<main>\n"
        + String.join("", sections)
        + "</main>\n<footer>Written by Emulsion "
        + Html.text(report.run().version())
        + ". report.json, next to this page, has every number.</footer>\n</body>\n</html>\n";
  }

  private List<String> sections(List<String> strips) {
    List<String> sections = new ArrayList<>();
    if (!report.strips().isEmpty()) {
      sections.add(StripCards.section(report, strips));
    }
    sections.add(RunSections.counts(report));
    sections.add(MixSections.methods(report));
    sections.add(LabelSections.labels(report));
    if (!report.positions().isEmpty()) {
      sections.add(MixSections.positions(report));
    }
    if (report.generated().isPresent() || report.mixingImagesUsed() > 0) {
      sections.add(MixSections.sideImages(report));
    }
    sections.add(QuarantineSection.of(report, pictures));
    sections.add(RunSections.shards(report));
    sections.add(RunSections.recipe(report));
    sections.add(TimingSection.of(report.timing()));
    return sections;
  }

  private static String navigation(List<String> sections) {
    return sections.stream()
        .map(ReportPage::link)
        .collect(Collectors.joining("\n", "<nav aria-label=\"Sections\">", "</nav>\n"));
  }

  /** A link to a section, which names itself at its start. */
  private static String link(String section) {
    String id = between(section, "id=\"", "\"");
    return "<a href=\"#" + id + "\">" + between(section, "<h2>", "</h2>") + "</a>";
  }

  private static String between(String html, String before, String after) {
    int from = html.indexOf(before) + before.length();
    return html.substring(from, html.indexOf(after, from));
  }

  private static String style() {
    try (var css = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
