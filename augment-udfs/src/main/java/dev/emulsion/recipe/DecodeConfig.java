package dev.emulsion.recipe;

import dev.emulsion.image.DecodeLimits;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

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

  static DecodeConfig from(Section decode) {
    DecodeLimits most = DEFAULT.limits;
    return new DecodeConfig(
        decode.choice("codec", DEFAULT.codec),
        decode.choice("orientation", DEFAULT.orientation),
        decode.choice("truncated", DEFAULT.truncated),
        new DecodeLimits(
            (int) decode.bytes("max-bytes", most.maxBytes(), Integer.MAX_VALUE),
            decode.integer("max-side", most.maxSide()),
            decode.integer("max-pixels", most.maxPixels())));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("codec", Names.of(codec));
    values.put("orientation", Names.of(orientation));
    values.put("truncated", Names.of(truncated));
    values.put("max-bytes", ByteSize.format(limits.maxBytes()));
    values.put("max-side", limits.maxSide());
    values.put("max-pixels", limits.maxPixels());
    return values;
  }
}
