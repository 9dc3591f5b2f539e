package dev.emulsion.cli;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import java.util.List;
import java.util.Optional;

/** Draws attention maps and boxes over images, to show how a label came about. */
public final class AttentionOverlay {

  private static final int[] OUTLINE = {255, 214, 0};

  /** Brightness where the attention is 0. */
  private static final double MIN_BRIGHTNESS = 0.15;

  /** Pixels of the longer side per pixel of the outline's width. */
  private static final int SIDE_PER_OUTLINE = 112;

  private AttentionOverlay() {}

  /** Darkens the cells of {@code image} with little attention. */
  public static Image darken(Image image, Optional<AttentionGrid> attention) {
    if (attention.isEmpty()) {
      return image;
    }
    AttentionGrid grid = attention.get();
    float max = 0;
    for (float weight : grid.weights()) {
      max = Math.max(max, weight);
    }
    byte[] samples = image.samples().clone();
    for (int y = 0; max > 0 && y < image.height(); y++) {
      int row = (int) ((long) y * grid.rows() / image.height());
      for (int x = 0; x < image.width(); x++) {
        int column = (int) ((long) x * grid.columns() / image.width());
        double brightness = MIN_BRIGHTNESS + (1 - MIN_BRIGHTNESS) * grid.weight(row, column) / max;
        int at = (y * image.width() + x) * image.channels();
        for (int channel = at; channel < at + image.channels(); channel++) {
          samples[channel] = (byte) Math.round((samples[channel] & 0xFF) * brightness);
        }
      }
    }
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  /** Draws a line around the union of {@code boxes}, just outside of it. */
  public static Image outline(Image image, List<Box> boxes) {
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
    int lineWidth = Math.max(1, image.size().longSide() / SIDE_PER_OUTLINE);
    byte[] samples = image.samples().clone();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (!inside[y * width + x] && touches(inside, height, width, y, x, lineWidth)) {
          for (int channel = 0; channel < OUTLINE.length; channel++) {
            samples[(y * width + x) * OUTLINE.length + channel] = (byte) OUTLINE[channel];
          }
        }
      }
    }
    return Image.of(height, width, image.channels(), samples);
  }

  private static boolean touches(
      boolean[] inside, int height, int width, int y, int x, int lineWidth) {
    for (int row = Math.max(0, y - lineWidth); row <= Math.min(height - 1, y + lineWidth); row++) {
      for (int column = Math.max(0, x - lineWidth);
          column <= Math.min(width - 1, x + lineWidth);
          column++) {
        if (inside[row * width + column]) {
          return true;
        }
      }
    }
    return false;
  }
}
