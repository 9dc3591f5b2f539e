package dev.emulsion.io.shard;

import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.fs.TarOutput;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.parquet.BucketFiles;
import dev.emulsion.spark.parquet.PathWriterFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;

/**
 * A Spark data source for WebDataset tar shards. Each row has the members {@code KEY.jpg} (or
 * {@code png}, {@code webp}) with the binary column, {@code KEY.cls} with the class index, if
 * {@code label_base} is one, and {@code KEY.json} with all other columns. {@link WebDatasetKey}
 * derives the key from {@code row_id}. Equal rows give equal files.
 *
 * <pre>
 * spark.read().format("emulsion-webdataset").schema("row_id string, image binary, …").load(path)
 * </pre>
 */
public final class WebDatasetFormat extends UnfilteredFormat
    implements DataSourceRegister, Serializable {

  private static final long serialVersionUID = 1L;

  /** The name of the format in Spark. */
  public static final String NAME = "emulsion-webdataset";

  /** Option: the extension of the image's member, such as {@code jpg}. */
  public static final String EXTENSION = "emulsion.extension";

  static final List<String> EXTENSIONS = List.of("jpg", "png", "webp");

  /** The extension of the members with images of a format. */
  static String extension(Format format) {
    return format == Format.JPEG ? "jpg" : format.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public String toString() {
    return "EmulsionWebDataset";
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType schema) {
    return BucketFiles.naming(
        new Writers(options.get(EXTENSION).getOrElse(() -> EXTENSIONS.get(0))), options);
  }

  @Override
  Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession spark, StructType requiredSchema) {
    return new Readers(requiredSchema, SerializableHadoopConf.of(spark));
  }

  /** Opens files for reading tasks. */
  private static final class Readers
      extends scala.runtime.AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
      implements Serializable {

    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final SerializableHadoopConf conf;

    Readers(StructType schema, SerializableHadoopConf conf) {
      this.schema = schema;
      this.conf = conf;
    }

    @Override
    public Iterator<InternalRow> apply(PartitionedFile file) {
      return scala.collection.JavaConverters.asScalaIterator(
          WebDatasetRows.open(file.toPath(), file.fileSize(), schema, conf.get()));
    }
  }

  /** Creates the files of writing tasks. */
  private static final class Writers extends PathWriterFactory {

    private static final long serialVersionUID = 1L;

    private final String extension;

    Writers(String extension) {
      this.extension = extension;
    }

    @Override
    public String getFileExtension(TaskAttemptContext context) {
      return ".tar";
    }

    @Override
    protected OutputWriter open(Path path, StructType schema, TaskAttemptContext context) {
      try {
        OutputStream out = path.getFileSystem(context.getConfiguration()).create(path, false);
        return new Writer(path.toString(), schema, extension, new TarOutput(out));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + path, e);
      }
    }
  }

  /** Writes one file. */
  private static final class Writer extends OutputWriter {

    private final String path;
    private final StructType schema;
    private final String extension;
    private final TarOutput tar;
    private final int id;
    private final int image;
    private final int label;

    Writer(String path, StructType schema, String extension, TarOutput tar) {
      this.path = path;
      this.schema = schema;
      this.extension = extension;
      this.tar = tar;
      this.id = schema.fieldIndex(OutputSchema.ROW_ID);
      this.image = binary(schema);
      this.label = classIndex(schema);
    }

    @Override
    public void write(InternalRow row) {
      String key = WebDatasetKey.of(row.getString(id));
      try {
        tar.add(key + "." + extension, row.getBinary(image));
        if (label >= 0) {
          String index = Integer.toString(row.getInt(label));
          tar.add(key + ".cls", index.getBytes(StandardCharsets.US_ASCII));
        }
        tar.add(key + ".json", JsonRow.write(row, schema));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + path, e);
      }
    }

    @Override
    public void close() {
      try {
        tar.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + path, e);
      }
    }

    @Override
    public String path() {
      return path;
    }
  }

  /** The index of the binary column; -1 if there is none. */
  static int binary(StructType schema) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.fields()[i].dataType() instanceof BinaryType) {
        return i;
      }
    }
    return -1;
  }

  private static int classIndex(StructType schema) {
    for (int i = 0; i < schema.size(); i++) {
      StructField field = schema.fields()[i];
      if (field.name().equals(OutputSchema.LABEL_BASE)
          && field.dataType().equals(DataTypes.IntegerType)) {
        return i;
      }
    }
    return -1;
  }
}
