package dev.emulsion.io.side;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunLease;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.TableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The work lists that {@code emulsion prompts} writes: the images to generate, one list per worker
 * that generates them.
 *
 * <pre>
 * OUT/worker-00000-of-00004.jsonl  one image per line, see {@link Line}; sorted by source
 * OUT.emulsion/prompts.json        the {@link Marker}: written last, once
 * </pre>
 */
public final class GenerationManifest {

  private static final String WORKER = "worker";
  private static final String PATH = "path";
  private static final String FILE = "file";
  private static final String SEED = "seed";

  /** The columns: the components of {@link Line}. */
  public static final StructType ROWS =
      new StructType()
          .add(WORKER, DataTypes.IntegerType, false)
          .add(GeneratedImages.SOURCE, DataTypes.StringType, false)
          .add(PATH, DataTypes.StringType, true)
          .add(Samples.LOCATION, DataTypes.StringType, false)
          .add(GeneratedImages.PROMPT, DataTypes.StringType, false)
          .add(GeneratedImages.INDEX, DataTypes.IntegerType, false)
          .add(FILE, DataTypes.StringType, false)
          .add(SEED, DataTypes.LongType, false);

  /** How {@code emulsion prompts} commits the lists. */
  public static final CommitLog.Kind<Header, Marker> KIND =
      new CommitLog.Kind<>("work list", "prompts.json", Header.class, "prompts.json", Marker.class);

  private static final Pattern LIST = Pattern.compile("worker-\\d{5,}-of-\\d{5,}\\.jsonl");

  /** The same for Spark. */
  private static final String GLOB = "worker-*-of-*.jsonl";

  /** Where unfinished lists are, among the files of the run. */
  private static final String SCRATCH = "scratch";

  private GenerationManifest() {}

  /**
   * An image to generate.
   *
   * @param worker that generates it, from 0
   * @param source id of the sample
   * @param path of the sample's own file; null if it is part of a larger file
   * @param location of the sample within its input
   * @param file the generated image, relative to the folder of generated images
   * @param seed for the generator
   */
  public record Line(
      int worker,
      String source,
      String path,
      String location,
      String prompt,
      int index,
      String file,
      long seed) {

    /** Reads a row of {@link #ROWS}. */
    public static Line of(Row row) {
      return new Line(
          row.getInt(0),
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getInt(5),
          row.getString(6),
          row.getLong(7));
    }

    /** The row of {@link #ROWS}. */
    public Row toRow() {
      return RowFactory.create(worker, source, path, location, prompt, index, file, seed);
    }

    /** The line of the list. It has the location only where there is no path. */
    String json() {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put(GeneratedImages.SOURCE, source).put(PATH, path);
      if (path == null) {
        line.put(Samples.LOCATION, location);
      }
      line.put(GeneratedImages.PROMPT, prompt).put(GeneratedImages.INDEX, index);
      line.put(FILE, file).put(SEED, seed);
      return line + "\n";
    }
  }

  /**
   * Marks the directory as one of work lists. A new list replaces any older one.
   *
   * @param version of Emulsion
   */
  public record Header(String version) implements CommitLog.Header<Header> {

    @Override
    public List<String> differences(Header before) {
      return List.of();
    }
  }

  /**
   * The seal of finished lists.
   *
   * @param sources number of samples
   * @param prompts each source has all of them, or {@code perSample} that are drawn
   * @param there number of images that exist already and are in no list
   * @param withoutFile number of sources that are parts of larger files
   * @param workers number of images by worker
   */
  public record Marker(
      String version,
      long sources,
      List<String> prompts,
      int imagesPerPrompt,
      int perSample,
      long seed,
      long there,
      long withoutFile,
      List<Long> workers) {

    /** The number of images to generate. */
    public long rows() {
      return workers.stream().mapToLong(n -> n).sum();
    }
  }

  /** The number of lines of one list. */
  private record Count(int worker, long lines) {

    static final StructType SCHEMA =
        new StructType().add(WORKER, DataTypes.IntegerType).add("lines", DataTypes.LongType);

