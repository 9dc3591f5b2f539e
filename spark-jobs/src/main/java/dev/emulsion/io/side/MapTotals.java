package dev.emulsion.io.side;

import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.math.BigInteger;
import org.apache.spark.sql.Row;

/**
 * Sums over the attention maps of some samples.
 *
 * @param digest order-free, of ids and packed maps
 * @param samples number of samples
 * @param missing number of samples without a map
 * @param example id of the first such sample by name; empty if there is none
 */
public record MapTotals(BigInteger digest, long samples, long missing, String example)
    implements Serializable {

  static final MapTotals NONE = new MapTotals(BigInteger.ZERO, 0, 0, "");

  /**
   * The sums over one sample.
   *
   * @param row id and packed map, null if there is none
   */
  static MapTotals of(Row row, ContentDigest digest) {
    boolean missing = row.isNullAt(1);
    return new MapTotals(digest.of(row), 1, missing ? 1 : 0, missing ? row.getString(0) : "");
  }

  /** Number of maps. */
  long maps() {
    return samples - missing;
  }

  /** The sums over two disjoint sets of samples together. */
  MapTotals and(MapTotals other) {
    return new MapTotals(
        ContentDigest.sum(digest, other.digest),
        samples + other.samples,
        missing + other.missing,
        first(example, other.example));
  }

  private static String first(String one, String other) {
    return one.isEmpty() || !other.isEmpty() && other.compareTo(one) < 0 ? other : one;
  }
}
