package dev.emulsion.cli;

import dev.emulsion.image.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A picture that shows what mixing did: base, partner and mixed picture side by side, with method,
 * λ and labels below them.
 *
 * <p>Pictures fit into squares of {@value #SIDE} pixels; one of that size is drawn pixel by pixel.
 * Needs neither a display nor fonts.
 *
 * @param header the line at the top
 */
public record ContactSheet(String header, List<Row> rows) {

  /**
   * One output.
   *
   * @param partner empty where the base stayed unmixed
   * @param lambda weight of the base's label
   * @param title such as the sample's id
   */
  public record Row(
      Image base,
      Optional<Image> partner,
      Image mixed,
      String method,
      double lambda,
      String baseLabel,
      Optional<String> partnerLabel,
      String title) {}

  static final int SIDE = 224;
  static final int MARGIN = 24;

  /** Between pictures of a row; holds the plus and the equals sign. */
  static final int GAP = 30;

  private static final int ROWS_ACROSS = 2;
  private static final int BETWEEN_ROWS = 56;
  private static final int CAPTION = 3 * Lettering.LINE + 6;
  private static final int HEAD = MARGIN + Lettering.LINE + 16;
  private static final int ROW_WIDTH = 3 * SIDE + 2 * GAP;
  private static final int ROW_HEIGHT = Lettering.LINE + SIDE + CAPTION + 20;

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
      ImageIO.write(draw(Lettering.ofThisMachine()), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  BufferedImage draw(Lettering lettering) {
    int across = Math.max(1, Math.min(ROWS_ACROSS, rows.size()));
    int down = (rows.size() + across - 1) / across;
    int width = 2 * MARGIN + across * ROW_WIDTH + (across - 1) * BETWEEN_ROWS;
    BufferedImage sheet =
        new BufferedImage(width, HEAD + down * ROW_HEIGHT + 4, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    Pen pen = new Pen(graphics, lettering);
    pen.line(header, MARGIN, MARGIN, width - 2 * MARGIN, INK);
    for (int r = 0; r < rows.size(); r++) {
      pen.row(rows.get(r), corner(r));
    }
    graphics.dispose();
    return sheet;
  }

  /** Where the base of row {@code r} has its top left pixel. */
  static Point corner(int r) {
    int left = MARGIN + r % ROWS_ACROSS * (ROW_WIDTH + BETWEEN_ROWS);
    int top = HEAD + r / ROWS_ACROSS * ROW_HEIGHT + Lettering.LINE + 4;
    return new Point(left, top);
  }

  private record Pen(Graphics2D graphics, Lettering lettering) {

    void row(Row row, Point corner) {
      int second = corner.x + SIDE + GAP;
      int third = second + SIDE + GAP;
      line(row.title(), corner.x, corner.y - Lettering.LINE - 4, ROW_WIDTH, FAINT);

      picture(row.base(), corner.x, corner.y);
      caption(0, "base", FAINT, corner.x, corner.y);
      caption(1, row.baseLabel(), INK, corner.x, corner.y);
      row.partner()
          .ifPresentOrElse(
              partner -> picture(partner, second, corner.y), () -> gap(second, corner.y));
      caption(0, "partner", FAINT, second, corner.y);
      caption(1, row.partnerLabel().orElse("none"), INK, second, corner.y);
      picture(row.mixed(), third, corner.y);
      String how = String.format(Locale.ROOT, "%s, λ %.2f", row.method(), row.lambda());
      caption(0, how, FAINT, third, corner.y);
      weight(1, row.baseLabel(), row.lambda(), third, corner.y);
      row.partnerLabel().ifPresent(label -> weight(2, label, 1.0 - row.lambda(), third, corner.y));
      signs(second - GAP / 2, third - GAP / 2, corner.y + SIDE / 2);
    }

    void line(String text, int left, int top, int width, Color color) {
      lettering.draw(graphics, lettering.fitted(text, width), left, top, color);
    }

    private void caption(int n, String text, Color color, int left, int pictureTop) {
      line(text, left, pictureTop + SIDE + 6 + n * Lettering.LINE, SIDE, color);
    }

    /** A label and its weight; a long label is cut, the weight never. */
    private void weight(int n, String label, double weight, int left, int pictureTop) {
      String number = String.format(Locale.ROOT, " %.2f", weight);
      String fitted = lettering.fitted(label, SIDE - lettering.width(number));
      caption(n, fitted + number, INK, left, pictureTop);
    }

    private void gap(int left, int top) {
      graphics.setColor(EMPTY);
      graphics.fillRect(left, top, SIDE, SIDE);
    }

    private void picture(Image image, int left, int top) {
      BufferedImage picture = Thumbnails.within(image, SIDE);
      int right = (SIDE - picture.getWidth()) / 2;
      int down = (SIDE - picture.getHeight()) / 2;
      graphics.drawImage(picture, left + right, top + down, null);
    }

    private void signs(int plus, int equals, int middle) {
      int arm = 6;
      graphics.setColor(FAINT);
      graphics.setStroke(new BasicStroke(2));
      graphics.drawLine(plus - arm, middle, plus + arm, middle);
      graphics.drawLine(plus, middle - arm, plus, middle + arm);
      graphics.drawLine(equals - arm, middle - 4, equals + arm, middle - 4);
      graphics.drawLine(equals - arm, middle + 4, equals + arm, middle + 4);
    }
  }
}