    static Count of(Row row) {
      return new Count(row.getInt(0), row.getLong(1));
    }

    Row toRow() {
      return RowFactory.create(worker, lines);
    }
  }

  private static String name(int worker, int workers) {
    return String.format(Locale.ROOT, "worker-%05d-of-%05d.jsonl", worker, workers);
  }

  /**
   * Writes the lists, replacing those of an earlier run.
   *
   * @param rows of {@link #ROWS}
   * @param log claimed by this process
   * @return number of lines by worker
   */
  public static List<Long> write(
      SparkSession spark, Dataset<Row> rows, int workers, CommitLog<Marker> log) {
    log.unseal();
    log.deleteMatching(LIST);
    log.forget(SCRATCH);
    RemoteDirectory folder =
        new RemoteDirectory(log.output().path(), SerializableHadoopConf.of(spark));
    String scratch = log.output().run(SCRATCH + "/" + log.nextWrite().number());
    Lists lists = new Lists(folder, scratch, workers, log.guard());
    List<Row> written =
        rows.repartition(Math.min(workers, ReadParallelism.waiting(spark)), functions.col(WORKER))
            .sortWithinPartitions(
                WORKER, GeneratedImages.SOURCE, GeneratedImages.PROMPT, GeneratedImages.INDEX)
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) lists::write, Encoders.row(Count.SCHEMA))
            .collectAsList();
    List<Long> lines = new ArrayList<>(Collections.nCopies(workers, 0L));
    written.stream().map(Count::of).forEach(list -> lines.set(list.worker(), list.lines()));
    for (int i = 0; i < workers; i++) {
      if (lines.get(i) == 0) {
        lists.write(i, out -> {});
      }
    }
    requireAll(spark, log.output(), lines);
    log.forget(SCRATCH);
    return lines;
  }

  /** Another process may have replaced a list between a check of the lease and its end. */
  private static void requireAll(SparkSession spark, RunDirectory output, List<Long> lines) {
    long written = lines.stream().mapToLong(n -> n).sum();
    long onDisk =
        TableFiles.reader(spark).option("pathGlobFilter", GLOB).text(output.path()).count();
    if (onDisk != written) {
      throw new DataException(
          "the lists in "
              + output.path()
              + " must have "
              + written
              + " lines, have "
              + onDisk
              + ": another process wrote to them; run the same command again");
    }
  }

  /** Writes the lists of a task's workers, each completely. */
  private record Lists(RemoteDirectory folder, String scratch, int workers, RunLease.Guard guard)
      implements Serializable {

    Iterator<Row> write(Iterator<Row> rows) {
      List<Row> written = new ArrayList<>();
      PeekingLines lines = new PeekingLines(rows);
      while (lines.hasNext()) {
        int worker = lines.worker();
        long[] count = new long[1];
        write(worker, out -> count[0] = lines.copy(worker, out));
        written.add(new Count(worker, count[0]).toRow());
      }
      return written.iterator();
    }

    /** Writes one list, unless this process has lost the lease before it is complete. */
    void write(int worker, AtomicFile.Content content) {
      guard.replace(folder.resolve(name(worker, workers)), scratch, content, folder.conf());
    }
  }

  /** Lines that are sorted by worker. */
  private static final class PeekingLines {

    private final Iterator<Row> rows;
    private Line next;

    PeekingLines(Iterator<Row> rows) {
      this.rows = rows;
      advance();
    }

    private void advance() {
      next = rows.hasNext() ? Line.of(rows.next()) : null;
    }

    boolean hasNext() {
      return next != null;
    }

    int worker() {
      return next.worker();
    }

    /** Writes the lines of a worker; returns their number. */
    long copy(int worker, OutputStream out) throws IOException {
      long lines = 0;
      for (; next != null && next.worker() == worker; lines++) {
        out.write(next.json().getBytes(StandardCharsets.UTF_8));
        advance();
      }
      return lines;
    }
  }
}
