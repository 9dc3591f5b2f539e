package dev.emulsion.image.codec;

import java.io.Serializable;

/**
 * How files are decoded: the {@code decode} section of a recipe.
 *
 * @param exifOrientation whether to apply the EXIF orientation; torchvision ignores it
 * @param truncated whether to accept files that end early
 * @param sixteenBit how values of more than 8 bits become 8 bits
 * @param animated whether to accept animations
 */
public record DecodeOptions(
    Codec codec,
    Orientation exifOrientation,
    Truncated truncated,
    SixteenBit sixteenBit,
    Animated animated,
    DecodeLimits limits)
    implements Serializable {

  /** Options with the defaults for 16 bits and animations. */
  public DecodeOptions(
      Codec codec, Orientation exifOrientation, Truncated truncated, DecodeLimits limits) {
    this(codec, exifOrientation, truncated, SixteenBit.SCALE, Animated.REJECT, limits);
  }

  /** The decoder. All give the same bytes of what they read. */
  public enum Codec {
    /** {@code NATIVE} if its libraries load, else {@code JDK}. */
    AUTO,
    /** OpenCV, which decodes JPEG with libjpeg-turbo. */
    NATIVE,
    /** Java only. Reads and writes no WebP. */
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

  /** How values of more than 8 bits, up to a maximum of {@code max}, become 8 bits. */
  public enum SixteenBit {
    /** value × 255 / max, rounded; of 16 bits that is value / 257. Gray and color alike. */
    SCALE,
    /** As Pillow reads them: gray is clipped at 255, color of PNG and TIFF keeps its high byte. */
    CLIP,
    /** The file is rejected. */
    REJECT
  }

  /** How to handle animations: files with more than one frame. */
  public enum Animated {
    REJECT,
    /** The first frame is read, as by Pillow; of an animated PNG, its default image. */
    FIRST
  }

  public static final DecodeOptions DEFAULT =
      new DecodeOptions(Codec.AUTO, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT);
}
