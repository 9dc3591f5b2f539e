package dev.emulsion.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
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
  private final TaskConf conf;

  /**
   * @param notes folder for the tasks' files
   * @param pathPrefix stands before the id in the path column
   */
  public Quarantine(SparkSession spark, String notes, String pathPrefix, int epoch) {
    this.notes = notes;
    this.pathPrefix = pathPrefix;
    this.epoch = epoch;
    this.conf = TaskConf.of(spark);
  }

  /** What one task refuses; call {@link #close} after its last output. */
  public Notes notes() {
    return new Notes();
  }

  /** One task's notes. */
  public final class Notes {

    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder lines = new StringBuilder();

    private Notes() {}

    public void add(String id, String reason, String message) {
      ObjectNode line = json.createObjectNode();
      line.put("id", id).put("path", pathPrefix + id);
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
      Path unfinished = new Path(notes, "." + name);
      try {
        FileSystem fs = unfinished.getFileSystem(conf.get());
        try (OutputStream out = fs.create(unfinished, true)) {
          out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (!fs.rename(unfinished, new Path(notes, name))) {
          throw new IOException(unfinished + " cannot be renamed to " + name);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + unfinished, e);
      }
    }
  }

  /**
   * Turns the notes into the table of this epoch, which is there also when it is empty.
   *
   * @param more further rows of {@link #SCHEMA}, if there are any
   * @return number of rows of the table
   */
  public long write(SparkSession spark, String table, Optional<Dataset<Row>> more) {
    Optional<Dataset<Row>> noted =
        hasNotes()
            ? Optional.of(spark.read().schema(SCHEMA).json(notes).dropDuplicates())
            : Optional.empty();
    Optional<Dataset<Row>> rows =
        noted.isPresent() && more.isPresent()
            ? noted.map(some -> some.union(more.get()))
            : noted.or(() -> more);
    rows.map(
            some ->
                some.toDF(SCHEMA.fieldNames()).repartition(1).sortWithinPartitions("id", "reason"))
        .orElseGet(() -> spark.createDataFrame(List.<Row>of(), SCHEMA).coalesce(1))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(table);
    return rows.isEmpty() ? 0 : spark.read().schema(SCHEMA).parquet(table).count();
  }

  private boolean hasNotes() {
    try {
      Path folder = new Path(notes);
      FileSystem fs = folder.getFileSystem(conf.get());
      return fs.exists(folder) && fs.listStatus(folder).length > 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + notes + ": " + e.getMessage(), e);
    }
  }
}
