package dev.emulsion.cli;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import java.util.List;
import java.util.Optional;

/** What is drawn over images to show why a label is what it is. For looking at only. */
public final class AttentionOverlay {

  private static final int[] OUTLINE = {255, 214, 0};

  /** What is left of the light where nothing weighs. */
  private static final double DARKEST = 0.15;

  /** An outline has one pixel for as many of the image's longer side as this. */
  private static final int PER_OUTLINE = 112;

  private AttentionOverlay() {}

  /** The image, darkened the more the less a cell of {@code heat} weighs. */
  public static Image heat(Image image, Optional<AttentionGrid> heat) {
    if (heat.isEmpty()) {
      return image;
    }
    AttentionGrid grid = heat.get();
    float max = 0;
    for (float weight : grid.weights()) {
      max = Math.max(max, weight);
    }
    byte[] samples = image.samples().clone();
    for (int y = 0; max > 0 && y < image.height(); y++) {
      int row = (int) ((long) y * grid.rows() / image.height());
      for (int x = 0; x < image.width(); x++) {
        int column = (int) ((long) x * grid.columns() / image.width());
        double light = DARKEST + (1 - DARKEST) * grid.weight(row, column) / max;
        int at = (y * image.width() + x) * image.channels();
        for (int channel = at; channel < at + image.channels(); channel++) {
          samples[channel] = (byte) Math.round((samples[channel] & 0xFF) * light);
        }
      }
    }
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  /** The image with a line just outside of what {@code boxes} cover together. */
  public static Image outlined(Image image, List<Box> boxes) {
    if (boxes.isEmpty() || image.channels() != OUTLINE.length) {
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
          for (int channel = 0; channel < OUTLINE.length; channel++) {
            samples[(y * width + x) * OUTLINE.length + channel] = (byte) OUTLINE[channel];
          }
        }
      }
    }
    return Image.of(height, width, image.channels(), samples);
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
