package dev.emulsion.io.source;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.Recipe;
import java.util.List;
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
public interface Samples {

  String ID = "id";
  String LABELS = "labels";
  String WEIGHTS = "weights";
  String LOCATION = "location";
  String BYTES = "bytes";
  String IMAGE = "image";

  /**
   * Id, label, where the sample stands, and its encoded length; in tables, unless they were
   * ingested, the length of the file that it stands in, or of the whole.
   *
   * <p>A label is either a list of {@code labels}, the texts of its classes, one for a single
   * class; or a list of {@code weights}, one per class. The other one is null, and both are where a
   * sample has no label.
   */
  StructType INDEX = labeled().add(BYTES, DataTypes.LongType, false);

  /** Id, label as in {@link #INDEX}, where the sample stands, and its encoded image. */
  StructType PAYLOAD = labeled().add(IMAGE, DataTypes.BinaryType, false);

  private static StructType labeled() {
    return new StructType()
        .add(ID, DataTypes.StringType, false)
        .add(LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
        .add(WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
        .add(LOCATION, DataTypes.StringType, false);
  }

  /** One row of {@link #INDEX} per sample; no images move. */
  Dataset<Row> index();

  /**
   * One row of {@link #PAYLOAD} per sample of {@code index}. No other image is read where files or
   * their parts can be read alone, and none is returned. An image that is missing has no bytes, and
   * one beyond {@code decode.max-bytes} has a byte more than that.
   *
   * @param index what {@link #index} gave, or some of its rows
   */
  Dataset<Row> payload(Dataset<Row> index);

  /** The form of all labels; {@code weights} for a distribution, else {@code labels}. */
  Label.Kind labelKind();

  /** Whether the texts of {@code labels} are class indices rather than names. */
  boolean numbered();

  /**
   * The names of all classes in the order of their indices, distinct, where the source knows them.
   */
  default Optional<List<String>> classNames() {
    return Optional.empty();
  }

  /** Whether two samples may have one id. */
  boolean mayRepeat();

  /** Whether a sample may have no id, or no label that can be used. */
  boolean mayLack();

  /** Size of all encoded images, estimated where it can't be known without reading them. */
  long totalBytes();

  /** Files that are not images, which were left alone. */
  long ignored();

  /**
   * The path of the file that a sample has to itself, of a {@link #LOCATION}; null where samples
   * are parts of larger files.
   */
  default Column file() {
    return functions.lit(null).cast(DataTypes.StringType);
  }

  /** Stands before an id in messages and in the quarantine table, to make it a path. */
  String pathPrefix();

  /**
   * The input that {@code recipe} names. A directory that {@code emulsion ingest} wrote says itself
   * what it is, whatever {@code input.format} says.
   *
   * @throws dev.emulsion.ConfigException if it doesn't exist or lacks a column
   * @throws dev.emulsion.DataException if it holds no image
   */
  static Samples open(SparkSession spark, Recipe recipe) {
    InputConfig input = recipe.input();
    DecodeLimits limits = recipe.decode().limits();
    LabelsConfig labels = recipe.labels();
    Optional<SampleTable.Marker> ingested =
        input.isFiles() ? SampleTable.marker(spark, input.path()) : Optional.empty();
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
