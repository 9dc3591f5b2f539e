package dev.emulsion.io.shard;

import dev.emulsion.random.SampleKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The key of a sample in a tar shard: what stands before the first dot of its members' names.
 *
 * <p>It is the {@code row_id} with every byte of its UTF-8 form escaped as {@code %2E} that is not
 * a letter or digit of ASCII or one of {@code _-@=}: so there is no dot or slash in it, and
 * different ids have different keys. Where that is longer than {@value #MAX} characters, it is cut
 * to the first {@value #KEPT}, and {@code ~} and the id's 128-bit key follow. The JSON member has
 * the id itself.
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
