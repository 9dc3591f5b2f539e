package dev.emulsion.spark.ml;

import dev.emulsion.Require;
import java.util.Arrays;
import org.apache.spark.sql.types.StructType;

/** The columns of a stage's input. */
final class Schemas {

  private Schemas() {}

  static boolean has(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
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
