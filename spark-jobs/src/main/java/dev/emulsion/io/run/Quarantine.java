package dev.emulsion.io.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.Printable;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import dev.emulsion.spark.parquet.Dictionaries;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The quarantine table: samples that could not be used, and generated images that were rejected,
 * each as an {@link Entry}.
 *
 * <p>While an epoch is written, each task records its entries in a file of its own. A task that
 * runs twice records the same entries twice, so the table has the distinct entries of all files.
 */
public final class Quarantine implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The table's columns. */
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("path", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("epoch", DataTypes.IntegerType);

  /**
   * A row of the table.
   *
   * @param id of the sample, or name of the generated image
   * @param path of its file; null in the file of a task if {@link #write} supplies it
   * @param reason one word, such as {@code EMPTY}
   * @param message the reason in a sentence
   */
  public record Entry(String id, String path, String reason, String message, int epoch) {

    /** Reads a row of {@link #SCHEMA}. */
    public static Entry of(Row row) {
      return new Entry(
          row.getString(0), row.getString(1), row.getString(2), row.getString(3), row.getInt(4));
    }

    private ObjectNode json(ObjectMapper mapper) {
      ObjectNode line = mapper.createObjectNode();
      line.put("id", id).put("path", path);
      return line.put("reason", reason).put("message", message).put("epoch", epoch);
    }
  }

  private final String notes;
  private final String pathPrefix;
  private final int epoch;
  private final SerializableHadoopConf conf;

  /**
   * @param notes folder for the tasks' files
   * @param pathPrefix prefix of the id in the path column
   */
  public Quarantine(SparkSession spark, String notes, String pathPrefix, int epoch) {
    this.notes = notes;
    this.pathPrefix = pathPrefix;
    this.epoch = epoch;
    this.conf = SerializableHadoopConf.of(spark);
  }

  /** Begins the entries of one task; call {@link Log#close} after its last row. */
  public Log notes() {
    return new Log();
  }

  /** The entries of one task. */
  public final class Log {

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder lines = new StringBuilder();

    private Log() {}

    /** Adds a sample. */
    public void add(String id, Reason reason, String message) {
      add(new Entry(id, pathPrefix + id, reason.name(), message, epoch));
    }

    /** Adds a generated image, whose path {@link Quarantine#write} supplies. */
    public void addGenerated(String name, Reason reason, String message) {
      add(new Entry(name, null, reason.name(), message, epoch));
    }

    private void add(Entry entry) {
      lines.append(entry.json(json)).append('\n');
    }

    /** Writes the entries to a file, if there are any. */
    public void close() {
      if (lines.length() == 0) {
        return;
      }
      TaskContext task = TaskContext.get();
      String name = "task-" + task.partitionId() + "-" + task.taskAttemptId() + ".jsonl";
      Path file = new Path(notes, name);
      try {
        AtomicFile.replace(file.getFileSystem(conf.get()), file, lines.toString());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file, e);
      }
    }
  }

  /**
   * Writes the table of an epoch from the files of its tasks. An empty table is written, too.
   *
   * @param notes folders of these files; a folder that does not exist counts as empty
   * @param paths id and path of the entries without a path
   * @param more further rows of {@link #SCHEMA}
   * @return number of rows of the table
   */
  public static long write(
      SparkSession spark,
      List<String> notes,
      String table,
      Optional<Dataset<Row>> paths,
      Optional<Dataset<Row>> more) {
    String[] folders =
        notes.stream().filter(folder -> hasNotes(spark, folder)).toArray(String[]::new);
    Optional<Dataset<Row>> entries =
        folders.length > 0
            ? Optional.of(spark.read().schema(SCHEMA).json(folders).dropDuplicates())
                .map(rows -> paths.map(known -> withPaths(rows, known)).orElse(rows))
            : Optional.empty();
    Optional<Dataset<Row>> rows =
        entries.isPresent() && more.isPresent()
            ? entries.map(some -> some.union(more.get()))
            : entries.or(() -> more);
    if (rows.isEmpty()) {
      new SmallTable(spark, SCHEMA).write(table, List.of());
      return 0;
    }
    rows.get()
        .toDF(SCHEMA.fieldNames())
        .repartition(1)
        .sortWithinPartitions("id", "reason")
        .write()
        .mode(SaveMode.Overwrite)
        .options(Dictionaries.OPTIONS)
        .parquet(table);
    return spark.read().schema(SCHEMA).parquet(table).count();
  }

  /**
   * An entry of the table whose reason is damage, as text such as {@code cat/1.jpg: the file is
   * empty or missing}.
   *
   * @throws java.util.NoSuchElementException if there is no such entry
   */
  public static String example(SparkSession spark, String table) {
    Row first =
        spark
            .read()
            .schema(SCHEMA)
            .parquet(table)
            .filter(functions.col("reason").isin(Reason.names(Reason::isDamage)))
            .orderBy("id")
            .first();
    Entry example = Entry.of(first);
    return Printable.line(example.id() + ": " + example.message());
  }

  /** Order-free digest of the rows of a table. */
  public static String digest(SparkSession spark, String table) {
    Dataset<Row> rows = spark.read().schema(SCHEMA).parquet(table);
    return ContentDigest.hex(
        LocalRows.parts(rows, Quarantine::sum, BigInteger.class).stream()
            .reduce(BigInteger.ZERO, ContentDigest::sum));
  }

  private static BigInteger sum(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(SCHEMA);
    BigInteger sum = BigInteger.ZERO;
    while (rows.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(rows.next()));
    }
    return sum;
  }

  private static Dataset<Row> withPaths(Dataset<Row> entries, Dataset<Row> paths) {
    Column path = functions.coalesce(functions.col("path"), functions.col("known"));
    return entries
        .join(paths.toDF("id", "known"), new String[] {"id"}, "left_outer")
        .select(
            functions.col("id"),
            path.as("path"),
            functions.col("reason"),
            functions.col("message"),
            functions.col("epoch"));
  }

  private static boolean hasNotes(SparkSession spark, String notes) {
    try {
      Path folder = new Path(notes);
      FileSystem fs = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return fs.exists(folder) && fs.listStatus(folder).length > 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + notes + ": " + e.getMessage(), e);
    }
  }
}
