package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded.Reason;
import dev.emulsion.image.codec.ImageCodec.Format;
import java.io.Serializable;

/**
 * Limits that are checked before decoding, so that no file can exhaust memory.
 *
 * @param maxBytes encoded length
 * @param maxSide pixels along the longer side
 * @param maxPixels height × width
 */
public record DecodeLimits(int maxBytes, int maxSide, int maxPixels) implements Serializable {

  public static final DecodeLimits DEFAULT = new DecodeLimits(64 << 20, 16_384, 64_000_000);

  private static final String BYTES = "max-bytes";
  private static final String SIDE = "max-side";
  private static final String PIXELS = "max-pixels";

  public DecodeLimits {
    Require.atLeast(BYTES, 1, maxBytes);
    Require.atLeast(SIDE, 1, maxSide);
    Require.atLeast(PIXELS, 1, maxPixels);
  }

  /** Refuses an image of {@code size} if it is beyond the limits. */
  void requireSize(Format format, Size size) throws DecodeException {
    if (size.longSide() > maxSide) {
      throw tooLarge(format + " is " + size + ", over the limit of " + maxSide + " a side", SIDE);
    }
    // One array holds all samples, so there is an end even to what a recipe can allow.
    long max = Math.min(maxPixels, (Integer.MAX_VALUE - 8) / 3);
    if (size.area() > max) {
      throw tooLarge(format + " is " + size + ", over the limit of " + max + " pixels", PIXELS);
    }
  }

  /** Refuses a file of {@code length} bytes if it is beyond the limits. */
  void requireLength(int length) throws DecodeException {
    if (length > maxBytes) {
      throw tooLarge("file has " + length + " bytes, over the limit of " + maxBytes, BYTES);
    }
  }

  private static DecodeException tooLarge(String what, String key) {
    return new DecodeException(Reason.TOO_LARGE, what + "; raise decode." + key + " to read it");
  }
}
