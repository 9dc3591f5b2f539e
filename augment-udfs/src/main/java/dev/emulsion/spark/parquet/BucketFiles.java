package dev.emulsion.spark.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Names the files of a task by its bucket, such as {@code part-00017-c000.parquet}, or by task and
 * write, such as {@code part-00017-w0000000042-c000.parquet}.
 *
 * <p>Spark numbers files by task and adds a random part. Task i of a job writes the i-th bucket of
 * the job, so the name of a bucket's files does not depend on the job: sorted by name, files are in
 * ring order, and a second attempt replaces the first. A task without rows writes no file.
 */
public final class BucketFiles extends OutputWriterFactory {

  private static final long serialVersionUID = 1L;

  /** The option with the bucket of the job's first task. */
  public static final String FIRST_BUCKET = "emulsion.first-bucket";

  /** The option with the number of the write. Without any of the two, files keep Spark's names. */
  public static final String WRITE = "emulsion.write";

  /** Spark formats the numbers with the digits of the locale. */
  private static final Pattern OF_SPARK = Pattern.compile("(?U)part-\\d+-.*-c(\\d+)(\\..*)");

  private static final Pattern OURS = Pattern.compile("part-(\\d+)-c\\d+\\..*");

  private final PathWriterFactory files;
  private final int first;
  private final String write;

  /**
   * Names the files that {@code files} creates.
   *
   * @param first bucket of the job's first task
   * @param write part of the name that distinguishes writes; empty if they replace each other's
   *     files
   */
  BucketFiles(PathWriterFactory files, int first, String write) {
    this.files = files;
    this.first = first;
    this.write = write;
  }

  /**
   * {@code files}, named as {@link #FIRST_BUCKET} or {@link #WRITE} says, with their SHA-256 if
   * {@link FileDigests#OPTION} asks for it.
   */
  public static OutputWriterFactory naming(PathWriterFactory files, Map<String, String> options) {
    PathWriterFactory hashed =
        FileDigests.in(options)
            .<PathWriterFactory>map(digests -> new HashedFiles(files, digests))
            .orElse(files);
    if (options.contains(FIRST_BUCKET)) {
      return new BucketFiles(hashed, Integer.parseInt(options.apply(FIRST_BUCKET)), "");
    }
    return options.contains(WRITE)
        ? new BucketFiles(hashed, 0, nameOf(Integer.parseInt(options.apply(WRITE))))
        : hashed;
  }

  /** The part of the names of its files that distinguishes a write. */
  public static String nameOf(int write) {
    return String.format(Locale.ROOT, "-w%010d", write);
  }

  /** The bucket of the file with this name; empty for other names. */
  public static Optional<Integer> bucketOf(String fileName) {
    Matcher ours = OURS.matcher(fileName);
    return ours.matches() ? Optional.of(Integer.valueOf(ours.group(1))) : Optional.empty();
  }

  @Override
  public String getFileExtension(TaskAttemptContext context) {
    return files.getFileExtension(context);
  }

  @Override
  public OutputWriter newInstance(String path, StructType schema, TaskAttemptContext context) {
    Path given = new Path(path);
    withoutChecksumFiles(given, context.getConfiguration());
    Matcher name = OF_SPARK.matcher(given.getName());
    if (!name.matches()) {
      throw new IllegalStateException("unexpected name of a file of Spark: " + given.getName());
    }
    int bucket = first + context.getTaskAttemptID().getTaskID().getId();
    int number = Integer.parseInt(name.group(1));
    String ours =
        String.format(Locale.ROOT, "part-%05d%s-c%03d%s", bucket, write, number, name.group(2));
    return new Lazy(new Path(given.getParent(), ours), schema, context);
  }

  /** Executors that write to a local disk, too, leave no .crc files among the shards. */
  private static void withoutChecksumFiles(Path path, Configuration conf) {
    try {
      if (path.getFileSystem(conf) instanceof ChecksumFileSystem local) {
        local.setWriteChecksum(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }

  /** A file that is created when its first row is written. */
  private final class Lazy extends OutputWriter {

    private final Path path;
    private final StructType schema;
    private final TaskAttemptContext context;
    private Optional<OutputWriter> file = Optional.empty();

    Lazy(Path path, StructType schema, TaskAttemptContext context) {
      this.path = path;
      this.schema = schema;
      this.context = context;
    }

    @Override
    public void write(InternalRow row) {
      if (file.isEmpty()) {
        file = Optional.of(files.open(path, schema, context));
      }
      file.get().write(row);
    }

    @Override
    public void close() {
      file.ifPresent(OutputWriter::close);
    }

    @Override
    public String path() {
      return path.toString();
    }
  }
}
