package dev.emulsion.image.codec;

import java.io.Serializable;

/**
 * How encoded bytes become images: the {@code decode} section of a recipe.
 *
 * @param exifOrientation whether the EXIF orientation of an image is applied; torchvision ignores
 *     it
 * @param truncated what becomes of a file that ends early
 */
public record DecodeOptions(
    Codec codec, Orientation exifOrientation, Truncated truncated, DecodeLimits limits)
    implements Serializable {

  /** Who decodes. All give the same bytes. */
  public enum Codec {
    /** {@code NATIVE} where its libraries load, else {@code JDK}. */
    AUTO,
    /** OpenCV, which decodes JPEG with libjpeg-turbo. */
    NATIVE,
    /** The JDK's own ImageIO. Reads and writes no WebP. */
    JDK
  }

  /** What becomes of the EXIF orientation. */
  public enum Orientation {
    IGNORE,
    APPLY
  }

  /** What becomes of an image whose data end early. */
  public enum Truncated {
    REJECT,
    /** The missing part is filled as Pillow fills it under {@code LOAD_TRUNCATED_IMAGES}. */
    ALLOW
  }

  public static final DecodeOptions DEFAULT =
      new DecodeOptions(Codec.AUTO, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT);
}
