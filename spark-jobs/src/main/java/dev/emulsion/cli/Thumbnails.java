package dev.emulsion.cli;

import dev.emulsion.image.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Images at the size a {@link ContactSheet} shows them. For looking at, not for training on. */
final class Thumbnails {

  private Thumbnails() {}

  /**
   * {@code image} scaled so that its longer side is {@code side}; unscaled if it is that already.
   */
  static BufferedImage within(Image image, int side) {
    double scale = (double) side / image.size().longSide();
    int height = Math.max(1, (int) Math.round(image.height() * scale));
    int width = Math.max(1, (int) Math.round(image.width() * scale));
    BufferedImage picture = rgb(image);
    while (picture.getHeight() != height || picture.getWidth() != width) {
      // halving at most, so that bilinear interpolation sees every pixel
      picture =
          scaled(
              picture,
              Math.max(height, (picture.getHeight() + 1) / 2),
              Math.max(width, (picture.getWidth() + 1) / 2));
    }
    return picture;
  }

  private static BufferedImage rgb(Image image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int green = image.channels() < 3 ? 0 : 1; // one or two channels are gray
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        int rgb =
            image.value(row, column, 0) << 16
                | image.value(row, column, green) << 8
                | image.value(row, column, 2 * green);
        picture.setRGB(column, row, rgb);
      }
    }
    return picture;
  }

  private static BufferedImage scaled(BufferedImage picture, int height, int width) {
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }
}
