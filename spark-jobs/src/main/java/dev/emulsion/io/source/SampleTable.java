package dev.emulsion.io.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.ConfigException;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.io.run.SealedOutput;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.label.Label;
import dev.emulsion.spark.LabelColumn;
import dev.emulsion.spark.parquet.Dictionaries;
import dev.emulsion.spark.parquet.ShardFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The sample table that {@code emulsion ingest} writes: checked samples in few files.
 *
 * <pre>
 * OUT/samples/part-*.parquet    a row per sample, see {@link Sample}
 * OUT.emulsion/samples.json     the {@link Marker}: written last, once
 * OUT.emulsion/classes.json     class names in the order of their indices
 * OUT.emulsion/quarantine/      a Parquet table of the samples that could not be used
 * </pre>
 */
public final class SampleTable {

  /** Where the files are, below the table's directory. */
  public static final String FOLDER = "samples";

  /** Column of the label. */
  public static final String LABEL = "label";

  /** Column of the image's encoded length. */
  public static final String BYTES = "bytes";

  /** How {@code emulsion ingest} commits the table. */
  public static final CommitLog.Kind<RunIdentity, Marker> KIND =
      new CommitLog.Kind<>(
          "ingest", "ingest.json", RunIdentity.class, "samples.json", Marker.class);

  /** Small, so that tasks can share a file. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private static final long MAX_FILE_ROWS = 1L << 20;

  private SampleTable() {}

  /**
   * The seal of a finished table: {@code in = written + quarantined + duplicates}.
   *
   * @param ingest hash of the input, the settings and the version of Emulsion
   * @param classes names in the order of their indices
   * @param kind form of the labels
   * @param check what was decoded of each image: {@code decode} for all of it, or {@code header}
   * @param ignoredFiles number of files that are no samples
   * @param ignoredKinds how many of them have which extension, or another reason
   * @param reasons quarantined samples by reason
   * @param decoding what decoding will omit, and kinds of files that are not read
   * @param bytes of all encoded images
   * @param files those that make up the table; any others are not part of it
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
      Map<String, Long> ignoredKinds,
      Map<String, Long> reasons,
      Manifest.Decoding decoding,
      long bytes,
      String contentDigest,
      List<Manifest.File> files) {

    public Marker {
      // absent from older tables
      ignoredKinds = ignoredKinds == null ? Map.of() : ignoredKinds;
      decoding = decoding == null ? Manifest.Decoding.NONE : decoding;
    }
  }

  /**
   * A row of the table.
   *
   * @param label as {@link LabelColumn#value} stores it, by class indices
   * @param image the encoded image, unchanged
   * @param height as stored in the image's header, before any EXIF rotation; so are {@code width}
   *     and {@code channels}
   * @param channels 1 for gray and palette images, 4 for CMYK
   * @param format such as {@code jpeg}: one of {@link dev.emulsion.image.codec.FileFormat}
   * @param sha256 of {@code image}, 64 hexadecimal digits
   */
  public record Sample(
      String id,
      Object label,
      byte[] image,
      int height,
      int width,
      int channels,
      String format,
      String sha256) {

    /** The row of {@link #schema}. */
    public Row toRow() {
      return RowFactory.create(
          id, label, image, height, width, channels, format, (long) image.length, sha256);
    }
  }

  /** The columns: the components of {@link Sample}, and {@code bytes}, the length of the image. */
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

  /** Appends rows of {@link #schema} to the files at {@code path}, one page per image. */
  public static void append(
      Dataset<Row> rows, ClassList classes, String path, WriteAttempt attempt) {
    ObjectNode footer = new ObjectMapper().createObjectNode();
    footer.put(Shards.LABELS_KEY, classes.footer());
    pagePerImage(rows)
        .options(attempt.namingOptions())
        .option(ShardFormat.FOOTER, footer.toString())
        .option("maxRecordsPerFile", MAX_FILE_ROWS)
        .save(path);
  }

  /** Appends encoded images, which do not compress, so that each can be read on its own. */
  public static DataFrameWriter<Row> pagePerImage(Dataset<Row> rows) {
    return rows.write()
        .format(ShardFormat.class.getName())
        .mode(SaveMode.Append)
        .option("compression", "none")
        .option("parquet.block.size", ROW_GROUP_BYTES)
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.row.count.limit", 1)
        .options(Dictionaries.OPTIONS);
  }

  /**
   * The finished table at {@code path}; empty if there is none.
   *
   * @throws ConfigException if {@code path} is the output of a job that has not finished
   */
  static Optional<SealedOutput<Marker>> find(SparkSession spark, String path) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    try {
      Path root = new Path(path);
      root.getFileSystem(conf).getFileStatus(root);
      SealedOutput.requireFinished("input.path", path, conf);
      return SealedOutput.find(KIND, FOLDER, path, conf);
    } catch (FileNotFoundException | IllegalArgumentException e) {
      return Optional.empty(); // the format's own reader will say that nothing is there
    } catch (IOException e) {
      throw new ConfigException("cannot read input.path " + path + ": " + e.getMessage(), e);
    }
  }
}
