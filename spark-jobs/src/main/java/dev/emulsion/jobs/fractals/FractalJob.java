package dev.emulsion.jobs.fractals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.emulsion.DataException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.side.FractalFolder;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.io.side.FractalTable.Fractal;
import dev.emulsion.io.side.FractalTable.Marker;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.Progress.Milestone;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import java.time.Duration;
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
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code emulsion fractals}: renders a set of fractals, for PixMix or for pretraining.
 *
 * <ul>
 *   <li><b>Input</b>: none. Every image follows from the seed and its index.
 *   <li><b>Output</b>: a {@link FractalTable} with the columns of {@link Fractal}, or a {@link
 *       FractalFolder} of PNG files with a list, as {@link FractalRequest.Form} says.
 *   <li><b>Shuffles</b> nothing. Each task renders consecutive images.
 *   <li><b>Commits</b> all at once: a killed job begins anew and writes the same files; a finished
 *       set is left unchanged.
 * </ul>
 *
 * <pre>
 * emulsion fractals --count 1000 --output fractals/
 *
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar \\
 *   fractals --count 100000 --output s3a://bucket/fractals
 * </pre>
 */
public final class FractalJob {

  private static final Logger LOG = LoggerFactory.getLogger(FractalJob.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where unfinished files are, among those of the run. */
  private static final String SCRATCH = "scratch";

  private final SparkSession spark;
  private final FractalRequest request;
  private final String output;
  private final Progress progress;

  /** A job whose progress is not observed. */
  public FractalJob(SparkSession spark, FractalRequest request, String output) {
    this(spark, request, output, Progress.SILENT);
  }

  public FractalJob(SparkSession spark, FractalRequest request, String output, Progress progress) {
    this.spark = spark;
    this.request = request;
    this.output = output;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @throws dev.emulsion.ConfigException if the output cannot be used; nothing was written
   * @throws dev.emulsion.DataException if a system cannot be found, or another process has taken
   *     over
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public FractalReport run() {
    return Errors.writing(output, this::render, progress);
  }

  private FractalReport render() throws Exception {
    RunDirectory directory = RunDirectory.at(output, spark.sparkContext().hadoopConfiguration());
    CommitLog<Marker> log = CommitLog.open(directory, FractalTable.KIND, header());
    Optional<Marker> before = log.sealed();
    if (before.isPresent()) {
      return new FractalReport(true, directory.path(), before.get(), Duration.ZERO);
    }
    long started = System.nanoTime();
    log.claim(spark.sparkContext().applicationId());
    log.deleteUnrecorded(FractalTable.FOLDER, List.of());
    log.forget(SCRATCH);
    Marker set = log.undisturbed(() -> write(log));
    log.deleteUnrecorded(FractalTable.FOLDER, set.files());
    log.forget(SCRATCH);
    progress.at(Milestone.UNSEALED);
    log.seal(set);
    progress.at(Milestone.SEALED);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    LOG.info("{} fractals rendered in {} s", set.images(), took.toSeconds());
    return new FractalReport(false, directory.path(), set, took);
  }

  private FractalTable.Header header() {
    Map<String, String> parameters = new TreeMap<>(request.parameters());
    parameters.put("version", EmulsionVersion.text());
    return new FractalTable.Header(parameters);
  }

  private Marker write(CommitLog<Marker> log) {
    progress.epoch(0, 1, request.images(), 0);
    SliceMetrics metrics = new SliceMetrics();
    spark.sparkContext().register(metrics, "emulsion.metrics.fractals");
    LongAccumulator rejected = spark.sparkContext().longAccumulator();
    FractalPartition partition =
        new FractalPartition(
            request.set(),
            request.first(),
            request.instances(),
            metrics,
            rejected,
            spark.sparkContext().longAccumulator(Progress.COUNTER));
    Dataset<Row> rows =
        spark
            .range(0, request.images(), 1, request.partitions())
            .mapPartitions(
                (MapPartitionsFunction<Long, Row>) partition::rows,
                Encoders.row(FractalTable.SCHEMA));
    progress.at(Milestone.SLICE_BEGUN);
    List<Manifest.File> files =
        switch (request.form()) {
          case PARQUET -> writeTable(rows, log);
          case FOLDER, DATASET -> writeFolder(rows, log);
        };
    progress.at(Milestone.SLICE_WRITTEN);
    SliceSummary summary = metrics.value();
    requireAll(log.output(), files);
    return new Marker(
        new TreeMap<>(request.parameters()),
        request.count(),
        summary.emitted(),
        rejected.value(),
        summary.contentDigest(),
        files);
  }

  private static List<Manifest.File> writeTable(Dataset<Row> rows, CommitLog<Marker> log) {
    FractalTable.append(rows, log.output().folder(FractalTable.FOLDER), log.nextWrite());
    return log.output().files(FractalTable.FOLDER);
  }

  /** Another process may have written files of other tasks to the same folder. */
  private void requireAll(RunDirectory directory, List<Manifest.File> files) {
    if (files.isEmpty()) {
      return; // a folder of images: every process writes the same files
    }
    String[] paths =
        files.stream().map(file -> directory.folder(file.path())).toArray(String[]::new);
    Row counts =
        spark
            .read()
            .parquet(paths)
            .agg(
                functions.count(functions.lit(1)),
                functions.countDistinct(functions.col(FractalTable.ID)))
            .first();
    if (counts.getLong(0) != request.images() || counts.getLong(1) != request.images()) {
      throw new DataException(
          directory.folder(FractalTable.FOLDER)
              + " must have "
              + request.images()
              + " different images, has "
              + counts.getLong(0)
              + ", "
              + counts.getLong(1)
              + " of them different: another process wrote to it; run the same command again");
    }
  }

  private List<Manifest.File> writeFolder(Dataset<Row> rows, CommitLog<Marker> log) {
    RunDirectory directory = log.output();
    String scratch = directory.run(SCRATCH + "/" + log.nextWrite().number());
    FractalFolder folder =
        new FractalFolder(directory.path(), scratch, SerializableHadoopConf.of(spark), log.guard());
    boolean classes = request.form() == FractalRequest.Form.DATASET;
    folder.list(
        rows.map(
            (MapFunction<Row, String>) row -> write(Fractal.of(row), classes, folder),
            Encoders.STRING()));
    return List.of();
  }

  /** Writes an image and returns its line of the list. */
  private static String write(Fractal fractal, boolean classes, FractalFolder folder) {
    String label = FractalPartition.name(fractal.index());
    String path = (classes ? label + "/" : "") + fractal.fractalId() + ".png";
    folder.put(path, fractal.image());
    ObjectNode line = JSON.createObjectNode();
    line.put("path", path).put("label", label).put("fractal_id", fractal.fractalId());
    line.putRawValue("system", new RawValue(fractal.system()));
    return line.toString();
  }
}
