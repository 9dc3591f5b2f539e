package dev.emulsion.cli;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Draws single lines of text. */
interface TextRenderer {

  /** Pixels from the top of one line to the top of the next. */
  int LINE = 20;

  /** The width of {@code text} in pixels. */
  int width(String text);

  /** Draws {@code text} with the top left corner of its line at ({@code left}, {@code top}). */
  void draw(Graphics2D graphics, String text, int left, int top, Color color);

  /** {@code text}, cut with an ellipsis if it is wider than {@code width} pixels. */
  default String fitted(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int length = text.length();
    while (length > 0 && width(text.substring(0, length) + "…") > width) {
      length--;
    }
    return text.substring(0, length) + "…";
  }

  /** A renderer with the JDK's sans-serif font if there is one, else {@link BitmapTextRenderer}. */
  static TextRenderer create() {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
      boolean complete = font.canDisplayUpTo("λ×…") < 0;
      return complete ? new FontTextRenderer(font) : new BitmapTextRenderer();
    } catch (LinkageError | InternalError | RuntimeException noFonts) {
      // depends on which of fontconfig, freetype and the font files are missing
      return new BitmapTextRenderer();
    }
  }

  /** Draws text in a font of the JDK. */
  final class FontTextRenderer implements TextRenderer {

    private final Font font;
    private final FontMetrics metrics;

    FontTextRenderer(Font font) {
      this.font = font;
      this.metrics =
          new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(font);
    }

    @Override
    public int width(String text) {
      return metrics.stringWidth(text);
    }

    @Override
    public void draw(Graphics2D graphics, String text, int left, int top, Color color) {
      graphics.setFont(font);
      graphics.setColor(color);
      int baseline = top + (LINE + metrics.getAscent() - metrics.getDescent()) / 2;
      graphics.drawString(text, left, baseline);
    }
  }
}
