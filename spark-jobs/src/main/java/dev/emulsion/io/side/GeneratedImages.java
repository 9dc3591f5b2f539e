package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.recipe.GeneratedConfig;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images that a generative model made of samples, in two parts as {@link Samples} are: an index to
 * match and choose by, and the encoded images.
 */
public interface GeneratedImages {

  String SOURCE = "source_id";
  String PROMPT = "prompt";
  String INDEX = "index";

  /**
   * Id of the sample that the image was made of; prompt, as {@link GeneratedConfig#normalized}
   * makes it; variant, 0 or more; where the image stands, see {@link #pathPrefix}; and its encoded
   * length, 0 where there is no file. Of images inside a table the length is the mean of them all.
   */
  StructType INDEX_SCHEMA =
      new StructType()
          .add(SOURCE, DataTypes.StringType, false)
          .add(PROMPT, DataTypes.StringType, false)
          .add(INDEX, DataTypes.IntegerType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(Samples.BYTES, DataTypes.LongType, false);

  /** Id and label of the sample, prompt and variant, the encoded image, and where it stands. */
  StructType PAYLOAD_SCHEMA =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true)
          .add(PROMPT, DataTypes.StringType, false)
          .add(INDEX, DataTypes.IntegerType, false)
          .add(Samples.IMAGE, DataTypes.BinaryType, false)
          .add(Samples.LOCATION, DataTypes.StringType, false);

  /**
   * One row of {@link #INDEX_SCHEMA} per image, whatever its prompt; several rows may share source,
   * prompt and variant. No image moves. It is cached.
   */
  Dataset<Row> index();

  /**
   * One row of {@link #PAYLOAD_SCHEMA} per row of {@code chosen}. An image that is missing has no
   * bytes, and one beyond {@code decode.max-bytes} has a byte more than that.
   *
   * <p>Of files no other is read, and no encoded byte is shuffled. A table with the images inside
   * is read as a whole; nothing of it is shuffled either unless {@code labeled}, when the chosen
   * images, and only they, are joined with the labels.
   *
   * @param chosen rows with the columns {@code id}, which is the source's, {@code labels} and
   *     {@code weights} as in {@link Samples#INDEX}, {@code prompt}, {@code variant}, {@code
   *     location} and {@code bytes} as {@link #index} has them
   * @param labeled whether labels come through; else they are null
   */
  Dataset<Row> payload(Dataset<Row> chosen, boolean labeled);

  /** Size of all encoded images, estimated where it can't be known without reading them. */
  long totalBytes();

  /** Files of a folder that are no images, or whose names are no {@link GeneratedName}. */
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
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
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
              + " is a folder of images");
    }
    return table
        .map(files -> GeneratedTable.open(spark, config, place, files, limits, conf))
        .orElseGet(() -> GeneratedFiles.below(spark, RemoteDirectory.of(place, conf), limits));
  }
}
