package dev.emulsion.io;

import dev.emulsion.ConfigException;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Columns;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.spark.WideRows;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A Parquet table with an encoded image a row. The image column is BINARY or {@code struct<bytes,
 * path>}, as Hugging Face datasets write it; there the path is the id unless an id column is named.
 */
final class ParquetTable implements Samples {

  private static final String SPLIT_BYTES = "spark.sql.files.maxPartitionBytes";

  private final Dataset<Row> table;
  private final Dataset<Row> index;
  private final Column id;
  private final TableLabels labels;
  private final Column image;
  private final long totalBytes;
  private final String path;

  private ParquetTable(
      Dataset<Row> table, InputConfig input, LabelsConfig config, long totalBytes) {
    Columns columns = input.columns();
    DataType imageType = typeOf(table, "image", columns.image());
    DataType labelType = typeOf(table, "label", columns.label());
    boolean struct = imageType instanceof StructType;
    if (struct && !Arrays.asList(((StructType) imageType).fieldNames()).contains("bytes")
        || !struct && !(imageType instanceof BinaryType)) {
      throw new ConfigException(
          "input.columns.image must be BINARY or struct<bytes, path>, but "
              + columns.image()
              + " is "
              + imageType.catalogString());
    }
    this.table = table;
    this.totalBytes = totalBytes;
    this.path = input.path();
    this.labels = TableLabels.of(columns.label(), labelType, config);
    this.image = struct ? column(columns.image()).getField("bytes") : column(columns.image());
    this.id = idColumn(columns, imageType);
    this.index =
        table
            .select(
                functions.coalesce(id, functions.lit("")).as(ID),
                labels.texts().as(LABELS),
                labels.weights().as(WEIGHTS),
                location().as(LOCATION),
                functions.col("_metadata.file_size").as(BYTES))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  static ParquetTable open(SparkSession spark, InputConfig input, LabelsConfig labels) {
    WideRows.prepare(spark);
    try {
      Dataset<Row> table = spark.read().parquet(input.path());
      long bytes = table.queryExecution().optimizedPlan().stats().sizeInBytes().toLong();
      input
          .partitions()
          .ifPresent(n -> spark.conf().set(SPLIT_BYTES, Long.toString(Math.max(1, bytes / n))));
      return new ParquetTable(table, input, labels, bytes);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new ConfigException(
            "cannot read input.path " + input.path() + " as Parquet: " + firstLine(e), e);
      }
      throw e;
    }
  }

  private Column idColumn(Columns columns, DataType imageType) {
    if (columns.id().isPresent()) {
      typeOf(table, "id", columns.id().get());
      return column(columns.id().get()).cast("string");
    }
    if (imageType instanceof StructType struct
        && Arrays.asList(struct.fieldNames()).contains("path")) {
      return column(columns.image()).getField("path");
    }
    throw new ConfigException(
        "input.columns.id must name the id column, because "
            + columns.image()
            + " has no path field; the table has "
            + String.join(", ", table.columns()));
  }

  private static DataType typeOf(Dataset<Row> table, String role, String name) {
    List<String> names = Arrays.asList(table.columns());
    if (!names.contains(name)) {
      throw new ConfigException(
          "input.columns."
              + role
              + " names "
              + name
              + ", but the table has "
              + String.join(", ", names));
    }
    return table.schema().apply(name).dataType();
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> index) {
    return table.select(
        functions.coalesce(id, functions.lit("")).as(ID),
        labels.texts().as(LABELS),
        labels.weights().as(WEIGHTS),
        location().as(LOCATION),
        functions.coalesce(image, functions.lit(new byte[0])).as(IMAGE));
  }

  /** File and row: unique, and in the order of "first" when ids repeat. */
  private static Column location() {
    return functions.format_string(
        "%s#%012d", functions.col("_metadata.file_path"), functions.col("_metadata.row_index"));
  }

  @Override
  public Label.Kind labelKind() {
    return labels.kind();
  }

  @Override
  public boolean numbered() {
    return labels.numbered();
  }

  @Override
  public boolean mayRepeat() {
    return true;
  }

  @Override
  public boolean mayLack() {
    return true;
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public long ignored() {
    return 0;
  }

  @Override
  public String pathPrefix() {
    return path + "#";
  }

  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private static String firstLine(Exception e) {
    return e.getMessage().lines().findFirst().orElse("");
  }
}
