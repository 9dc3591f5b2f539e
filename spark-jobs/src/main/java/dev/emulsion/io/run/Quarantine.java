package dev.emulsion.io.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.spark.ContentDigest;
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
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The samples that are not in the shards: a Parquet table of id, path, reason, message and epoch.
 *
 * <p>Tasks note what they refuse in files of their own, whole or not at all. A task that runs twice
 * notes the same twice, so the table is the distinct rows of all notes.
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

  /** What one task refuses; call {@link Log#close} after its last output. */
  public Log notes() {
    return new Log();
  }

  /** One task's notes. */
  public final class Log {

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder lines = new StringBuilder();

    private Log() {}

    public void add(String id, String reason, String message) {
      add(id, pathPrefix + id, reason, message);
    }

    /** Adds something that is not a sample; its path is given to {@link Quarantine#write}. */
    public void addElsewhere(String id, String reason, String message) {
      add(id, null, reason, message);
    }

    private void add(String id, String path, String reason, String message) {
      ObjectNode line = json.createObjectNode();
      line.put("id", id).put("path", path);
      line.put("reason", reason).put("message", message).put("epoch", epoch);
      lines.append(line).append('\n');
    }

    /** Leaves the notes for {@link Quarantine#write}, if there are any. */
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
   * Turns notes into the table of an epoch, which is there also when it is empty.
   *
   * @param notes folders of notes; those that are not there count as empty
   * @param elsewhere id and path of what was noted without a path
   * @param more further rows of {@link #SCHEMA}, if there are any
   * @return number of rows of the table
   */
  public static long write(
      SparkSession spark,
      List<String> notes,
      String table,
      Optional<Dataset<Row>> elsewhere,
      Optional<Dataset<Row>> more) {
    String[] there =
        notes.stream().filter(folder -> hasNotes(spark, folder)).toArray(String[]::new);
    Optional<Dataset<Row>> noted =
        there.length > 0
            ? Optional.of(spark.read().schema(SCHEMA).json(there).dropDuplicates())
                .map(rows -> elsewhere.map(places -> located(rows, places)).orElse(rows))
            : Optional.empty();
    Optional<Dataset<Row>> rows =
        noted.isPresent() && more.isPresent()
            ? noted.map(some -> some.union(more.get()))
            : noted.or(() -> more);
    rows.map(some -> some.toDF(SCHEMA.fieldNames()).repartition(1))
        .map(some -> some.sortWithinPartitions("id", "reason"))
        .orElseGet(() -> spark.createDataFrame(List.<Row>of(), SCHEMA).coalesce(1))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(table);
    return rows.isEmpty() ? 0 : spark.read().schema(SCHEMA).parquet(table).count();
  }

  /**
   * Why one row of a table was refused, such as {@code cat/1.jpg: the file is empty or missing}.
   *
   * @param notDamaged reasons of which no example is wanted
   * @throws java.util.NoSuchElementException if none was
   */
  public static String example(SparkSession spark, String table, Object... notDamaged) {
    Row first =
        spark
            .read()
            .schema(SCHEMA)
            .parquet(table)
            .filter(functions.not(functions.col("reason").isin(notDamaged)))
            .orderBy("id")
            .first();
    return first.getAs("id") + ": " + first.getAs("message");
  }

  /** Order-free digest of the rows of a table. */
  public static String digest(SparkSession spark, String table) {
    return spark
        .read()
        .schema(SCHEMA)
        .parquet(table)
        .mapPartitions((MapPartitionsFunction<Row, String>) Quarantine::sum, Encoders.STRING())
        .collectAsList()
        .stream()
        .map(part -> new BigInteger(part, 16))
        .reduce(ContentDigest::sum)
        .map(ContentDigest::hex)
        .orElse(ContentDigest.hex(BigInteger.ZERO));
  }

  private static Iterator<String> sum(Iterator<Row> rows) {
    ContentDigest digest = new ContentDigest(SCHEMA);
    BigInteger sum = BigInteger.ZERO;
    while (rows.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(rows.next()));
    }
    return List.of(ContentDigest.hex(sum)).iterator();
  }

  private static Dataset<Row> located(Dataset<Row> noted, Dataset<Row> places) {
    Column place = functions.coalesce(functions.col("path"), functions.col("place"));
    return noted
        .join(places.toDF("id", "place"), new String[] {"id"}, "left_outer")
        .select(
            functions.col("id"),
            place.as("path"),
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
