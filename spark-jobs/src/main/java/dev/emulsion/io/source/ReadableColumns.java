package dev.emulsion.io.source;

import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The schema of a Parquet file some of whose columns Spark cannot read. Spark itself fails on such
 * a file, even where nobody asks for those columns. Here they are binary, and {@link #reason} says
 * what they are.
 */
final class ReadableColumns {

  private static final String REASON = "emulsion.unreadable";

  private final ParquetToSparkSchemaConverter converter;

  private ReadableColumns(SparkSession spark) {
    this.converter = new ParquetToSparkSchemaConverter(spark.sessionState().conf());
  }

  /** The schema of {@code file}; empty if Spark can read all of its columns. */
  static Optional<StructType> of(SparkSession spark, Path file, SerializableHadoopConf conf)
      throws IOException {
    ParquetFooter footer = ParquetFooter.read(file, conf);
    StructType schema = new ReadableColumns(spark).of(footer.schema());
    boolean all = Arrays.stream(schema.fields()).noneMatch(field -> reason(field).isPresent());
    return all && !footer.unknown() ? Optional.empty() : Optional.of(schema);
  }

  /** Why Spark cannot read a column; empty if it can. */
  static Optional<String> reason(StructField field) {
    Metadata metadata = field.metadata();
    return metadata.contains(REASON) ? Optional.of(metadata.getString(REASON)) : Optional.empty();
  }

  private StructType of(MessageType columns) {
    Map<String, Integer> spellings = new HashMap<>();
    columns.getFields().forEach(column -> spellings.merge(lower(column), 1, Integer::sum));
    StructType schema = new StructType();
    for (Type column : columns.getFields()) {
      String type = column.toString().replaceFirst("^(required|optional|repeated) ", "");
      StructField field =
          spellings.get(lower(column)) > 1
              ? unreadable(column, "one of several columns whose names differ in case only")
              : readable(column).orElseGet(() -> unreadable(column, "of the Parquet type " + type));
      schema = schema.add(field);
    }
    return schema;
  }

  private static String lower(Type column) {
    return column.getName().toLowerCase(Locale.ROOT);
  }

  private static StructField unreadable(Type column, String reason) {
    Metadata metadata = new MetadataBuilder().putString(REASON, reason).build();
    return new StructField(column.getName(), DataTypes.BinaryType, true, metadata);
  }

  /** The column, without those fields of a struct that Spark cannot read. */
  private Optional<StructField> readable(Type column) {
    try {
      return Optional.of(converter.convert(new MessageType("schema", column)).fields()[0]);
    } catch (Exception e) { // Scala does not declare what it throws
      return column.isPrimitive()
              || column.getLogicalTypeAnnotation() != null
              || column.isRepetition(Type.Repetition.REPEATED)
          ? Optional.empty()
          : struct(column.asGroupType());
    }
  }

  private Optional<StructField> struct(GroupType group) {
    StructType fields = new StructType();
    for (Type child : group.getFields()) {
      Optional<StructField> field = readable(child);
      if (field.isPresent()) {
        fields = fields.add(field.get());
      }
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(new StructField(group.getName(), fields, true, Metadata.empty()));
  }
}
