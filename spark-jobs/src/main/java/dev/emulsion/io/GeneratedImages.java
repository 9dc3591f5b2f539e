package dev.emulsion.io;

import dev.emulsion.ConfigException;
import dev.emulsion.image.DecodeLimits;
import dev.emulsion.recipe.GeneratedConfig;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pictures that a generative model made of samples, in two parts as {@link Samples} are: an index
 * to match and choose by, and the encoded pictures.
 */
public interface GeneratedImages {

  String SOURCE = "source_id";
  String PROMPT = "prompt";
  String VARIANT = "variant";

  /**
   * Id of the sample that the picture was made of; prompt, as {@link GeneratedConfig#normalised}
   * makes it; variant, 0 or more; where the picture stands, see {@link #pathPrefix}; and its
   * encoded length, 0 where there is no file. Of pictures inside a table the length is the mean of
   * them all.
   */
  StructType INDEX =
      new StructType()
          .add(SOURCE, DataTypes.StringType, false)
          .add(PROMPT, DataTypes.StringType, false)
          .add(VARIANT, DataTypes.IntegerType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false);

  /** Id and label of the sample, prompt and variant, the encoded picture, and where it stands. */
  StructType PAYLOAD =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
          .add(PROMPT, DataTypes.StringType, false)
          .add(VARIANT, DataTypes.IntegerType, false)
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false);

  /**
   * One row of {@link #INDEX} per picture, whatever its prompt; several rows may share source,
   * prompt and variant. No picture moves. It is cached.
   */
  Dataset<Row> index();

  /**
   * One row of {@link #PAYLOAD} per row of {@code chosen}. A picture that is missing has no bytes,
   * and one beyond {@code decode.max-bytes} has a byte more than that.
   *
   * <p>Of files no other is read, and no encoded byte is shuffled. A table with the pictures inside
   * is read as a whole; nothing of it is shuffled either unless {@code labelled}, when the chosen
   * pictures, and only they, are joined with the labels.
   *
   * @param chosen rows with the columns {@code id}, which is the source's, {@code labels} and
   *     {@code weights} as in {@link Samples#INDEX}, {@code prompt}, {@code variant}, {@code
   *     location} and {@code bytes} as {@link #index} has them
   * @param labelled whether labels come through; else they are null
   */
  Dataset<Row> payload(Dataset<Row> chosen, boolean labelled);

  /** Size of all encoded pictures, estimated where it can't be known without reading them. */
  long totalBytes();

  /** Files of a folder that are no pictures, or whose names are no {@link GeneratedName}. */
  long ignored();

  /** Stands before a location in messages and in the quarantine table, to make it a path. */
  String pathPrefix();

  /**
   * What {@code config} names.
   *
   * @throws ConfigException if it doesn't exist or lacks a column
   * @throws dev.emulsion.DataException if a row of a table can't be used
   */
  static GeneratedImages open(SparkSession spark, GeneratedConfig config, DecodeLimits limits) {
    TaskConf conf = TaskConf.of(spark);
    String key = "generated.path";
    FileStatus place = conf.status(key, config.path());
    if (place.isFile() && config.format().equals(Optional.of(GeneratedConfig.Format.FOLDER))) {
      throw new ConfigException(
          key + " must be a folder for format folder, was the file " + config.path());
    }
    Optional<TableFiles> table =
        config.format().isEmpty()
            ? TableFiles.find(key, place, conf)
            : config
                .format()
                .filter(format -> format != GeneratedConfig.Format.FOLDER)
                .map(format -> TableFiles.find(format, key, place, conf));
    if (table.isEmpty()
        && (config.root().isPresent()
            || !config.columns().equals(GeneratedConfig.Columns.DEFAULT))) {
      throw new ConfigException(
          "generated.root and generated.columns must be left out: they are for tables, and "
              + config.path()
              + " is a folder of pictures");
    }
    return table
        .map(files -> GeneratedTable.open(spark, config, place, files, limits, conf))
        .orElseGet(() -> GeneratedFiles.below(spark, Folder.of(place, conf), limits));
  }
}
