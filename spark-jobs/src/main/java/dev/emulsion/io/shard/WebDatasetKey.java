package dev.emulsion.io.shard;

import dev.emulsion.random.SampleKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The key of a row in a tar shard: the part of its members' names before the first dot.
 *
 * <p>It is the {@code row_id} in UTF-8, in which every byte other than ASCII letters, digits and
 * {@code _-@=} is escaped like {@code %2E}. So it contains neither dots nor slashes, and different
 * ids have different keys. A key of more than {@value #MAX} characters is cut to the first {@value
 * #KEPT}, followed by {@code ~} and the 128-bit hash of the id. The JSON member contains the id
 * itself.
 */
final class WebDatasetKey {

  /** With the longest extension, this fits into the name of a tar member. */
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
