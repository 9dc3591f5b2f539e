package dev.emulsion.image.codec;

/** Converts between RGB and BGR, the order that OpenCV and ImageIO use. */
final class ChannelConversion {

  private ChannelConversion() {}

  /** Copies {@code from}, three channels, to {@code to} with the first and last channel swapped. */
  static void swap(byte[] from, byte[] to) {
    for (int i = 0; i < from.length; i += 3) {
      byte first = from[i];
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = first;
    }
  }
}
