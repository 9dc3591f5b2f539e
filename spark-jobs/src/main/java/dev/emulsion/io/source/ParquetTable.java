package dev.emulsion.io.source;

import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Columns;
import dev.emulsion.recipe.LabelsConfig;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Parquet files with an encoded image a row, as {@link TableColumns} finds it: anyone's, those of
 * Hugging Face {@code datasets}, or those of {@link SampleTable}.
 */
public final class ParquetTable implements Samples {

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final Dataset<Row> index;
  private final TableColumns columns;
  private final Optional<List<String>> classNames;
  private final boolean checked;
  private final long totalBytes;
  private final String path;

  private ParquetTable(
      SparkSession spark,
      Dataset<Row> table,
      TableColumns columns,
      Optional<List<String>> classNames,
      boolean checked,
      String path) {
    this.spark = spark;
    this.table = table;
    this.columns = columns;
    this.classNames = classNames;
    this.checked = checked;
    this.totalBytes = TableScan.bytes(table);
    this.path = path;
    Column bytes = functions.col(checked ? SampleTable.BYTES : "_metadata.file_size");
    this.index = columns.index(table, location(), bytes).persist(StorageLevel.MEMORY_AND_DISK());
  }

  static ParquetTable open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    Dataset<Row> table = table(spark, input, input.path());
    TableColumns columns = TableColumns.of(table, input, labels, limits.maxBytes());
    return new ParquetTable(spark, table, columns, Optional.empty(), false, input.path());
  }

  /** Class names, and which columns are meant where none are named, are in the footer. */
  static ParquetTable ofHuggingFace(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    Dataset<Row> table = table(spark, input, input.path());
    HfFeatures features = HfFeatures.of(table, input.path(), SerializableHadoopConf.of(spark));
    InputConfig settled = input.withColumns(features.columns(input.columns()));
    return new ParquetTable(
        spark,
        table,
        TableColumns.of(table, settled, labels, limits.maxBytes()),
        features.classNames(settled.columns().label().orElseThrow()),
        false,
        input.path());
  }

  /**
   * The samples that {@code emulsion ingest} wrote: the files that the seal names, no others.
   *
   * @throws DataException if they do not have as many rows as were sealed
   */
  static ParquetTable ofIngested(
      SparkSession spark,
      InputConfig input,
      LabelsConfig labels,
      DecodeLimits limits,
      SampleTable.Marker marker) {
    String[] files =
        marker.files().stream()
            .map(file -> new Path(input.path(), file.path()).toString())
            .toArray(String[]::new);
    Dataset<Row> table = TableScan.open(spark, input, "Parquet", () -> spark.read().parquet(files));
    Columns own = new Columns(Optional.of(ID), Optional.of(IMAGE), Optional.of(SampleTable.LABEL));
    TableColumns columns =
        TableColumns.of(table, input.withColumns(own), labels, limits.maxBytes());
    ParquetTable samples =
        new ParquetTable(spark, table, columns, Optional.of(marker.classes()), true, input.path());
    long rows = samples.index().count();
    if (rows != marker.written()) {
      throw new DataException(
          "input.path "
              + input.path()
              + " must have the "
              + marker.written()
              + " rows that _emulsion/samples.json states, has "
              + rows
              + "; delete the table and run emulsion ingest again");
    }
    return samples;
  }

  private static Dataset<Row> table(SparkSession spark, InputConfig input, String path) {
    return TableScan.open(spark, input, "Parquet", () -> spark.read().parquet(path));
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> part) {
    Dataset<Row> payload = columns.payload(table, location());
    return part == index ? payload : BloomSelection.of(spark, payload, index, part);
  }

  /** File and row: unique, and in the order of "first" when ids repeat. */
  public static Column location() {
    return functions.format_string(
        "%s#%012d", functions.col("_metadata.file_path"), functions.col("_metadata.row_index"));
  }

  @Override
  public Label.Kind labelKind() {
    return columns.labels().kind();
  }

  @Override
  public boolean numbered() {
    return columns.labels().numbered();
  }

  @Override
  public Optional<List<String>> classNames() {
    return classNames;
  }

  @Override
  public boolean mayRepeat() {
    return !checked;
  }

  @Override
  public boolean mayLack() {
    return !checked;
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
}
