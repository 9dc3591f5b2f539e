package dev.emulsion.image.codec;

import java.io.Serializable;

/**
 * How files are decoded: the {@code decode} section of a recipe.
 *
 * @param exifOrientation whether to apply the EXIF orientation; torchvision ignores it
 * @param truncated whether to accept files that end early
 */
public record DecodeOptions(
    Codec codec, Orientation exifOrientation, Truncated truncated, DecodeLimits limits)
    implements Serializable {

  /** The decoder. All give the same bytes. */
  public enum Codec {
    /** {@code NATIVE} if its libraries load, else {@code JDK}. */
    AUTO,
    /** OpenCV, which decodes JPEG with libjpeg-turbo. */
    NATIVE,
    /** The JDK's own ImageIO. Reads and writes no WebP. */
    JDK
  }

  /** How to handle the EXIF orientation. */
  public enum Orientation {
    IGNORE,
    APPLY
  }

  /** How to handle files that end early. */
  public enum Truncated {
    REJECT,
    /** The missing part is filled as by Pillow with {@code LOAD_TRUNCATED_IMAGES}. */
    ALLOW
  }

  public static final DecodeOptions DEFAULT =
      new DecodeOptions(Codec.AUTO, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT);
}
