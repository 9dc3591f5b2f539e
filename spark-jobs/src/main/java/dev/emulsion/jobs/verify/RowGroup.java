package dev.emulsion.jobs.verify;

import dev.emulsion.spark.OutputSchema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows of an epoch that have one name: the {@code row_id} without epoch and variant. A sample
 * has one name for itself, its id, and one for each generated image that it was joined with.
 *
 * @param name such as {@code cat/1.jpg} or {@code cat/1.jpg#snowy#0}
 * @param rows number of rows
 * @param variants number of different variants among them
 */
record RowGroup(String name, long rows, long variants) {

  static final String NAME = "name";
  static final String ROWS = "rows";
  static final String VARIANTS = "variants";

  /** Counts {@code rows} of {@link OutputSchema} by base id and name. */
  static Dataset<Row> count(Dataset<Row> rows) {
    Column name =
        functions.regexp_replace(functions.col(OutputSchema.ROW_ID), "@[0-9]+\\.[0-9]+$", "");
    return rows.groupBy(functions.col(OutputSchema.BASE_ID), name.as(NAME))
        .agg(
            functions.count(functions.lit(1)).as(ROWS),
            functions.countDistinct(functions.col(OutputSchema.VARIANT)).as(VARIANTS));
  }

  /** A row of {@link #count}. */
  static RowGroup of(Row row) {
    return new RowGroup(row.getAs(NAME), row.getAs(ROWS), row.getAs(VARIANTS));
  }
}
