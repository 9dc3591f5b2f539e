package dev.emulsion.image.codec;

/** Between RGB and BGR, the order in which others keep three channels. */
final class ChannelConversion {

  private ChannelConversion() {}

  /** Writes {@code from}, three channels, to {@code to} with the first and the last exchanged. */
  static void swap(byte[] from, byte[] to) {
    for (int i = 0; i < from.length; i += 3) {
      byte first = from[i];
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = first;
    }
  }
}
