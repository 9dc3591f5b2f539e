package dev.emulsion.io.side;

import dev.emulsion.ConfigException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.source.TableFiles;
import dev.emulsion.recipe.GeneratedConfig;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Images that a generative model made from samples, in two parts like {@link
 * dev.emulsion.io.source.Samples}: an index to match with samples and to draw from, and the encoded
 * images.
 */
public interface GeneratedImages extends AutoCloseable {

  String SOURCE = "source_id";
  String PROMPT = "prompt";
  String INDEX = "index";

  /**
   * One row of {@link GeneratedIndexRow#SCHEMA} per image of any prompt; several rows may have the
   * same key. Reads no image. The rows are cached.
   */
  Dataset<Row> index();

  /**
   * One row per row of {@code requested}, with the columns {@code id} (of the source), {@code
   * labels, weights, prompt, index, image, location}. A missing image has no bytes, and one larger
   * than {@code decode.max-bytes} is cut off one byte above that limit.
   *
   * <p>Where images are files, only the requested ones are read, and no encoded byte is shuffled. A
   * table that contains the images is read as a whole; if {@code labeled}, its requested images are
   * shuffled once, to join them with the labels.
   *
   * @param requested rows of {@link GeneratedRequest#SCHEMA}
   * @param labeled whether to return labels; else they are null
   */
  Dataset<Row> payload(Dataset<Row> requested, boolean labeled);

  /** Encoded bytes of all images, estimated where the exact sum would require reading them. */
  long totalBytes();

  /** Number of files in a folder that are not named as {@link GeneratedFileName} names images. */
  long ignored();

  /** Makes a location a path, in messages and in the quarantine table: put it in front. */
  String pathPrefix();

  /** Releases the cached index. */
  @Override
  void close();

  /**
   * Opens the generated images that {@code config} names, and lists them.
   *
   * @throws ConfigException if the path does not exist or its table lacks a column
   * @throws dev.emulsion.DataException if a row of the table cannot be used
   */
  static GeneratedImages open(SparkSession spark, GeneratedConfig config, DecodeLimits limits) {
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    String key = "generated.path";
    FileStatus place = conf.status(key, config.path());
    SealedOutput.requireFinished(key, config.path(), conf.get());
    if (place.isFile() && config.format().equals(Optional.of(GeneratedConfig.Format.FOLDER))) {
      throw new ConfigException(
          key
              + " must be a folder when generated.format is folder, was the file "
              + config.path()
              + "; name a folder, or remove generated.format");
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
          "generated.root and generated.columns apply to tables only, but generated.path "
              + config.path()
              + " is a folder of images; remove them, or name a table");
    }
    return table
        .map(files -> GeneratedTable.open(spark, config, place, files, limits, conf))
        .orElseGet(() -> GeneratedFiles.below(spark, RemoteDirectory.of(place, conf), limits));
  }
}
