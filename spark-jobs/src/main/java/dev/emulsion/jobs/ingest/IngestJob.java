package dev.emulsion.jobs.ingest;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.RunId;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.run.TableJob;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Turns any source into a {@link SampleTable}: samples that were checked once, in few files that
 * every job reads fast. Of the recipe it uses {@code input}, {@code decode}, {@code labels} and
 * {@code quarantine}.
 *
 * <p>Reads ids and labels first, then every encoded image once, which is decoded and written as it
 * came. Nothing is shuffled but the list of files. An ingest that was interrupted begins anew, and
 * a finished one is left as it is.
 *
 * <pre>
 * emulsion ingest --input images/ --output staged/
 * </pre>
 */
public final class IngestJob {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job without anyone to watch it. */
  public IngestJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public IngestJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs to the end.
   *
   * @throws ConfigException if input or output cannot be used; nothing was written
   * @throws DataException if the data do not allow the table to be finished
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public IngestReport run() {
    return Errors.unwrapping(this::finish, progress);
  }

  private IngestReport finish() {
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input());
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> index = samples.index();
    try {
      Census census = Census.take(samples, index, recipe);
      String id = RunId.of(recipe.forTable(AttentionConfig.DEFAULT), census).runId();
      TableJob run = new TableJob(output, recipe, census);
      run.begin("ingest", SampleTable.BEGUN, new RunHeader(id, check()), RunHeader.class);
      Optional<SampleTable.Marker> before =
          output.read(output.own(SampleTable.MARKER), SampleTable.Marker.class);
      if (before.isPresent()) {
        return new IngestReport(true, output.path(), before.get());
      }
      SampleTable.Marker marker = ingest(run, samples, index, id);
      output.write(output.own(SampleTable.MARKER), marker);
      return new IngestReport(false, output.path(), marker);
    } finally {
      index.unpersist();
    }
  }

  /** What an ingest is known by before it is finished. */
  private record RunHeader(String ingest, String check) {

    @Override
    public String toString() {
      return ingest + " with input.check " + check;
    }
  }

  private String check() {
    return recipe.input().check().name().toLowerCase(Locale.ROOT);
  }

  private SampleTable.Marker ingest(TableJob run, Samples samples, Dataset<Row> index, String id) {
    RunDirectory output = run.output();
    Census census = run.census();
    progress.epoch(0, 1, census.samples(), 0);
    String folder = output.run("refused");
    output.delete(folder);
    Quarantine quarantine = new Quarantine(spark, folder, samples.pathPrefix(), 0);
    SliceMetrics metrics = new SliceMetrics();
    spark.sparkContext().register(metrics, "emulsion.tally.ingest");
    LongAccumulator bytes = spark.sparkContext().longAccumulator();
    IngestPartition work =
        new IngestPartition(
            census,
            recipe.decode(),
            recipe.input().check(),
            metrics,
            quarantine,
            spark.sparkContext().longAccumulator(AugmentJob.DONE),
            bytes);
    Dataset<Row> rows =
        samples
            .payload(index)
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) work::rows,
                Encoders.row(SampleTable.schema(census.labels().kind())));
    ClassList classes = census.classList();
    SampleTable.write(rows, classes, output.path() + "/" + SampleTable.FOLDER);
    long listed =
        Quarantine.write(
            spark,
            List.of(folder),
            output.own("quarantine"),
            Optional.empty(),
            Optional.of(census.unused(samples, index)));
    output.write(output.own("classes.json"), classes);
    SliceMetrics.SliceSummary summary = metrics.value();
    run.requireConserved(summary, listed);
    run.requireFewQuarantined(spark, summary);
    output.delete(folder);
    return new SampleTable.Marker(
        id,
        EmulsionVersion.text(),
        census.classes(),
        classes.kind(),
        check(),
        census.samples() + census.duplicates(),
        summary.emitted(),
        summary.quarantined(),
        census.duplicates(),
        samples.ignored(),
        summary.reasons(),
        bytes.value(),
        summary.contentDigest(),
        output.files(SampleTable.FOLDER));
  }
}
