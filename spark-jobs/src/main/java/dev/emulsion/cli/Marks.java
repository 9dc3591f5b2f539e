package dev.emulsion.cli;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import java.util.List;
import java.util.Optional;

/** What is drawn over pictures to show why a label is what it is. For looking at only. */
public final class Marks {

  private static final int[] OUTLINE = {255, 214, 0};

  /** What is left of the light where nothing weighs. */
  private static final double DARKEST = 0.15;

  /** An outline has one pixel for as many of the picture's longer side as this. */
  private static final int PER_OUTLINE = 112;

  private Marks() {}

  /** The picture, darkened the more the less a cell of {@code heat} weighs. */
  public static Image heat(Image image, Optional<AttentionGrid> heat) {
    if (heat.isEmpty()) {
      return image;
    }
    AttentionGrid grid = heat.get();
    float most = 0;
    for (float weight : grid.weights()) {
      most = Math.max(most, weight);
    }
    byte[] samples = image.samples().clone();
    for (int y = 0; most > 0 && y < image.height(); y++) {
      int row = (int) ((long) y * grid.rows() / image.height());
      for (int x = 0; x < image.width(); x++) {
        int column = (int) ((long) x * grid.columns() / image.width());
        double light = DARKEST + (1 - DARKEST) * grid.weight(row, column) / most;
        int at = (y * image.width() + x) * image.bands();
        for (int band = at; band < at + image.bands(); band++) {
          samples[band] = (byte) Math.round((samples[band] & 0xFF) * light);
        }
      }
    }
    return Image.of(image.height(), image.width(), image.bands(), samples);
  }

  /** The picture with a line just outside of what {@code boxes} cover together. */
  public static Image outlined(Image image, List<Box> boxes) {
    if (boxes.isEmpty() || image.bands() != OUTLINE.length) {
      return image;
    }
    int height = image.height();
    int width = image.width();
    boolean[] inside = new boolean[height * width];
    for (Box box : boxes) {
      for (int y = box.top(); y < box.bottom(); y++) {
        for (int x = box.left(); x < box.right(); x++) {
          inside[y * width + x] = true;
        }
      }
    }
    int reach = Math.max(1, image.size().longSide() / PER_OUTLINE);
    byte[] samples = image.samples().clone();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (!inside[y * width + x] && touches(inside, height, width, y, x, reach)) {
          for (int band = 0; band < OUTLINE.length; band++) {
            samples[(y * width + x) * OUTLINE.length + band] = (byte) OUTLINE[band];
          }
        }
      }
    }
    return Image.of(height, width, image.bands(), samples);
  }

  private static boolean touches(boolean[] inside, int height, int width, int y, int x, int reach) {
    for (int row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      for (int column = Math.max(0, x - reach);
          column <= Math.min(width - 1, x + reach);
          column++) {
        if (inside[row * width + column]) {
          return true;
        }
      }
    }
    return false;
  }
}
