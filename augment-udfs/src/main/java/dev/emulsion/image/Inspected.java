package dev.emulsion.image;

import dev.emulsion.image.Decoded.Rejected;
import dev.emulsion.image.ImageCodec.Format;

/** What encoded bytes say about themselves before any decoder sees them, or why none shall. */
public sealed interface Inspected {

  /**
   * A sound header, within the limits. What follows it may still be damaged.
   *
   * @param bands samples a pixel as stored: 1 gray or palette, 2 gray and alpha, 3 colour, 4 colour
   *     and alpha or CMYK
   */
  record Announced(Format format, Size size, int bands) implements Inspected {}

  /** The bytes are refused. */
  record Refused(Rejected why) implements Inspected {}

  /** Reads the header and nothing else. */
  static Inspected of(byte[] encoded, DecodeLimits limits) {
    try {
      ImageHeader.requireLength(encoded, limits);
      ImageHeader header = ImageHeader.read(encoded, limits);
      return new Announced(header.format(), header.size(), header.bands());
    } catch (Refusal refusal) {
      return new Refused(refusal.rejected());
    }
  }
}
