package dev.emulsion.io.shard;

import dev.emulsion.spark.OutputSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Converts the columns of {@link OutputSchema} to the types of Hugging Face {@code datasets} and
 * back: {@code image} is {@code struct<bytes, path>}, and class indices have 64 bits.
 */
final class HfColumns {

  private HfColumns() {}

  /** The schema of stored rows for rows of {@code logical}. */
  static StructType schema(StructType logical) {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : logical.fields()) {
      fields.add(DataTypes.createStructField(field.name(), stored(field), true));
    }
    return DataTypes.createStructType(fields);
  }

  /** Converts rows of {@link OutputSchema} to stored rows. */
  static Dataset<Row> toStored(Dataset<Row> rows) {
    return rows.select(
        columns(
            rows.schema(),
            field ->
                isImage(field)
                    ? functions.struct(
                        functions.col(field.name()).as("bytes"),
                        functions.lit(null).cast(DataTypes.StringType).as("path"))
                    : column(field, stored(field))));
  }

  /** Converts stored rows back to rows of {@code logical}. */
  static Dataset<Row> fromStored(Dataset<Row> rows, StructType logical) {
    return rows.select(
        columns(
            logical,
            field ->
                isImage(field)
                    ? functions.col(field.name()).getField("bytes")
                    : column(field, field.dataType())));
  }

  private static Column[] columns(StructType schema, Function<StructField, Column> column) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(column.apply(field).as(field.name()));
    }
    return columns.toArray(new Column[0]);
  }

  private static Column column(StructField field, DataType type) {
    Column column = functions.col(field.name());
    return isClass(field.name()) ? column.cast(nullable(type)) : column;
  }

  /** Spark casts no list to a list without nulls, so nulls are allowed. */
  private static DataType nullable(DataType type) {
    return type instanceof ArrayType array ? DataTypes.createArrayType(array.elementType()) : type;
  }

  private static boolean isImage(StructField field) {
    return field.name().equals(OutputSchema.IMAGE);
  }

  private static DataType stored(StructField field) {
    if (isImage(field)) {
      return new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    }
    return isClass(field.name()) ? wide(field.dataType()) : field.dataType();
  }

  /** Whether a column contains class indices, which are of type {@code ClassLabel}. */
  static boolean isClass(String name) {
    return name.equals(OutputSchema.LABEL_BASE) || name.equals(OutputSchema.LABEL_PARTNER);
  }

  private static DataType wide(DataType type) {
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(wide(array.elementType()));
    }
    return type.equals(DataTypes.IntegerType) ? DataTypes.LongType : type;
  }
}
