package dev.emulsion.image;

import dev.emulsion.Require;

/**
 * A rectangle of a picture that may begin and end inside pixels, in float32 as in Pillow. Row 0.5
 * is the middle of the first row.
 */
public record Region(float top, float left, float bottom, float right) {

  public Region {
    Require.that(
        top >= 0 && left >= 0 && bottom > top && right > left,
        "region must be inside the picture and not empty, was rows "
            + top
            + " to "
            + bottom
            + ", columns "
            + left
            + " to "
            + right);
  }

  /** The whole of a picture of {@code height}×{@code width}. */
  static Region whole(int height, int width) {
    return new Region(0, 0, height, width);
  }
}
