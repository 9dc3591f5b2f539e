package dev.emulsion.jobs.attention;

import dev.emulsion.ConfigException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.Grid;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.run.EmulsionVersion;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import dev.emulsion.jobs.run.TableJob;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ModelSource;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * {@code emulsion attention}: runs a vision transformer on every image of a dataset and writes its
 * attention maps, an {@link AttentionTable}.
 *
 * <ul>
 *   <li><b>Input</b>: any {@link dev.emulsion.io.source.Samples}. Of the recipe, {@code input},
 *       {@code decode}, {@code labels}, {@code attention.model} and {@code quarantine} apply.
 *   <li><b>Output</b>: an {@link AttentionTable} with the columns of {@link AttentionTable#SCHEMA},
 *       and the quarantine table.
 *   <li><b>Reads</b> ids and labels first, then every encoded image once. The driver loads the
 *       model before anything is written; then each task does.
 *   <li><b>Shuffles</b> the list of files only, no image.
 *   <li><b>Commits</b> in parts: a killed job continues with the samples that are in no part; a
 *       finished table is left unchanged.
 * </ul>
 *
 * <pre>
 * emulsion attention --recipe transmix.yaml --input images/ --output maps/
 *
 * spark-submit --master yarn --class dev.emulsion.cli.Main emulsion.jar \\
 *   attention --recipe transmix.yaml --input s3a://bucket/images --output s3a://bucket/maps
 * </pre>
 */
public final class AttentionJob {

  private final SparkSession spark;
  private final Recipe recipe;
  private final Progress progress;

  /** A job whose progress is not observed. */
  public AttentionJob(SparkSession spark, Recipe recipe) {
    this(spark, recipe, Progress.SILENT);
  }

  public AttentionJob(SparkSession spark, Recipe recipe, Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @throws ConfigException if input, model or output cannot be used; nothing was written
   * @throws dev.emulsion.DataException if the table cannot be finished because of the data, or
   *     another process has taken over
   * @throws java.io.UncheckedIOException if a file cannot be read or written
   */
  public AttentionReport run() {
    return Errors.writing(recipe.output().path(), this::compute, progress);
  }

  private AttentionReport compute() throws Exception {
    ModelSpec spec = spec();
    ModelSource model = ModelSource.of(spark, spec);
    Grid grid = grid(model);
    var attention = new AttentionConfig(Optional.empty(), Optional.of(spec), Optional.empty());
    Recipe settings = recipe.forTable(attention);
    try (var table = TableJob.open(spark, recipe, settings, AttentionTable.KIND)) {
      Optional<AttentionTable.Marker> before = table.sealed();
      if (before.isPresent()) {
        return new AttentionReport(true, table.output().path(), before.get());
      }
      String path = table.output().folder(AttentionTable.FOLDER);
      TableJob.Contents contents =
          table.write(AttentionTable.FOLDER, writer(table.census(), model, grid, path), progress);
      AttentionTable.Marker seal = table.seal(seal(table, contents, grid), progress);
      return new AttentionReport(false, table.output().path(), seal);
    }
  }

  private ModelSpec spec() {
    return recipe
        .attention()
        .model()
        .orElseThrow(
            () ->
                new ConfigException(
                    "attention.model must be set for emulsion attention;"
                        + " conf/models/export_vit.py exports a model and prints these keys"));
  }

  private static Grid grid(ModelSource model) {
    try (AttentionModel loaded = model.open()) {
      return loaded.grid();
    }
  }

  private TableJob.PartWriter writer(Census census, ModelSource model, Grid grid, String path) {
    AttentionPartition partition = new AttentionPartition(census, recipe.decode(), model);
    return (payload, log, attempt) ->
        AttentionTable.append(
            spark.createDataset(
                payload.mapPartitions(samples -> partition.rows(samples, log)).rdd(),
                Encoders.row(AttentionTable.SCHEMA)),
            grid,
            path,
            attempt);
  }

  private AttentionTable.Marker seal(
      TableJob<AttentionTable.Marker> table, TableJob.Contents contents, Grid grid) {
    Census census = table.census();
    SliceSummary summary = contents.summary();
    return new AttentionTable.Marker(
        table.identity().runId(),
        EmulsionVersion.text(),
        spec().sha256(),
        grid.rows(),
        grid.columns(),
        census.samples() + census.duplicates(),
        summary.emitted(),
        summary.quarantined(),
        census.duplicates(),
        table.inputs().samples().info().ignored(),
        summary.reasons(),
        summary.contentDigest(),
        contents.files());
  }
}
