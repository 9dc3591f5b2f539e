package dev.emulsion.image;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.List;

/** Numbers of pixels along the four sides of an image, each 0 or more. */
public record Padding(int top, int left, int bottom, int right) implements Serializable {

  public static final Padding NONE = all(0);

  public Padding {
    Require.that(
        top >= 0 && left >= 0 && bottom >= 0 && right >= 0,
        () ->
            "padding must not be negative, was top %d, left %d, bottom %d, right %d"
                .formatted(top, left, bottom, right));
  }

  /** The same on every side. */
  public static Padding all(int pixels) {
    return new Padding(pixels, pixels, pixels, pixels);
  }

  /** From torchvision's notation: one number; x and y; or left, top, right and bottom. */
  public static Padding of(List<Integer> padding) {
    return switch (padding.size()) {
      case 1 -> all(padding.get(0));
      case 2 -> new Padding(padding.get(1), padding.get(0), padding.get(1), padding.get(0));
      case 4 -> new Padding(padding.get(1), padding.get(0), padding.get(3), padding.get(2));
      default ->
          throw new IllegalArgumentException(
              "padding must be 1, 2 (x, y) or 4 (left, top, right, bottom) numbers, was "
                  + padding);
    };
  }

  /** The size of an image of {@code size} with this padding. */
  public Size around(Size size) {
    return new Size(
        Math.addExact(size.height(), Math.addExact(top, bottom)),
        Math.addExact(size.width(), Math.addExact(left, right)));
  }
}
