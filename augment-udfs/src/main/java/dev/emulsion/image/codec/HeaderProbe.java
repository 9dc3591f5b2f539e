package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded.Rejected;
import java.util.Set;

/** The result of reading only the header of encoded bytes. */
public sealed interface HeaderProbe {

  /**
   * A valid header within the limits. The data after it may still be damaged.
   *
   * @param channels stored per pixel: 1 gray or palette, 2 gray and alpha, 3 color, 4 color and
   *     alpha or CMYK
   * @param notes what decoding omits
   */
  record Announced(FileFormat format, Size size, int channels, Set<DecodeNote> notes)
      implements HeaderProbe {}

  /** The bytes are rejected. */
  record Unreadable(Rejected why) implements HeaderProbe {}

  /** Reads the header only, and rejects what {@code options} do not allow. */
  static HeaderProbe of(byte[] encoded, DecodeOptions options) {
    try {
      ImageHeader.requireLength(encoded, options.limits());
      ImageHeader header = ImageHeader.read(encoded, options.limits());
      header.requireAllowed(options);
      return new Announced(
          header.format(), header.size(), header.channels(), header.omitted(options));
    } catch (DecodeException e) {
      return new Unreadable(e.rejected());
    }
  }
}
