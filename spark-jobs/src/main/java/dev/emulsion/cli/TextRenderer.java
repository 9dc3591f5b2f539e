package dev.emulsion.cli;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Draws lines of text on an image. */
interface TextRenderer {

  /** Pixels from the top of one line to the top of the next. */
  int LINE = 20;

  /** Pixels that {@code text} takes, left to right. */
  int width(String text);

  /** Draws {@code text} with the top left of its line at {@code left}, {@code top}. */
  void draw(Graphics2D graphics, String text, int left, int top, Color color);

  /**
   * {@code text}, or as much of its beginning as fits into {@code width} pixels with an ellipsis.
   */
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

  /** The JDK's sans-serif font where this machine has one, else {@link BitmapTextRenderer}. */
  static TextRenderer ofThisMachine() {
    try {
      Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
      boolean complete = font.canDisplayUpTo("λ×…") < 0;
      return complete ? new FontLettering(font) : new BitmapTextRenderer();
    } catch (LinkageError | InternalError | RuntimeException noFonts) {
      // which one depends on whether fontconfig, freetype or every font file is missing
      return new BitmapTextRenderer();
    }
  }

  /** Text in a font of the JDK. */
  final class FontLettering implements TextRenderer {

    private final Font font;
    private final FontMetrics metrics;

    FontLettering(Font font) {
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
