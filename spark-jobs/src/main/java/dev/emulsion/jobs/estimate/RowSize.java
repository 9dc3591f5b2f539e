package dev.emulsion.jobs.estimate;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The bytes that a row takes in a shard, uncompressed. In Parquet every value is a page of its own;
 * in a tar file every member has a header and ends at a block.
 */
final class RowSize {

  /** Page header, entries of the column index and of the offset index, and levels. */
  private static final int PAGE = 45;

  /** Minimum and maximum of a page stand in the column index, cut to this. */
  private static final int STATISTIC = 64;

  private static final int TAR_BLOCK = 512;

  /** Quotes, colon, comma. */
  private static final int JSON_SIGNS = 4;

  /** Digits of a number in JSON, about. */
  private static final int JSON_NUMBER = 10;

  private RowSize() {}

  /** In Parquet. */
  static long inParquet(Row row, StructType schema) {
    long bytes = 0;
    for (int i = 0; i < schema.size(); i++) {
      bytes += PAGE;
      if (!row.isNullAt(i)) {
        bytes += value(row.get(i), schema.fields()[i].dataType());
      }
    }
    return bytes;
  }

  /** In a tar file: image, class and all the rest as JSON. */
  static long inTar(Row row, StructType schema) {
    long image = 0;
    long json = 2;
    for (int i = 0; i < schema.size(); i++) {
      Object value = row.get(i);
      if (value instanceof byte[] bytes) {
        image = bytes.length;
      } else {
        json += schema.fieldNames()[i].length() + JSON_SIGNS + json(value);
      }
    }
    return member(image) + member(1) + member(json);
  }

  private static long member(long bytes) {
    return TAR_BLOCK + (bytes + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
  }

  private static long json(Object value) {
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8).length + 2L;
    }
    return value != null && value.getClass().isArray()
        ? (long) java.lang.reflect.Array.getLength(value) * JSON_NUMBER
        : JSON_NUMBER;
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

  /** A length, the bytes, and their beginning twice as minimum and maximum. */
  private static long withStatistics(int length) {
    return Integer.BYTES + length + 2L * Math.min(length, STATISTIC);
  }
}
