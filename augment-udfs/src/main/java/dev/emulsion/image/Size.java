package dev.emulsion.image;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import java.io.Serializable;

/** Height and width of an image, in pixels, both at least 1. Height comes first, as everywhere. */
public record Size(int height, int width) implements Serializable {

  public Size {
    Require.atLeast("height", 1, height);
    Require.atLeast("width", 1, width);
  }

  /** A square of {@code side} pixels. */
  public static Size square(int side) {
    return new Size(side, side);
  }

  /**
   * The common size of two images to be mixed.
   *
   * @throws DataException if their shapes differ
   */
  public static Size common(Image base, Image partner) {
    if (!base.shape().equals(partner.shape())) {
      throw new DataException(
          "cannot mix %s with %s: sizes differ; add a transform that sets the size, such as random-resized-crop"
              .formatted(base.shape(), partner.shape()));
    }
    return base.size();
  }

  /** Requires both images to have this size and the same number of channels. */
  public void requireOf(Image base, Image partner) {
    Size common = common(base, partner);
    Require.that(equals(common), () -> "plan is for " + this + ", images are " + common);
  }

  /** Number of pixels. */
  public long area() {
    return (long) height * width;
  }

  public int shortSide() {
    return Math.min(height, width);
  }

  public int longSide() {
    return Math.max(height, width);
  }

  /** {@code 500×375}: height × width. */
  @Override
  public String toString() {
    return height + "×" + width;
  }
}
