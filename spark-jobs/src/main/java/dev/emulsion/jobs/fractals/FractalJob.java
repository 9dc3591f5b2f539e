package dev.emulsion.jobs.fractals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.side.FractalFolder;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.SliceMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Makes a set of fractals: a {@link FractalTable}, or a {@link FractalFolder}.
 *
 * <p>Every image is made by one task from seed and index alone; nothing is read or shuffled. Tasks
 * have consecutive images, about equally many. A set that was interrupted begins anew and writes
 * the same files, and a finished one is left as it is.
 *
 * <pre>
 * emulsion fractals --count 1000 --output fractals/
 * </pre>
 */
public final class FractalJob {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final FractalRequest order;
  private final String output;
  private final Progress progress;

  /** A job without anyone to watch it. */
  public FractalJob(SparkSession spark, FractalRequest order, String output) {
    this(spark, order, output, Progress.SILENT);
  }

  public FractalJob(SparkSession spark, FractalRequest order, String output, Progress progress) {
    this.spark = spark;
    this.order = order;
    this.output = output;
    this.progress = progress;
  }

  /**
   * Runs to the end.
   *
   * @throws ConfigException if the output cannot be used; nothing was written
   * @throws DataException if a system cannot be found
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public FractalReport run() {
    return Errors.unwrapping(this::finish, progress);
  }

  private FractalReport finish() {
    RunDirectory directory = RunDirectory.at(output, spark.sparkContext().hadoopConfiguration());
    begin(directory);
    String marker = directory.own(FractalTable.MARKER);
    Optional<FractalTable.Marker> before = directory.read(marker, FractalTable.Marker.class);
    if (before.isPresent()) {
      return new FractalReport(true, directory.path(), before.get(), Duration.ZERO);
    }
    long started = System.nanoTime();
    FractalTable.Marker set = make(directory);
    directory.write(marker, set);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return new FractalReport(false, directory.path(), set, took);
  }

  /** What a set is known by before it is finished. */
  private record RunHeader(Map<String, String> parameters) {}

  /** Takes the directory for this set, or takes up that very set. */
  private void begin(RunDirectory directory) {
    Map<String, String> now = new TreeMap<>(order.parameters());
    now.put("version", EmulsionVersion.text());
    String path = directory.run(FractalTable.MARKER);
    Optional<RunHeader> before = directory.read(path, RunHeader.class);
    if (before.isPresent()) {
      List<String> differences = differences(before.get().parameters(), now);
      if (!differences.isEmpty()) {
        throw new ConfigException(
            "output "
                + directory.path()
                + " holds another set of fractals ("
                + String.join("; ", differences)
                + "); choose another path, or delete it");
      }
    } else if (directory.isEmpty()) {
      directory.write(path, new RunHeader(now));
    } else {
      throw new ConfigException(
          "output "
              + directory.path()
              + " exists and is not empty; choose another path, or delete it");
    }
  }

  private static List<String> differences(Map<String, String> before, Map<String, String> now) {
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    List<String> differences = new ArrayList<>();
    for (String key : all.keySet()) {
      String there = before.getOrDefault(key, "not set");
      String here = now.getOrDefault(key, "not set");
      if (!there.equals(here)) {
        differences.add(key + " is " + there + " there and " + here + " here");
      }
    }
    return differences;
  }

  private FractalTable.Marker make(RunDirectory directory) {
    progress.epoch(0, 1, order.images(), 0);
    SliceMetrics metrics = new SliceMetrics();
    spark.sparkContext().register(metrics, "emulsion.tally.fractals");
    LongAccumulator rejected = spark.sparkContext().longAccumulator();
    FractalPartition painting =
        new FractalPartition(
            order.set(),
            order.first(),
            order.instances(),
            metrics,
            rejected,
            spark.sparkContext().longAccumulator(AugmentJob.DONE));
    Dataset<Row> rows =
        spark
            .range(0, order.images(), 1, order.partitions())
            .mapPartitions(
                (MapPartitionsFunction<Long, Row>) painting::rows,
                Encoders.row(FractalTable.SCHEMA));
    switch (order.form()) {
      case PARQUET -> FractalTable.write(rows, directory.path() + "/" + FractalTable.FOLDER);
      case FOLDER, DATASET -> writeFiles(rows, directory);
    }
    SliceMetrics.SliceSummary summary = metrics.value();
    return new FractalTable.Marker(
        new TreeMap<>(order.parameters()),
        order.count(),
        summary.emitted(),
        rejected.value(),
        summary.contentDigest(),
        order.form() == FractalRequest.Form.PARQUET
            ? directory.files(FractalTable.FOLDER)
            : List.of());
  }

  private void writeFiles(Dataset<Row> rows, RunDirectory directory) {
    FractalFolder folder = new FractalFolder(directory.path(), SerializableHadoopConf.of(spark));
    boolean classes = order.form() == FractalRequest.Form.DATASET;
    Dataset<String> lines =
        rows.map((MapFunction<Row, String>) row -> put(row, classes, folder), Encoders.STRING());
    folder.list(lines, directory.run("list"));
  }

  /** Writes the image of a row and gives its line of the list. */
  private static String put(Row row, boolean classes, FractalFolder folder) {
    String label = FractalPartition.name(row.getLong(6));
    String path = (classes ? label + "/" : "") + row.getString(0) + ".png";
    folder.put(path, row.getAs(1));
    ObjectNode line = JSON.createObjectNode();
    line.put("path", path).put("label", label).put("fractal_id", row.getString(0));
    line.putRawValue("system", new RawValue(row.getString(4)));
    return line.toString();
  }
}
