package dev.emulsion.cli;

import dev.emulsion.image.Image;
import dev.emulsion.report.Thumbnails;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A sheet of images that shows how samples were augmented: one row of panels per output, from its
 * inputs on the left to the result on the right, with captions below.
 *
 * <p>Images are scaled to fit squares of {@value #SIDE} pixels; an image of that size is drawn
 * unchanged. Needs neither a display nor fonts.
 *
 * @param header the line at the top of the sheet
 */
public record ContactSheet(String header, List<Row> rows) {

  /**
   * The panels of one output.
   *
   * @param title such as the id of the output row
   */
  public record Row(String title, List<Panel> panels) {

    public Row {
      panels = List.copyOf(panels);
    }

    /**
     * A row of base, partner and mixture.
     *
     * @param partner empty if the base stayed unmixed
     */
    public static Row mixed(
        String title, Image base, Optional<Image> partner, Image mixture, Mixing mixing) {
      String partnerLabel = mixing.partnerLabel().orElse("none");
      return new Row(
          title,
          List.of(
              new Panel(
                  Sign.NONE, Optional.of(base), Caption.of("base"), Caption.of(mixing.baseLabel())),
              new Panel(Sign.PLUS, partner, Caption.of("partner"), Caption.of(partnerLabel)),
              Panel.mixed(mixture, mixing)));
    }
  }

  /**
   * How an image was mixed, for its captions.
   *
   * @param lambda weight of the base's label
   * @param partnerLabel empty if the base stayed unmixed
   */
  public record Mixing(
      String method, double lambda, String baseLabel, Optional<String> partnerLabel) {}

  /** The sign between a panel and the one to its left. */
  public enum Sign {
    NONE,
    PLUS,
    EQUALS
  }

  /**
   * An image with at most three captions below it, the first one in gray.
   *
   * @param before the sign to the left
   * @param image empty for a gray square
   */
  public record Panel(Sign before, Optional<Image> image, List<Caption> captions) {

    public Panel {
      captions = List.copyOf(captions);
    }

    Panel(Sign before, Optional<Image> image, Caption... captions) {
      this(before, image, List.of(captions));
    }

    /** A mixture, with its method, λ and the weight of each label. */
    static Panel mixed(Image image, Mixing mixing) {
      double lambda = mixing.lambda();
      List<Caption> captions = new ArrayList<>();
      captions.add(Caption.of(String.format(Locale.ROOT, "%s, λ %.2f", mixing.method(), lambda)));
      captions.add(Caption.weight(mixing.baseLabel(), lambda));
      mixing.partnerLabel().ifPresent(label -> captions.add(Caption.weight(label, 1.0 - lambda)));
      return new Panel(Sign.EQUALS, Optional.of(image), captions);
    }
  }

  /**
   * A line below an image. If it is too long, {@code text} is cut, never {@code end}.
   *
   * @param end such as a weight
   */
  public record Caption(String text, String end) {

    static Caption of(String text) {
      return new Caption(text, "");
    }

    static Caption weight(String label, double weight) {
      return new Caption(label, String.format(Locale.ROOT, " %.2f", weight));
    }
  }

  static final int SIDE = 224;
  static final int MARGIN = 24;

  /** Pixels between panels, where the signs are drawn. */
  static final int GAP = 30;

  /** Number of panels per line; short rows share a line. */
  private static final int PANELS_ACROSS = 6;

  private static final int BETWEEN_ROWS = 56;
  private static final int CAPTION = 3 * TextRenderer.LINE + 6;
  private static final int HEAD = MARGIN + TextRenderer.LINE + 16;
  private static final int ROW_HEIGHT = TextRenderer.LINE + SIDE + CAPTION + 20;

  private static final Color PAPER = new Color(0xF6F6F4);
  private static final Color EMPTY = new Color(0xE4E4E0);
  private static final Color INK = new Color(0x1E1E1E);
  private static final Color FAINT = new Color(0x70706C);

  public ContactSheet {
    rows = List.copyOf(rows);
  }

  /** The sheet as a PNG file. */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(draw(TextRenderer.create()), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  BufferedImage draw(TextRenderer renderer) {
    int panels = panels();
    int across = Math.max(1, Math.min(rowsAcross(panels), rows.size()));
    int down = (rows.size() + across - 1) / across;
    int width = 2 * MARGIN + across * rowWidth(panels) + (across - 1) * BETWEEN_ROWS;
    BufferedImage sheet =
        new BufferedImage(width, HEAD + down * ROW_HEIGHT + 4, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    Pen pen = new Pen(graphics, renderer);
    pen.line(header, MARGIN, MARGIN, width - 2 * MARGIN, INK);
    for (int r = 0; r < rows.size(); r++) {
      pen.row(rows.get(r), corner(r, panels));
    }
    graphics.dispose();
    return sheet;
  }

  /** Number of panels of the longest row. */
  private int panels() {
    return rows.stream().mapToInt(row -> row.panels().size()).max().orElse(3);
  }

  private static int rowsAcross(int panels) {
    return Math.max(1, PANELS_ACROSS / panels);
  }

  private static int rowWidth(int panels) {
    return panels * SIDE + (panels - 1) * GAP;
  }

  /** The top left pixel of the first image of row {@code r}. */
  static Point corner(int r, int panels) {
    int across = rowsAcross(panels);
    int left = MARGIN + r % across * (rowWidth(panels) + BETWEEN_ROWS);
    int top = HEAD + r / across * ROW_HEIGHT + TextRenderer.LINE + 4;
    return new Point(left, top);
  }

  private record Pen(Graphics2D graphics, TextRenderer renderer) {

    void row(Row row, Point corner) {
      int width = rowWidth(row.panels().size());
      line(row.title(), corner.x, corner.y - TextRenderer.LINE - 4, width, FAINT);
      int left = corner.x;
      for (Panel panel : row.panels()) {
        panel(panel, left, corner.y);
        left += SIDE + GAP;
      }
    }

    private void panel(Panel panel, int left, int top) {
      panel.image().ifPresentOrElse(image -> image(image, left, top), () -> gap(left, top));
      for (int n = 0; n < panel.captions().size(); n++) {
        caption(n, panel.captions().get(n), n == 0 ? FAINT : INK, left, top);
      }
      sign(panel.before(), left - GAP / 2, top + SIDE / 2);
    }

    void line(String text, int left, int top, int width, Color color) {
      renderer.draw(graphics, renderer.fitted(text, width), left, top, color);
    }

    private void caption(int n, Caption caption, Color color, int left, int imageTop) {
      String text = renderer.fitted(caption.text(), SIDE - renderer.width(caption.end()));
      line(text + caption.end(), left, imageTop + SIDE + 6 + n * TextRenderer.LINE, SIDE, color);
    }

    private void gap(int left, int top) {
      graphics.setColor(EMPTY);
      graphics.fillRect(left, top, SIDE, SIDE);
    }

    private void image(Image image, int left, int top) {
      BufferedImage thumbnail = Thumbnails.scale(image, SIDE);
      int right = (SIDE - thumbnail.getWidth()) / 2;
      int down = (SIDE - thumbnail.getHeight()) / 2;
      graphics.drawImage(thumbnail, left + right, top + down, null);
    }

    private void sign(Sign sign, int center, int middle) {
      int arm = 6;
      graphics.setColor(FAINT);
      graphics.setStroke(new BasicStroke(2));
      switch (sign) {
        case NONE -> {}
        case PLUS -> {
          graphics.drawLine(center - arm, middle, center + arm, middle);
          graphics.drawLine(center, middle - arm, center, middle + arm);
        }
        case EQUALS -> {
          graphics.drawLine(center - arm, middle - 4, center + arm, middle - 4);
          graphics.drawLine(center - arm, middle + 4, center + arm, middle + 4);
        }
      }
    }
  }
}
