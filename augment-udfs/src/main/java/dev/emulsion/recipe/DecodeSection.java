package dev.emulsion.recipe;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code decode} section: reads and writes {@link DecodeOptions}. */
final class DecodeSection {

  private DecodeSection() {}

  static DecodeOptions from(Section decode) {
    DecodeOptions fallback = DecodeOptions.DEFAULT;
    DecodeLimits limits = fallback.limits();
    return new DecodeOptions(
        decode.choice("codec", fallback.codec()),
        decode.choice("exif-orientation", fallback.exifOrientation()),
        decode.choice("truncated", fallback.truncated()),
        decode.choice("sixteen-bit", fallback.sixteenBit()),
        decode.choice("animated", fallback.animated()),
        new DecodeLimits(
            (int) decode.bytes("max-bytes", limits.maxBytes(), Integer.MAX_VALUE),
            decode.integer("max-side", limits.maxSide()),
            decode.integer("max-pixels", limits.maxPixels())));
  }

  static Map<String, Object> values(DecodeOptions decode) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("codec", Names.of(decode.codec()));
    values.put("exif-orientation", Names.of(decode.exifOrientation()));
    values.put("truncated", Names.of(decode.truncated()));
    values.put("sixteen-bit", Names.of(decode.sixteenBit()));
    values.put("animated", Names.of(decode.animated()));
    values.put("max-bytes", ByteSize.format(decode.limits().maxBytes()));
    values.put("max-side", decode.limits().maxSide());
    values.put("max-pixels", decode.limits().maxPixels());
    return values;
  }
}
