package dev.emulsion.jobs;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.Grid;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.io.AttentionTable;
import dev.emulsion.io.Owner;
import dev.emulsion.io.Quarantine;
import dev.emulsion.io.RunDirectory;
import dev.emulsion.io.Samples;
import dev.emulsion.recipe.AttentionConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ModelSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Asks a vision transformer about every picture of a dataset and writes what it attends to: an
 * {@link AttentionTable}. Of the recipe it uses {@code input}, {@code decode}, {@code labels},
 * {@code attention.model} and {@code quarantine}.
 *
 * <p>The model is loaded on the driver first, so that one that cannot be used is known before
 * anything is written. Then every encoded image is read and decoded once, where it lies: no image
 * is shuffled. The table is written in parts that count by themselves; an interrupted scoring goes
 * on with the samples that are in none, and a finished one is left as it is.
 *
 * <pre>
 * emulsion attention --recipe transmix.yaml --input photos/ --output maps/
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
    return Failures.told(this::finish, progress);
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
      String id = RunId.of(TableRun.essence(recipe, attention), census).runId();
      TableRun run = new TableRun(output, recipe, census);
      run.begin("scoring", AttentionTable.BEGUN, new Begun(id, spec.sha256()), Begun.class);
      Optional<AttentionTable.Marker> before =
          output.read(output.own(AttentionTable.MARKER), AttentionTable.Marker.class);
      if (before.isPresent()) {
        return new AttentionReport(true, output.path(), before.get());
      }
      Owner owner = Owner.claim(output, spark.sparkContext().applicationId());
      ScoredParts open = new ScoredParts(spark, run, samples, index, model, grid, owner);
      progress.epoch(0, 1, census.samples(), open.done());
      List<ScoredPart> parts = open.finish();
      AttentionTable.Marker marker = marker(run, samples, index, parts, id, grid);
      owner.require();
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
  private record Begun(String attention, String model) {}

  private AttentionTable.Marker marker(
      TableRun run,
      Samples samples,
      Dataset<Row> index,
      List<ScoredPart> parts,
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
    Tally.Summary summary = Tally.Summary.sum(parts.stream().map(ScoredPart::tally).toList());
    run.requireConserved(summary, listed);
    run.requireFewRefused(spark, summary);
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
