package dev.emulsion.image;

import java.io.Serializable;

/**
 * Height, width (both in pixels, at least 1) and number of channels of an image.
 *
 * @param channels 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGB, alpha)
 */
public record Shape(int height, int width, int channels) implements Serializable {

  public Shape(Size size, int channels) {
    this(size.height(), size.width(), channels);
  }

  public Size size() {
    return new Size(height, width);
  }

  /** How many of the channels are color: 1 or 3. */
  public int colors() {
    return hasAlpha() ? channels - 1 : channels;
  }

  /** Whether the last channel is alpha. */
  public boolean hasAlpha() {
    return channels == 2 || channels == 4;
  }

  /** {@code 500×375×3}: height × width × channels. */
  @Override
  public String toString() {
    return height + "×" + width + "×" + channels;
  }
}
