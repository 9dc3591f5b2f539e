package dev.emulsion.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Charts as inline SVG, for a column of {@value #WIDTH} pixels. Colors are in the style sheet. */
final class Charts {

  private static final int WIDTH = 360;
  private static final int LEFT = 46;
  private static final int RIGHT = 10;
  private static final int TOP = 12;
  private static final int PLOT_HEIGHT = 150;
  private static final int BELOW = 34;

  /** Points of a curve. */
  private static final int CURVE_STEPS = 200;

  private Charts() {}

  /**
   * Values in equal intervals of the axis.
   *
   * @param axis labels at its start, middle and end, and its name
   * @param curve over [0, 1], in the unit of the values; cut off where it exceeds the plot
   */
  static String histogram(
      String alt, List<Long> values, List<String> axis, Optional<DoubleUnaryOperator> curve) {
    double top = niceTop((double) values.stream().mapToLong(n -> n).max().orElse(0));
    StringBuilder svg = open(alt, TOP + PLOT_HEIGHT + BELOW);
    grid(svg, top);
    double step = (double) (WIDTH - LEFT - RIGHT) / values.size();
    for (int i = 0; i < values.size(); i++) {
      double height = PLOT_HEIGHT * values.get(i) / top;
      svg.append(rect("a", LEFT + i * step + 0.5, TOP + PLOT_HEIGHT - height, step - 1, height));
    }
    curve.ifPresent(of -> curve(svg, of, top));
    axis(svg, axis);
    return svg.append("</svg>\n").toString();
  }

  private static void curve(StringBuilder svg, DoubleUnaryOperator of, double top) {
    svg.append("<polyline class=\"curve\" points=\"");
    for (int i = 0; i < CURVE_STEPS; i++) {
      double x = (i + 0.5) / CURVE_STEPS;
      double share = Math.min(1, of.applyAsDouble(x) / top);
      svg.append(number(LEFT + x * (WIDTH - LEFT - RIGHT)))
          .append(',')
          .append(number(TOP + PLOT_HEIGHT * (1 - share)))
          .append(' ');
    }
    svg.append("\"/>");
  }

  /**
   * A line through points, from the bottom left.
   *
   * @param points x and y, each from 0 to 1
   * @param top what 1 is on the vertical axis
   */
  static String line(String alt, List<double[]> points, double top, List<String> axis) {
    double above = niceTop(top);
    StringBuilder svg = open(alt, TOP + PLOT_HEIGHT + BELOW);
    grid(svg, above);
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(number(LEFT + point[0] * (WIDTH - LEFT - RIGHT)))
          .append(',')
          .append(number(TOP + PLOT_HEIGHT * (1 - point[1] * top / above)))
          .append(' ');
    }
    svg.append("<polyline class=\"line\" points=\"").append(path).append("\"/>");
    axis(svg, axis);
    return svg.append("</svg>\n").toString();
  }

  /**
   * A bar with one length per series.
   *
   * @param values one per series, not negative
   * @param shown their text, at the end of the bar
   */
  record Bar(String label, List<Double> values, String shown) {}

  /** Horizontal bars. */
  static String bars(String alt, List<Bar> bars) {
    int labels = 112;
    int end = 62;
    int thick = bars.stream().anyMatch(bar -> bar.values().size() > 1) ? 7 : 12;
    int series = bars.stream().mapToInt(bar -> bar.values().size()).max().orElse(1);
    int pitch = series * thick + 9;
    double most =
        bars.stream().flatMap(bar -> bar.values().stream()).mapToDouble(v -> v).max().orElse(0);
    StringBuilder svg = open(alt, bars.size() * pitch + 4);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = 4 + i * pitch;
      double middle = y + series * thick / 2.0 + 4;
      svg.append(label("end", labels - 6, middle, bar.label(), 17));
      for (int s = 0; s < bar.values().size(); s++) {
        double width = most == 0 ? 0 : (WIDTH - labels - end) * bar.values().get(s) / most;
        svg.append(rect(s == 0 && series > 1 ? "b" : "a", labels, y + s * thick, width, thick - 1));
      }
      svg.append(label("end", WIDTH, middle, bar.shown(), 20));
    }
    return svg.append("</svg>\n").toString();
  }

  /**
   * A map of cells, darker for greater values.
   *
   * @param values rows from the top
   * @param most the value of the darkest cells
   */
  record HeatMap(double[][] values, double most, List<String> rows, List<String> columns) {}

  /** A heat map whose rows and columns have names. */
  static String named(String alt, HeatMap map) {
    int labels = 92;
    double cell = (double) (WIDTH - labels - 2) / Math.max(8, map.columns().size());
    StringBuilder svg = open(alt, (int) Math.ceil(labels + cell * map.rows().size() + 2));
    for (int i = 0; i < map.columns().size(); i++) {
      double x = labels + (i + 0.5) * cell + 4;
      svg.append("<g transform=\"translate(")
          .append(number(x))
          .append(' ')
          .append(labels - 6)
          .append(") rotate(-90)\">")
          .append(label("start", 0, 0, map.columns().get(i), 13))
          .append("</g>");
    }
    for (int i = 0; i < map.rows().size(); i++) {
      svg.append(label("end", labels - 6, labels + (i + 0.5) * cell + 4, map.rows().get(i), 13));
    }
    cells(svg, map, labels, labels, cell);
    return svg.append("</svg>\n").toString();
  }

  /** A heat map over two axes from 0 to 1, the vertical one upward. */
  static String square(String alt, HeatMap map, String across, String up) {
    int left = 40;
    double cell = (double) (WIDTH - left - 70) / map.values()[0].length;
    double side = cell * map.values().length;
    StringBuilder svg = open(alt, (int) Math.ceil(TOP + side + BELOW));
    cells(svg, map, left, TOP, cell);
    svg.append(frame(left, TOP, side));
    double bottom = TOP + side;
    svg.append(label("end", left - 6, TOP + 8, "1", 3))
        .append(label("end", left - 6, bottom, "0", 3));
    svg.append("<g transform=\"translate(")
        .append(left - 14)
        .append(' ')
        .append(number(TOP + side / 2))
        .append(") rotate(-90)\">")
        .append(label("middle", 0, 0, up, 30))
        .append("</g>");
    svg.append(label("start", left, bottom + 14, "0", 3))
        .append(label("end", left + side, bottom + 14, "1", 3))
        .append(label("middle", left + side / 2, bottom + 28, across, 40));
    return svg.append("</svg>\n").toString();
  }

  /** A heat map of an image's area. */
  static String area(String alt, HeatMap map) {
    double cell = 180.0 / map.values().length;
    StringBuilder svg =
        new StringBuilder("<svg class=\"area\" viewBox=\"0 0 184 184\" role=\"img\" aria-label=\"")
            .append(Html.text(alt))
            .append("\">");
    cells(svg, map, 2, 2, cell);
    return svg.append(frame(2, 2, 180)).append("</svg>\n").toString();
  }

  private static void cells(StringBuilder svg, HeatMap map, double left, double top, double cell) {
    for (int row = 0; row < map.values().length; row++) {
      for (int column = 0; column < map.values()[row].length; column++) {
        double value = map.values()[row][column];
        double share = map.most() <= 0 ? 0 : Math.min(1, value / map.most());
        double shade = value <= 0 ? 0.03 : 0.10 + 0.90 * share;
        svg.append("<rect class=\"a\" x=\"")
            .append(number(left + column * cell))
            .append("\" y=\"")
            .append(number(top + row * cell))
            .append("\" width=\"")
            .append(number(cell - 0.6))
            .append("\" height=\"")
            .append(number(cell - 0.6))
            .append("\" fill-opacity=\"")
            .append(String.format(Locale.ROOT, "%.2f", shade))
            .append("\"/>");
      }
    }
  }

  private static StringBuilder open(String alt, int height) {
    return new StringBuilder("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(height)
        .append("\" role=\"img\" aria-label=\"")
        .append(Html.text(alt))
        .append("\">");
  }

  private static void grid(StringBuilder svg, double top) {
    for (int i = 0; i <= 2; i++) {
      double y = TOP + PLOT_HEIGHT * (2 - i) / 2.0;
      svg.append("<line class=\"rule\" x1=\"")
          .append(LEFT)
          .append("\" x2=\"")
          .append(WIDTH - RIGHT)
          .append("\" y1=\"")
          .append(number(y))
          .append("\" y2=\"")
          .append(number(y))
          .append("\"/>")
          .append(label("end", LEFT - 6, y + 4, tick(top * i / 2), 9));
    }
  }

  private static void axis(StringBuilder svg, List<String> axis) {
    double y = TOP + PLOT_HEIGHT + 14;
    double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
    svg.append(label("start", LEFT, y, axis.get(0), 14))
        .append(label("middle", middle, y, axis.get(1), 14))
        .append(label("end", WIDTH - RIGHT, y, axis.get(2), 14))
        .append(label("middle", middle, y + 15, axis.get(3), 40));
  }

  private static String rect(String style, double x, double y, double width, double height) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>",
        style,
        number(x),
        number(y),
        number(width),
        number(height));
  }

  private static String frame(double left, double top, double side) {
    return rect("frame", left, top, side, side);
  }

  /** Text that is cut to about {@code most} letters of Latin width. */
  private static String label(String anchor, double x, double y, String text, int most) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>",
        number(x),
        number(y),
        anchor,
        Html.text(cut(text, most)));
  }

  static String cut(String text, int most) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      width += Character.isIdeographic(point) || point > 0x1F000 ? 2 : 1;
      int next = i + Character.charCount(point);
      if (width > most || width == most && next < text.length()) {
        return text.substring(0, i) + "…";
      }
      i = next;
    }
    return text;
  }

  /** The next of 1, 2, 4, 5, 10, 20, …; at least 1. */
  private static double niceTop(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, most))));
    for (double step : new double[] {1, 2, 4, 5}) {
      if (most <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String tick(double n) {
    return n >= 1e6 ? plain(n / 1e6) + "M" : n >= 10_000 ? plain(n / 1e3) + "k" : plain(n);
  }

  private static String plain(double n) {
    return n == Math.rint(n) ? Html.count((long) n) : String.format(Locale.ROOT, "%.1f", n);
  }

  private static String number(double x) {
    String text = String.format(Locale.ROOT, "%.1f", x);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
