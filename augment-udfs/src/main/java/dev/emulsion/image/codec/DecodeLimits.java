package dev.emulsion.image.codec;

import dev.emulsion.Require;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.Decoded.Reason;
import java.io.Serializable;

/**
 * The limits above which files are rejected before decoding, so that no file can exhaust memory or
 * take minutes.
 *
 * @param maxBytes length of the encoded file
 * @param maxSide length of the longer side in pixels
 * @param maxPixels height × width
 */
public record DecodeLimits(int maxBytes, int maxSide, int maxPixels) implements Serializable {

  public static final DecodeLimits DEFAULT = new DecodeLimits(64 << 20, 16_384, 64_000_000);

  private static final int PASSES = 10;

  private static final String BYTES = "max-bytes";
  private static final String SIDE = "max-side";
  private static final String PIXELS = "max-pixels";

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final int LONGEST_SIDE = 1_000_000;

  public DecodeLimits {
    Require.within(BYTES, 1, LARGEST_ARRAY, maxBytes, "one array holds the file");
    Require.within(SIDE, 1, LONGEST_SIDE, maxSide, "no format but PNG can be so long");
    Require.within(PIXELS, 1, LARGEST_ARRAY / 3, maxPixels, "one array holds all values");
  }

  /** Requires {@code size} to be within the limits. */
  void requireSize(FileFormat format, Size size) throws DecodeException {
    if (size.longSide() > maxSide) {
      throw tooLarge(format + " is " + size + ", over the limit of " + maxSide + " per side", SIDE);
    }
    if (size.area() > maxPixels) {
      throw tooLarge(
          format + " is " + size + ", over the limit of " + maxPixels + " pixels", PIXELS);
    }
  }

  /**
   * Requires that decoding does not take longer than {@value #PASSES} images of the largest size,
   * for a format that goes over its pixels several times.
   *
   * @param what name of a pass, in the plural
   * @param passes how often the file goes over its pixels
   */
  void requirePasses(FileFormat format, String what, Size size, long passes)
      throws DecodeException {
    long most = (long) PASSES * maxPixels;
    if (passes * size.area() > most) {
      throw tooLarge(
          String.format(
              "%s is %s in more than %d %s, over the limit of %d pixels in all %s",
              format, size, passes - 1, what, most, what),
          PIXELS);
    }
  }

  /** Requires {@code length} bytes to be within the limits. */
  void requireLength(int length) throws DecodeException {
    if (length > maxBytes) {
      throw tooLarge("file has " + length + " bytes, over the limit of " + maxBytes, BYTES);
    }
  }

  private static DecodeException tooLarge(String what, String key) {
    return new DecodeException(Reason.TOO_LARGE, what + "; raise decode." + key + " to read it");
  }
}
