package dev.emulsion.io;

import dev.emulsion.recipe.Recipe;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The samples of one input, in two parts: an index of ids and labels to plan with, and the encoded
 * images, which are read once per epoch.
 */
public interface Samples {

  String ID = "id";
  String LABEL = "label";
  String LOCATION = "location";
  String BYTES = "bytes";
  String IMAGE = "image";

  /**
   * Id, label as text, where the sample stands, and its encoded length; in tables the length of the
   * file that it stands in.
   */
  StructType INDEX =
      new StructType()
          .add(ID, DataTypes.StringType, false)
          .add(LABEL, DataTypes.StringType, true)
          .add(LOCATION, DataTypes.StringType, false)
          .add(BYTES, DataTypes.LongType, false);

  /** Id, label as text, where the sample stands, and its encoded image. */
  StructType PAYLOAD =
      new StructType()
          .add(ID, DataTypes.StringType, false)
          .add(LABEL, DataTypes.StringType, true)
          .add(LOCATION, DataTypes.StringType, false)
          .add(IMAGE, DataTypes.BinaryType, false);

  /** One row of {@link #INDEX} per sample; no images move. */
  Dataset<Row> index();

  /**
   * One row of {@link #PAYLOAD} per sample of {@code index}.
   *
   * @param index what {@link #index} gave, perhaps cached
   */
  Dataset<Row> payload(Dataset<Row> index);

  /** Whether labels are class indices rather than names. */
  boolean numbered();

  /** Whether two samples may have one id. */
  boolean mayRepeat();

  /** Whether a sample may have no id or no label. */
  boolean mayLack();

  /** Size of all encoded images, estimated where it can't be known without reading them. */
  long totalBytes();

  /** Files that are not images, which were left alone. */
  long ignored();

  /** Stands before an id in messages and in the quarantine table, to make it a path. */
  String pathPrefix();

  /**
   * The input that {@code recipe} names.
   *
   * @throws dev.emulsion.ConfigException if it doesn't exist or lacks a column
   * @throws dev.emulsion.DataException if it holds no image
   */
  static Samples open(SparkSession spark, Recipe recipe) {
    return switch (recipe.input().format()) {
      case IMAGE_FOLDER -> ImageFolder.open(spark, recipe.input(), recipe.decode().limits());
      case PARQUET -> ParquetTable.open(spark, recipe.input());
    };
  }
}
