package dev.emulsion.jobs.estimate;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The size of a row in a shard, uncompressed. In Parquet every value has its own page; in a tar
 * file every member has a header and is padded to a block.
 */
final class RowSize {

  /** Bytes of a page header, entries of column index and offset index, and levels. */
  private static final int PAGE_BYTES = 45;

  /** Maximum bytes of the minimum and of the maximum of a page in the column index. */
  private static final int MAX_STATISTIC_BYTES = 64;

  private static final int TAR_BLOCK_BYTES = 512;

  /** Bytes of quotes, colon and comma of a JSON key. */
  private static final int JSON_PUNCTUATION_BYTES = 4;

  /** Average bytes of a JSON number. */
  private static final int JSON_NUMBER_BYTES = 10;

  private RowSize() {}

  /** The size in Parquet. */
  static long inParquet(Row row, StructType schema) {
    long bytes = 0;
    for (int i = 0; i < schema.size(); i++) {
      bytes += PAGE_BYTES;
      if (!row.isNullAt(i)) {
        bytes += value(row.get(i), schema.fields()[i].dataType());
      }
    }
    return bytes;
  }

  /** The size in a tar file: image, class index, and all other columns as JSON. */
  static long inTar(Row row, StructType schema) {
    long image = 0;
    long json = 2;
    for (int i = 0; i < schema.size(); i++) {
      Object value = row.get(i);
      if (value instanceof byte[] bytes) {
        image = bytes.length;
      } else {
        json += schema.fieldNames()[i].length() + JSON_PUNCTUATION_BYTES + json(value);
      }
    }
    return member(image) + member(1) + member(json);
  }

  private static long member(long bytes) {
    return TAR_BLOCK_BYTES + (bytes + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES * TAR_BLOCK_BYTES;
  }

  private static long json(Object value) {
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8).length + 2L;
    }
    return value != null && value.getClass().isArray()
        ? (long) java.lang.reflect.Array.getLength(value) * JSON_NUMBER_BYTES
        : JSON_NUMBER_BYTES;
  }

  private static long value(Object value, DataType type) {
    if (type instanceof ArrayType) {
      return (long) java.lang.reflect.Array.getLength(value) * Float.BYTES + 2 * Float.BYTES;
    }
    if (type.equals(DataTypes.StringType)) {
      return withStatistics(((String) value).getBytes(StandardCharsets.UTF_8).length);
    }
    if (type.equals(DataTypes.BinaryType)) {
      return withStatistics(((byte[]) value).length);
    }
    return 3L * type.defaultSize();
  }

  /** The length, the bytes, and their prefix as minimum and as maximum. */
  private static long withStatistics(int length) {
    return Integer.BYTES + length + 2L * Math.min(length, MAX_STATISTIC_BYTES);
  }
}
