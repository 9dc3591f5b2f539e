package dev.emulsion.io.source;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The samples of one input, in two parts: an index of ids and labels to plan with, and the encoded
 * images, which are read once per epoch.
 */
public interface Samples extends AutoCloseable {

  String ID = "id";
  String LABELS = "labels";
  String WEIGHTS = "weights";
  String LOCATION = "location";
  String BYTES = "bytes";
  String STAMP = "stamp";
  String IMAGE = "image";

  /** Columns of {@link IndexRow}. */
  StructType INDEX = IndexRow.SCHEMA;

  /** Columns of {@link PayloadRow}. */
  StructType PAYLOAD = PayloadRow.SCHEMA;

  /** One {@link IndexRow} per sample; the same, cached dataset on every call. */
  Dataset<Row> index();

  /**
   * One {@link PayloadRow} per sample of {@code index}. Where samples can be read one by one, no
   * other image is read. A missing image has no bytes, and one larger than {@code decode.max-bytes}
   * is cut off one byte above that limit.
   *
   * @param index the result of {@link #index}, or some of its rows
   */
  Dataset<Row> payload(Dataset<Row> index);

  /** What is known of all samples together. */
  SourceInfo info();

  /**
   * The path of the file that contains one sample and nothing else, as a function of {@link
   * #LOCATION}; null where samples are parts of larger files.
   */
  default Column file() {
    return functions.lit(null).cast(DataTypes.StringType);
  }

  /** Releases the cached index. */
  @Override
  default void close() {
    index().unpersist();
  }

  /**
   * Opens the input that {@code recipe} names. A directory that {@code emulsion ingest} wrote is
   * recognized under any {@code input.format}.
   *
   * @throws dev.emulsion.ConfigException if the input does not exist or lacks a column
   * @throws dev.emulsion.DataException if the input contains no image
   */
  static Samples open(SparkSession spark, Recipe recipe) {
    InputConfig input = recipe.input();
    DecodeLimits limits = recipe.decode().limits();
    LabelsConfig labels = recipe.labels();
    Optional<SealedOutput<SampleTable.Marker>> ingested =
        input.isFiles() ? SampleTable.find(spark, input.path()) : Optional.empty();
    if (ingested.isPresent()) {
      return ParquetTable.ofIngested(spark, input, labels, limits, ingested.get());
    }
    return switch (input.format()) {
      case IMAGE_FOLDER -> ImageFolder.open(spark, input, limits);
      case PARQUET -> ParquetTable.open(spark, input, labels, limits);
      case TABLE -> CatalogTable.open(spark, input, labels, limits);
      case HUGGINGFACE -> ParquetTable.ofHuggingFace(spark, input, labels, limits);
      case WEBDATASET -> WebDataset.open(spark, input, labels, limits);
      case MANIFEST -> ManifestSource.open(spark, input, labels, limits);
    };
  }
}
