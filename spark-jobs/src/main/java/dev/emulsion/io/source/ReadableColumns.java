package dev.emulsion.io.source;

import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * a file, even where those columns are not asked for. Here they are binary, and {@link #reason}
 * says what they are.
 */
final class ReadableColumns {

  private static final String REASON = "emulsion.unreadable";

  private final ParquetToSparkSchemaConverter converter;
  private final Set<String> unknown;

  private ReadableColumns(SparkSession spark, Set<String> unknown) {
    this.unknown = unknown;
    this.converter = new ParquetToSparkSchemaConverter(spark.sessionState().conf());
  }

  /** The schema of {@code file}; empty if Spark can read all of its columns. */
  static Optional<StructType> of(SparkSession spark, Path file, SerializableHadoopConf conf)
      throws IOException {
    ParquetFooter footer = ParquetFooter.read(file, conf);
    StructType schema = new ReadableColumns(spark, footer.unknown()).of(footer.schema());
    boolean all = Arrays.stream(schema.fields()).noneMatch(field -> reason(field).isPresent());
    return all && footer.unknown().isEmpty() ? Optional.empty() : Optional.of(schema);
  }

  /** Whether all names differ in more than case, which Spark ignores. */
  static boolean areDistinct(StructType schema) {
    return Arrays.stream(schema.fieldNames())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .distinct()
            .count()
        == schema.size();
  }

  /** Why Spark cannot read a column; empty if it can. */
  static Optional<String> reason(StructField field) {
    Metadata metadata = field.metadata();
    return metadata.contains(REASON) ? Optional.of(metadata.getString(REASON)) : Optional.empty();
  }

  private StructType of(MessageType columns) {
    Map<String, List<Type>> spellings = new LinkedHashMap<>();
    columns
        .getFields()
        .forEach(
            column ->
                spellings
                    .computeIfAbsent(
                        column.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(column));
    StructType schema = new StructType();
    for (List<Type> spelled : spellings.values()) {
      schema = schema.add(spelled.size() > 1 ? ambiguous(spelled) : field(spelled.get(0)));
    }
    return schema;
  }

  private StructField field(Type column) {
    return readable(column, "").orElseGet(() -> unreadable(column, type(column)));
  }

  /** Spark does not distinguish names that differ in case only. */
  private static StructField ambiguous(List<Type> spelled) {
    String names = String.join(" and ", spelled.stream().map(Type::getName).toList());
    return unreadable(
        spelled.get(0), "one of " + names + ", which Spark does not distinguish by case");
  }

  private String type(Type column) {
    if (unknown.contains("/" + column.getName())) {
      return "of a type that is newer than the Parquet library of Spark, such as FLOAT16";
    }
    return "of the Parquet type "
        + (column.isPrimitive()
            ? column.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(Locale.ROOT)
            : "group")
        + (column.getLogicalTypeAnnotation() == null
            ? ""
            : " (" + column.getLogicalTypeAnnotation() + ")");
  }

  private static StructField unreadable(Type column, String reason) {
    Metadata metadata = new MetadataBuilder().putString(REASON, reason).build();
    return new StructField(column.getName(), DataTypes.BinaryType, true, metadata);
  }

  /** The column, without those fields of a struct that Spark cannot read. */
  private Optional<StructField> readable(Type column, String parent) {
    String path = parent + "/" + column.getName();
    if (column.isPrimitive() && unknown.contains(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(converter.convert(new MessageType("schema", column)).fields()[0]);
    } catch (Exception e) { // Scala does not declare what it throws
      return column.isPrimitive()
              || column.getLogicalTypeAnnotation() != null
              || column.isRepetition(Type.Repetition.REPEATED)
          ? Optional.empty()
          : struct(column.asGroupType(), path);
    }
  }

  private Optional<StructField> struct(GroupType group, String path) {
    StructType fields = new StructType();
    for (Type child : group.getFields()) {
      Optional<StructField> field = readable(child, path);
      if (field.isPresent()) {
        fields = fields.add(field.get());
      }
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(new StructField(group.getName(), fields, true, Metadata.empty()));
  }
}
