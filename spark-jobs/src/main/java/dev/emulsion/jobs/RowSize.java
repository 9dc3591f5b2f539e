package dev.emulsion.jobs;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The bytes that a row takes in a shard of Parquet with one page a row, uncompressed: its values,
 * and around every one of them what belongs to a page.
 */
final class RowSize {

  /** Page header, entries of the column index and of the offset index, and levels. */
  private static final int PAGE = 75;

  /** Minimum and maximum of a page stand in the column index, cut to this. */
  private static final int STATISTIC = 64;

  private RowSize() {}

  static long of(Row row, StructType schema) {
    long bytes = 0;
    for (int i = 0; i < schema.size(); i++) {
      bytes += PAGE;
      if (!row.isNullAt(i)) {
        bytes += value(row.get(i), schema.fields()[i].dataType());
      }
    }
    return bytes;
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
