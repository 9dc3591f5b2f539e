package dev.emulsion.io.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.label.Label;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.parquet.ShardFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What {@code emulsion ingest} writes: samples that were checked once, in few files.
 *
 * <pre>
 * samples/part-*.parquet        id, label, image and what is known of it; see {@link #schema}
 * _emulsion/samples.json        the {@link Marker}: written last, once
 * _emulsion/classes.json        class names in the order of their indices
 * _emulsion/quarantine/         a Parquet table of the samples that are not in it
 * </pre>
 */
public final class SampleTable {

  /** Where the files are, below the table's directory. */
  public static final String FOLDER = "samples";

  /** Column of the label. */
  public static final String LABEL = "label";

  /** Column of the image's encoded length. */
  public static final String BYTES = "bytes";

  /** Its name among our own files. */
  public static final String MARKER = "samples.json";

  /** Names a table that is not finished, among our own files of the run. */
  public static final String BEGUN = "ingest.json";

  /** Small, so that tasks can share a file. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private static final long MAX_FILE_ROWS = 1L << 20;

  private SampleTable() {}

  /**
   * That the table is finished, and what it holds: {@code in = written + quarantined + duplicates}.
   *
   * @param ingest hash of input, settings and code's version
   * @param classes names in the order of their indices
   * @param kind form of the labels
   * @param check what was proven of each image: {@code pixels} or {@code header}
   * @param reasons quarantined samples by reason
   * @param bytes of all images together
   * @param contentDigest order-free digest of the rows
   */
  public record Marker(
      String ingest,
      String version,
      List<String> classes,
      String kind,
      String check,
      long in,
      long written,
      long quarantined,
      long duplicates,
      long ignoredFiles,
      Map<String, Long> reasons,
      long bytes,
      String contentDigest,
      List<Manifest.File> files) {}

  /**
   * The columns.
   *
   * <ul>
   *   <li>{@code id} string, unique
   *   <li>{@code label} as {@link LabelColumn} has it, by class indices
   *   <li>{@code image} binary: the encoded image as it came in
   *   <li>{@code height, width, channels} int: as stored; a palette or gray has one channel, CMYK
   *       four
   *   <li>{@code format} string: {@code jpeg}, {@code png} or {@code webp}
   *   <li>{@code bytes} long, {@code sha256} string of 64 hexadecimal digits: of {@code image}
   * </ul>
   */
  public static StructType schema(Label.Kind kind) {
    return new StructType()
        .add(Samples.ID, DataTypes.StringType, false)
        .add(LABEL, LabelColumn.type(kind), false)
        .add(Samples.IMAGE, DataTypes.BinaryType, false)
        .add("height", DataTypes.IntegerType, false)
        .add("width", DataTypes.IntegerType, false)
        .add("channels", DataTypes.IntegerType, false)
        .add("format", DataTypes.StringType, false)
        .add(BYTES, DataTypes.LongType, false)
        .add("sha256", DataTypes.StringType, false);
  }

  /** Writes rows of {@link #schema}, a page an image, replacing what is at {@code path}. */
  public static void write(Dataset<Row> rows, ClassList classes, String path) {
    ObjectNode footer = new ObjectMapper().createObjectNode();
    footer.put(Shards.LABELS_KEY, classes.footer());
    pagePerImage(rows)
        .option(ShardFormat.FOOTER, footer.toString())
        .option("maxRecordsPerFile", MAX_FILE_ROWS)
        .save(path);
  }

  /** Writes encoded images, which do not compress, so that each can be read by itself. */
  public static DataFrameWriter<Row> pagePerImage(Dataset<Row> rows) {
    return rows.write()
        .format(ShardFormat.class.getName())
        .mode(SaveMode.Overwrite)
        .option("compression", "none")
        .option("parquet.block.size", ROW_GROUP_BYTES)
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.row.count.limit", 1)
        .option("parquet.enable.dictionary", "false");
  }

  /**
   * The marker of the table at {@code path}; empty if there is no finished one.
   *
   * @throws ConfigException if there is an unfinished one
   */
  static Optional<Marker> marker(SparkSession spark, String path) {
    if (RunDirectory.isPattern(path)) {
      return Optional.empty();
    }
    SerializableHadoopConf conf = SerializableHadoopConf.of(spark);
    try {
      Path root = new Path(path);
      FileSystem fs = conf.fileSystem(root);
      if (!fs.getFileStatus(root).isDirectory()) {
        return Optional.empty();
      }
      RunDirectory directory = RunDirectory.at(path, conf.get());
      Optional<Marker> marker = directory.read(directory.own(MARKER), Marker.class);
      if (marker.isEmpty() && fs.exists(new Path(directory.run(BEGUN)))) {
        throw new ConfigException(
            "input.path "
                + path
                + " is a sample table that is not finished; run emulsion ingest again with the same"
                + " recipe to finish it");
      }
      return marker;
    } catch (FileNotFoundException | IllegalArgumentException e) {
      return Optional.empty(); // the format's own reader will say that nothing is there
    } catch (IOException e) {
      throw new ConfigException("cannot read input.path " + path + ": " + e.getMessage(), e);
    }
  }
}
