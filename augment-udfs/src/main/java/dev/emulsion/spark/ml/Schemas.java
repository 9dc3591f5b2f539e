package dev.emulsion.spark.ml;

import dev.emulsion.Require;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** The columns of a stage's input. */
final class Schemas {

  private Schemas() {}

  static boolean has(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
  }

  /** The column that Spark finds by this name, also in other letters. */
  static Optional<String> like(StructType schema, String column) {
    return Arrays.stream(schema.fieldNames()).filter(column::equalsIgnoreCase).findFirst();
  }

  /**
   * The position of a column.
   *
   * @param param the param that names it
   * @throws IllegalArgumentException if there is no such column
   */
  static int index(StructType schema, String param, String column) {
    Require.that(
        has(schema, column),
        () ->
            param
                + " must be a column, was "
                + column
                + "; there are "
                + String.join(", ", schema.fieldNames()));
    return schema.fieldIndex(column);
  }
}
