package dev.emulsion.io.source;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.source.SourceInfo.Texts;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Columns;
import dev.emulsion.recipe.LabelsConfig;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Parquet files with one encoded image per row, in a column that {@link TableColumns} finds. They
 * may come from anywhere, from Hugging Face {@code datasets}, or from {@link SampleTable}.
 */
public final class ParquetTable implements Samples {

  /** The size of the file that a row is in: the length of one image is not known. */
  private static final Column FILE_BYTES = functions.col("_metadata.file_size");

  private static final Column FILE = functions.col("_metadata.file_path");

  private final SparkSession spark;
  private final Dataset<Row> table;
  private final Dataset<Row> index;
  private final TableColumns columns;
  private final TableFileCheck check;
  private final SourceInfo info;

  private ParquetTable(
      SparkSession spark, Dataset<Row> table, TableColumns columns, Column bytes, SourceInfo info) {
    this.spark = spark;
    this.table = table;
    this.columns = columns;
    this.info = info;
    this.check = new TableFileCheck(SerializableHadoopConf.of(spark));
    this.index =
        columns
            .index(table, location(), bytes, TableFileCheck.STAMP)
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  static ParquetTable open(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    Dataset<Row> table = table(spark, input, input.path());
    TableColumns columns =
        TableColumns.of(table, input, labels, limits.maxBytes(), Optional.of(place(input, conf)));
    if (columns.labels().source() == Texts.NUMBERS) {
      requireOneOrder(spark, table, input.columns().label().orElse("label"), conf);
    }
    return new ParquetTable(
        spark, table, columns, FILE_BYTES, info(table, columns.labels(), input));
  }

  /** Refuses numbers that mean another class in each file, as far as the footers name classes. */
  private static void requireOneOrder(
      SparkSession spark, Dataset<Row> table, String label, SerializableHadoopConf conf) {
    String[] files = table.inputFiles();
    if (files.length > 1 && !FooterClasses.names(TableScan.path(files[0]), label, conf).isEmpty()) {
      FooterClasses.of(spark, table, label, conf)
          .common(label, "read them one at a time, or set input.format to huggingface");
    }
  }

  /**
   * Class names, and the columns to read where the recipe names none, come from the footers.
   *
   * @throws dev.emulsion.DataException if files list their classes in different orders and {@code
   *     labels.order} is not {@code lexical}, which goes by the names
   */
  static ParquetTable ofHuggingFace(
      SparkSession spark, InputConfig input, LabelsConfig labels, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    Dataset<Row> table = table(spark, input, input.path());
    HfFeatures features = HfFeatures.of(table, input.path(), conf);
    InputConfig settled = input.withColumns(features.columns(input.columns()));
    TableColumns columns =
        TableColumns.of(table, settled, labels, limits.maxBytes(), Optional.of(place(input, conf)));
    SourceInfo info = info(table, columns.labels(), input);
    String label = settled.columns().label().orElseThrow();
    if (columns.labels().source() != Texts.NUMBERS) {
      return new ParquetTable(spark, table, columns, FILE_BYTES, info);
    }
    FooterClasses classes = FooterClasses.of(spark, table, label, conf);
    if (labels.order() == LabelsConfig.Order.LEXICAL && classes.exist()) {
      TableColumns named = columns.withLabels(columns.labels().named(classes, FILE));
      return new ParquetTable(spark, table, named, FILE_BYTES, info(table, named.labels(), input));
    }
    return new ParquetTable(
        spark,
        table,
        columns,
        FILE_BYTES,
        classes
            .common(label, "set labels.order to lexical, which goes by the names")
            .map(info::withClassNames)
            .orElse(info));
  }

  /** The place of a row in the input, such as {@code train-0.parquet#17}. */
  private static Column place(InputConfig input, SerializableHadoopConf conf) {
    InputRoot root = InputRoot.of(input.path(), conf);
    Column file =
        functions.udf((UDF1<String, String>) root::relative, DataTypes.StringType).apply(FILE);
    return functions.concat(
        file, functions.lit("#"), functions.col("_metadata.row_index").cast("string"));
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
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    Dataset<Row> table =
        TableScan.open(
            spark,
            input,
            "Parquet",
            () -> TableFiles.listed(ingested.paths(marker.files()), conf).parquet(spark));
    Columns own = new Columns(Optional.of(ID), Optional.of(IMAGE), Optional.of(SampleTable.LABEL));
    TableColumns columns =
        TableColumns.of(table, input.withColumns(own), labels, limits.maxBytes(), Optional.empty());
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
        labels.kind(), labels.source(), TableScan.bytes(table), input.path());
  }

  private static Dataset<Row> table(SparkSession spark, InputConfig input, String path) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    TableFiles all = TableFiles.parquet(spark, "input.path", path, conf);
    SplitFilter.Chosen<FileStatus> chosen =
        new SplitFilter(input)
            .files(all.files(), file -> file.getPath().toString(), all.roots(), "files");
    Dataset<Row> table =
        TableScan.open(spark, input, "Parquet", () -> all.with(chosen.files()).parquet(spark));
    return chosen.rest().rows(table, TableColumns.label(input));
  }

  @Override
  public Dataset<Row> index() {
    return index;
  }

  @Override
  public Dataset<Row> payload(Dataset<Row> part) {
    if (part == index) {
      return columns.payload(table, check.checked(location()));
    }
    Dataset<Row> payload = columns.payload(filesOf(part), check.checked(location()));
    return BloomSelection.of(spark, payload, index, part);
  }

  /** The rows of the files that hold any of {@code part}; Spark does not open the others. */
  private Dataset<Row> filesOf(Dataset<Row> part) {
    Column file = functions.expr("substring_index(location, '#', size(split(location, '#')) - 1)");
    List<String> needed = part.select(file).distinct().as(Encoders.STRING()).collectAsList();
    return table.filter(FILE.isin(needed.toArray()));
  }

  /** File and row number: unique, and sorted as {@code duplicates: first} requires. */
  public static Column location() {
    return functions.format_string("%s#%012d", FILE, functions.col("_metadata.row_index"));
  }

  @Override
  public SourceInfo info() {
    return info;
  }
}
