package dev.emulsion.io.shard;

import dev.emulsion.random.SampleKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The key of a row in a tar shard: the part of its members' names before the first dot.
 *
 * <p>It is the {@code row_id} in UTF-8 with every byte percent-encoded that is not an ASCII letter
 * or digit or one of {@code _-@=}. So it contains no dot or slash, and different ids have different
 * keys. A key longer than {@value #MAX} characters is truncated to the first {@value #KEPT},
 * followed by {@code ~} and the id's 128-bit key. The JSON member contains the full id.
 */
final class WebDatasetKey {

  /** With the longest extension this fits the name of a tar member. */
  private static final int MAX = 90;

  private static final int KEPT = 57;

  private WebDatasetKey() {}

  static String of(String rowId) {
    StringBuilder key = new StringBuilder(rowId.length() + 8);
    for (byte b : rowId.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= '0' && b <= '9'
              || b >= 'A' && b <= 'Z'
              || b >= 'a' && b <= 'z'
              || "_-@=".indexOf(b) >= 0;
      if (plain) {
        key.append((char) b);
      } else {
        key.append(String.format(Locale.ROOT, "%%%02X", b));
      }
    }
    if (key.length() <= MAX) {
      return key.toString();
    }
    SampleKey hash = SampleKey.of(rowId);
    return key.substring(0, KEPT)
        + String.format(Locale.ROOT, "~%016x%016x", hash.high(), hash.low());
  }
}
