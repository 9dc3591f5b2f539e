package dev.emulsion.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pieces of HTML. Everything that comes from data passes {@link #text}. */
final class Html {

  /** Most rows of a table; a page with more is slow to open, and report.json has them all. */
  private static final int MAX_ROWS = 100;

  private Html() {}

  /** {@code data} as text or as the value of an attribute in double quotes. */
  static String text(String data) {
    StringBuilder escaped = new StringBuilder(data.length());
    for (int i = 0; i < data.length(); i++) {
      char c = data.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A whole number with separators, such as {@code 6,000}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Such as {@code 1 row} or {@code 6,000 rows}. */
  static String count(long n, String noun) {
    return count(n) + " " + (n == 1 ? noun : noun.endsWith("s") ? noun + "es" : noun + "s");
  }

  /** A share as a percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  static String decimal(double x) {
    return String.format(Locale.ROOT, "%.3f", x);
  }

  static String mass(double x) {
    return String.format(Locale.ROOT, "%,.1f", x);
  }

  static String bytes(long bytes) {
    return bytes < 1e6
        ? String.format(Locale.ROOT, "%,.1f kB", bytes / 1e3)
        : bytes < 1e9
            ? String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%,.2f GB", bytes / 1e9);
  }

  /**
   * A table, in a box of its own that scrolls if it is wide. The first cell of a row is its
   * heading.
   *
   * @param head one cell per column
   * @param rows of escaped cells
   */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
    head.forEach(cell -> html.append("<th scope=\"col\">").append(cell).append("</th>"));
    html.append("</tr></thead><tbody>");
    for (List<String> row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      html.append("<tr><th scope=\"row\">").append(row.get(0)).append("</th>");
      row.stream().skip(1).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>");
    if (rows.size() > MAX_ROWS) {
      html.append(
          note(
              "The first "
                  + MAX_ROWS
                  + " of "
                  + count(rows.size())
                  + " lines; report.json has all."));
    }
    return html.toString();
  }

  /** A table that is closed at first. */
  static String folded(String summary, List<String> head, List<List<String>> rows) {
    return folded(summary, table(head, rows));
  }

  /** Something that is closed at first. */
  static String folded(String summary, String html) {
    return "<details><summary>" + text(summary) + "</summary>" + html + "</details>\n";
  }

  /** A name and its value, for each pair. */
  static String facts(List<List<String>> pairs) {
    return pairs.stream()
        .map(pair -> "<div><dt>" + pair.get(0) + "</dt><dd>" + pair.get(1) + "</dd></div>")
        .collect(Collectors.joining("\n", "<dl class=\"facts\">", "</dl>\n"));
  }

  static String note(String html) {
    return "<p class=\"note\">" + html + "</p>\n";
  }

  /** A chart with heading and what is to be known about it. */
  static String figure(String heading, String about, String body) {
    return "<div class=\"chart\"><h3>" + heading + "</h3>\n" + note(about) + body + "</div>\n";
  }

  /** A chart next to its table, or above it where there is no room. */
  static String sideBySide(String chart, String table) {
    return "<div class=\"side\">" + chart + table + "</div>\n";
  }

  /** A part of the page. */
  static String section(String id, String heading, String body) {
    return "<section id=\"" + id + "\"><h2>" + heading + "</h2>\n" + body + "</section>\n";
  }
}
