package dev.emulsion.jobs.attention;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.Grid;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunLease;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.RunId;
import dev.emulsion.jobs.run.SliceMetrics;
import dev.emulsion.jobs.run.TableJob;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ModelSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Asks a vision transformer about every image of a dataset and writes what it attends to: an {@link
 * AttentionTable}. Of the recipe it uses {@code input}, {@code decode}, {@code labels}, {@code
 * attention.model} and {@code quarantine}.
 *
 * <p>The model is loaded on the driver first, so that one that cannot be used is known before
 * anything is written. Then every encoded image is read and decoded once, where it lies: no image
 * is shuffled. The table is written in parts that count by themselves; an interrupted scoring goes
 * on with the samples that are in none, and a finished one is left as it is.
 *
 * <pre>
 * emulsion attention --recipe transmix.yaml --input images/ --output maps/
 * </pre>
 */
public final class AttentionJob {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job without anyone to watch it. */
  public AttentionJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public AttentionJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs to the end.
   *
   * @throws ConfigException if input, model or output cannot be used; nothing was written
   * @throws DataException if the data do not allow the table to be finished
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public AttentionReport run() {
    return Errors.unwrapping(this::finish, progress);
  }

  private AttentionReport finish() {
    ModelSpec spec = spec();
    RunDirectory output =
        RunDirectory.at(recipe.output().path(), spark.sparkContext().hadoopConfiguration());
    output.requireApart(recipe.input());
    ModelSource model = ModelSource.of(spark, spec);
    Grid grid = grid(model);
    Samples samples = Samples.open(spark, recipe);
    Dataset<Row> index = samples.index();
    try {
      Census census = Census.take(samples, index, recipe);
      var attention = new AttentionConfig(Optional.empty(), Optional.of(spec), Optional.empty());
      String id = RunId.of(recipe.forTable(attention), census).runId();
      TableJob run = new TableJob(output, recipe, census);
      run.begin("scoring", AttentionTable.BEGUN, new RunHeader(id, spec.sha256()), RunHeader.class);
      Optional<AttentionTable.Marker> before =
          output.read(output.own(AttentionTable.MARKER), AttentionTable.Marker.class);
      if (before.isPresent()) {
        return new AttentionReport(true, output.path(), before.get());
      }
      RunLease lease = RunLease.acquire(output, spark.sparkContext().applicationId());
      AttentionParts open = new AttentionParts(spark, run, samples, index, model, grid, lease);
      progress.epoch(0, 1, census.samples(), open.done());
      List<AttentionPart> parts = open.finish();
      AttentionTable.Marker marker = marker(run, samples, index, parts, id, grid);
      lease.check();
      output.write(output.own(AttentionTable.MARKER), marker);
      return new AttentionReport(false, output.path(), marker);
    } finally {
      index.unpersist();
    }
  }

  private ModelSpec spec() {
    return recipe
        .attention()
        .model()
        .orElseThrow(
            () ->
                new ConfigException(
                    "attention.model must be given for emulsion attention;"
                        + " conf/models/export_vit.py makes one and prints its lines"));
  }

  private static Grid grid(ModelSource model) {
    try (AttentionModel loaded = model.open()) {
      return loaded.grid();
    }
  }

  /** What a scoring is known by before it is finished. */
  private record RunHeader(String attention, String model) {}

  private AttentionTable.Marker marker(
      TableJob run,
      Samples samples,
      Dataset<Row> index,
      List<AttentionPart> parts,
      String id,
      Grid grid) {
    RunDirectory output = run.output();
    Census census = run.census();
    long listed =
        Quarantine.write(
            spark,
            parts.stream().map(part -> part.notes(output)).toList(),
            output.own("quarantine"),
            Optional.empty(),
            Optional.of(census.unused(samples, index)));
    SliceMetrics.SliceSummary summary =
        SliceMetrics.SliceSummary.sum(parts.stream().map(AttentionPart::metrics).toList());
    run.requireConserved(summary, listed);
    run.requireFewQuarantined(spark, summary);
    return new AttentionTable.Marker(
        id,
        EmulsionVersion.text(),
        spec().sha256(),
        grid.rows(),
        grid.columns(),
        census.samples() + census.duplicates(),
        summary.emitted(),
        summary.quarantined(),
        census.duplicates(),
        samples.ignored(),
        summary.reasons(),
        summary.contentDigest(),
        output.files(AttentionTable.FOLDER));
  }
}
