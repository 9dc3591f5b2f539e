package dev.emulsion.image;

import dev.emulsion.Require;

/**
 * A rectangle of an image with fractional edges, in float32 as in Pillow. Row 0.5 is the middle of
 * the first row.
 */
public record SubpixelBox(float top, float left, float bottom, float right) {

  public SubpixelBox {
    Require.that(
        top >= 0 && left >= 0 && bottom > top && right > left,
        () ->
            "region must be inside the image and not empty, was rows "
                + top
                + " to "
                + bottom
                + ", columns "
                + left
                + " to "
                + right);
  }

  /** The whole of an image of {@code height}×{@code width}. */
  static SubpixelBox whole(int height, int width) {
    return new SubpixelBox(0, 0, height, width);
  }
}
