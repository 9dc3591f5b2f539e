package dev.emulsion.recipe;

import dev.emulsion.image.DecodeLimits;
import java.io.Serializable;

/**
 * The {@code decode} section.
 *
 * @param orientation whether the EXIF orientation of a photo is applied; torchvision ignores it
 * @param truncated what becomes of a file that ends early
 */
public record DecodeConfig(
    Codec codec, Orientation orientation, Truncated truncated, DecodeLimits limits)
    implements Serializable {

  /** Who decodes. All give the same bytes. */
  public enum Codec {
    /** {@code NATIVE} where the libraries load, else {@code JDK}. */
    AUTO,
    NATIVE,
    JDK
  }

  /** What becomes of the EXIF orientation. */
  public enum Orientation {
    IGNORE,
    APPLY
  }

  /** What becomes of a picture whose data end early. */
  public enum Truncated {
    REFUSE,
    TOLERATE
  }

  public static final DecodeConfig DEFAULT =
      new DecodeConfig(Codec.AUTO, Orientation.IGNORE, Truncated.REFUSE, DecodeLimits.DEFAULT);
}
