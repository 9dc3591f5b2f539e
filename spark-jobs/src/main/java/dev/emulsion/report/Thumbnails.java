package dev.emulsion.report;

import dev.emulsion.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Scales images to the size at which sheets and reports show them. For display only. */
public final class Thumbnails {

  private Thumbnails() {}

  /**
   * {@code image}, scaled so that its longer side is {@code side} pixels; unchanged if it is so
   * already.
   */
  public static BufferedImage scale(Image image, int side) {
    double scale = (double) side / image.size().longSide();
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    BufferedImage thumbnail = rgb(image);
    while (thumbnail.getHeight() != height || thumbnail.getWidth() != width) {
      // at most halving per step, so that bilinear interpolation uses every pixel
      thumbnail =
          scaled(
              thumbnail,
              Math.max(height, (thumbnail.getHeight() + 1) / 2),
              Math.max(width, (thumbnail.getWidth() + 1) / 2));
    }
    return thumbnail;
  }

  private static BufferedImage rgb(Image image) {
    BufferedImage thumbnail =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int green = image.channels() < 3 ? 0 : 1; // one or two channels are gray
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        int rgb =
            image.value(row, column, 0) << 16
                | image.value(row, column, green) << 8
                | image.value(row, column, 2 * green);
        thumbnail.setRGB(column, row, rgb);
      }
    }
    return thumbnail;
  }

  private static BufferedImage scaled(BufferedImage thumbnail, int height, int width) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(thumbnail, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }
}
