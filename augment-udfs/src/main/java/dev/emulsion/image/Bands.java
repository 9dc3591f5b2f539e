package dev.emulsion.image;

/** Between RGB and BGR, the order in which others keep three bands. */
final class Bands {

  private Bands() {}

  /** Writes {@code from}, three bands, to {@code to} with the first and the last exchanged. */
  static void swap(byte[] from, byte[] to) {
    for (int i = 0; i < from.length; i += 3) {
      byte first = from[i];
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = first;
    }
  }
}
