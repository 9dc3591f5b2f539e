package dev.emulsion.io.source;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Columns;
import dev.emulsion.recipe.LabelsConfig;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Parquet files with one encoded image per row, in a column that {@link TableColumns} finds. They
 * may come from anywhere, from Hugging Face {@code datasets}, or from {@link SampleTable}.
 */
public final class ParquetTable implements Samples {

  /** The size of the file that a row is in: the length of one image is not known. */
  private static final Column FILE_BYTES = functions.col("_metadata.file_size");

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final Dataset<Row> index;
  private final TableColumns columns;
  private final SourceInfo info;

  private ParquetTable(
      SparkSession spark, Dataset<Row> table, TableColumns columns, Column bytes, SourceInfo info) {
    this.spark = spark;
    this.table = table;
    this.columns = columns;
    this.info = info;
    this.index = columns.index(table, location(), bytes).persist(StorageLevel.MEMORY_AND_DISK());
  }

  static ParquetTable open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    Dataset<Row> table = table(spark, input, input.path());
    TableColumns columns = TableColumns.of(table, input, labels, limits.maxBytes());
    return new ParquetTable(
        spark, table, columns, FILE_BYTES, info(table, columns.labels(), input));
  }

  /** Class names, and the columns to read where the recipe names none, come from the footer. */
  static ParquetTable ofHuggingFace(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    Dataset<Row> table = table(spark, input, input.path());
    HfFeatures features = HfFeatures.of(table, input.path(), SerializableHadoopConf.of(spark));
    InputConfig settled = input.withColumns(features.columns(input.columns()));
    TableColumns columns = TableColumns.of(table, settled, labels, limits.maxBytes());
    SourceInfo info = info(table, columns.labels(), input);
    return new ParquetTable(
        spark,
        table,
        columns,
        FILE_BYTES,
        features
            .classNames(settled.columns().label().orElseThrow())
            .map(info::withClassNames)
            .orElse(info));
  }

  /**
   * The samples that {@code emulsion ingest} wrote: the files that the seal names, no others.
   *
   * @throws dev.emulsion.DataException if they do not have as many rows as were sealed
   */
  static ParquetTable ofIngested(
      SparkSession spark,
      InputConfig input,
      LabelsConfig labels,
      DecodeLimits limits,
      SealedOutput<SampleTable.Marker> ingested) {
    SampleTable.Marker marker = ingested.seal();
    String[] files = ingested.paths(marker.files());
    Dataset<Row> table = TableScan.open(spark, input, "Parquet", () -> spark.read().parquet(files));
    Columns own = new Columns(Optional.of(ID), Optional.of(IMAGE), Optional.of(SampleTable.LABEL));
    TableColumns columns =
        TableColumns.of(table, input.withColumns(own), labels, limits.maxBytes());
    ParquetTable samples =
        new ParquetTable(
            spark,
            table,
            columns,
            functions.col(SampleTable.BYTES),
            info(table, columns.labels(), input).withClassNames(marker.classes()).checked());
    ingested.requireRows("input.path", "samples", marker.written(), samples.index().count());
    return samples;
  }

  private static SourceInfo info(Dataset<Row> table, TableLabels labels, InputConfig input) {
    return SourceInfo.unchecked(
        labels.kind(), labels.numbered(), TableScan.bytes(table), input.path());
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

  /** File and row number: unique, and sorted as {@code duplicates: first} requires. */
  public static Column location() {
    return functions.format_string(
        "%s#%012d", functions.col("_metadata.file_path"), functions.col("_metadata.row_index"));
  }

  @Override
  public SourceInfo info() {
    return info;
  }
}
