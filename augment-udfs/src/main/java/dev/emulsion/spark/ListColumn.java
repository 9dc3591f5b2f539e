package dev.emulsion.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** A list in a column of array type. */
public final class ListColumn {

  private ListColumn() {}

  /** The value of a column for {@code items}, which may hold nulls; null for null. */
  public static <T> Object value(List<T> items) {
    return items == null ? null : JavaConverters.asScalaBuffer(items).toSeq();
  }

  /** The list in column {@code i}; null if the column is. */
  public static <T> List<T> read(Row row, int i) {
    return row.isNullAt(i) ? null : row.getList(i);
  }
}
