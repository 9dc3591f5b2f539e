package dev.emulsion.image;

import dev.emulsion.Require;
import java.io.Serializable;

/**
 * What is refused before any decoder sees it, so that no file can exhaust memory.
 *
 * @param maxBytes encoded length
 * @param maxSide pixels along the longer side
 * @param maxPixels height × width
 */
public record DecodeLimits(int maxBytes, int maxSide, int maxPixels) implements Serializable {

  public static final DecodeLimits DEFAULT = new DecodeLimits(64 << 20, 16_384, 64_000_000);

  public DecodeLimits {
    Require.atLeast("max-bytes", 1, maxBytes);
    Require.atLeast("max-side", 1, maxSide);
    Require.atLeast("max-pixels", 1, maxPixels);
  }
}
