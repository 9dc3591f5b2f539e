package dev.emulsion.io.side;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.io.fs.ReadParallelism;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.source.Samples;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
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
 * What {@code emulsion prompts} writes: the images that are to be generated, a list for each worker
 * that generates them.
 *
 * <pre>
 * worker-00000-of-00004.jsonl   an image a line, see {@link #ROWS}; sorted by source
 * _emulsion/prompts.json        the {@link Marker}: written last, once
 * </pre>
 */
public final class GenerationManifest {

  private static final String WORKER = "worker";
  private static final String PATH = "path";
  private static final String FILE = "file";
  private static final String SEED = "seed";
  private static final String ROW_COUNT = "rows";

  /**
   * The keys of a line, and the worker whose it is. {@code path} is the image's own file; if it has
   * none it is null, and {@code location} says where the image stands. {@code file} is where the
   * generated one goes, relative to their folder.
   */
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

  private static final StructType WRITTEN =
      new StructType().add(WORKER, DataTypes.IntegerType).add(ROW_COUNT, DataTypes.LongType);

  private static final String MARKER = "prompts.json";

  private final RunDirectory output;
  private final int workers;

  private GenerationManifest(RunDirectory output, int workers) {
    this.output = output;
    this.workers = workers;
  }

  /**
   * That the lists are finished, and what they hold.
   *
   * @param sources how many samples there are
   * @param prompts of which each source has all, or as many as {@code perSample} says
   * @param there images that were there already and are in no list
   * @param withoutFile sources that are parts of larger files
   * @param workers images by worker
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

    /** How many images are to be generated. */
    public long rows() {
      return workers.stream().mapToLong(n -> n).sum();
    }
  }

  /** What lists are known by before they are finished. */
  private record RunHeader(int workers) {}

  /**
   * Takes the directory, from which an older work list is removed.
   *
   * @throws ConfigException if anything else is there
   */
  public static GenerationManifest begin(RunDirectory output, int workers) {
    String begun = output.run(MARKER);
    Optional<RunHeader> before = output.read(begun, RunHeader.class);
    if (before.isEmpty() && !output.isEmpty()) {
      throw new ConfigException(
          "output.path "
              + output.path()
              + " exists and is no work list; choose another path, or delete it");
    }
    output.delete(output.own(MARKER));
    int old = before.map(RunHeader::workers).orElse(0);
    for (int i = 0; i < old; i++) {
      output.delete(new Path(output.path(), name(i, old)).toString());
    }
    output.write(begun, new RunHeader(workers));
    return new GenerationManifest(output, workers);
  }

  private static String name(int worker, int workers) {
    return String.format(Locale.ROOT, "worker-%05d-of-%05d.jsonl", worker, workers);
  }

  /** Writes rows of {@link #ROWS} and returns how many each worker has. */
  public List<Long> write(SparkSession spark, Dataset<Row> rows) {
    Lists lists =
        new Lists(new RemoteDirectory(output.path(), SerializableHadoopConf.of(spark)), workers);
    List<Row> written =
        rows.repartition(Math.min(workers, ReadParallelism.waiting(spark)), functions.col(WORKER))
            .sortWithinPartitions(
                WORKER, GeneratedImages.SOURCE, GeneratedImages.PROMPT, GeneratedImages.INDEX)
            .mapPartitions((MapPartitionsFunction<Row, Row>) lists::write, Encoders.row(WRITTEN))
            .collectAsList();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      counts.add(0L);
    }
    written.forEach(list -> counts.set(list.getInt(0), list.getLong(1)));
    for (int i = 0; i < workers; i++) {
      if (counts.get(i) == 0) {
        lists.writeEmpty(i);
      }
    }
    return counts;
  }

  /** Ends the work. */
  public void finish(Marker marker) {
    output.write(output.own(MARKER), marker);
  }

  /** Writes the lists of some workers, of each the whole. */
  private record Lists(RemoteDirectory folder, int workers) implements Serializable {

    Iterator<Row> write(Iterator<Row> rows) throws IOException {
      List<Row> written = new ArrayList<>();
      Row next = rows.hasNext() ? rows.next() : null;
      while (next != null) {
        int worker = next.getInt(0);
        Path list = folder.resolve(name(worker, workers));
        FileSystem fs = folder.conf().fileSystem(list);
        Path place = AtomicFile.appearsWhenClosed(fs, list) ? list : unfinished(list);
        long count = 0;
        try (FSDataOutputStream out = fs.create(place, true)) {
          for (; next != null && next.getInt(0) == worker; count++) {
            out.write(line(next).getBytes(StandardCharsets.UTF_8));
            next = rows.hasNext() ? rows.next() : null;
          }
        }
        if (!place.equals(list)) {
          fs.delete(list, false);
          if (!fs.rename(place, list)) {
            throw new UncheckedIOException(new IOException("cannot write " + list));
          }
        }
        written.add(RowFactory.create(worker, count));
      }
      return written.iterator();
    }

    /** Without a checksum beside it, as the others are. */
    void writeEmpty(int worker) {
      Path list = folder.resolve(name(worker, workers));
      try {
        folder.conf().fileSystem(list).create(list, true).close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + list + ": " + e.getMessage(), e);
      }
    }

    /** A task that is tried twice at once writes two. */
    private static Path unfinished(Path list) {
      String attempt = Long.toString(TaskContext.get().taskAttemptId());
      return new Path(list.getParent(), "." + list.getName() + "." + attempt);
    }

    private static String line(Row row) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put(GeneratedImages.SOURCE, row.getString(1));
      line.put(PATH, row.getString(2));
      if (row.isNullAt(2)) {
        line.put(Samples.LOCATION, row.getString(3));
      }
      line.put(GeneratedImages.PROMPT, row.getString(4));
      line.put(GeneratedImages.INDEX, row.getInt(5));
      line.put(FILE, row.getString(6));
      line.put(SEED, row.getLong(7));
      return line + "\n";
    }
  }
}
