package dev.emulsion.jobs.verify;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.verify.Problem.Check;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyOptions.ReplayMode;
import dev.emulsion.recipe.OutputConfig.FileLayout;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Verifies a finished run from its files: nothing is lost, duplicated or changed.
 *
 * <p><b>Input.</b> The output directory of {@code augment}. Re-rendering rows also needs the input
 * of that run. <b>Output.</b> A {@link VerifyReport}; nothing is written or repaired.
 *
 * <p><b>What is read.</b> A quick verification reads no row: it checks that the numbers of the
 * manifest agree, that the run's own files are those it wrote, that the directory has the shards of
 * the manifest and nothing else, and that their lengths and footers are right. A full verification
 * then reads every shard, compares its SHA-256, checks image, λ and soft label of each row and the
 * digest of all of them, checks that the ids in shards and quarantine are exactly those of the
 * input, and re-renders a sample of rows from their plans.
 *
 * <p><b>What is shuffled.</b> Ids only, and the few images of the rows that are re-rendered.
 *
 * <pre>
 * emulsion verify out/
 * spark-submit --class dev.emulsion.cli.Main emulsion.jar verify s3a://bucket/out --full
 * </pre>
 */
public final class VerifyJob {

  private final SparkSession spark;
  private final String path;
  private final VerifyOptions options;
  private final RunDirectory output;

  /** A full verification. */
  public VerifyJob(SparkSession spark, String path) {
    this(spark, path, VerifyOptions.full());
  }

  /**
   * @param path the output directory of {@code augment}
   */
  public VerifyJob(SparkSession spark, String path, VerifyOptions options) {
    this.spark = spark;
    this.path = path;
    this.options = options;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
  }

  /**
   * Runs all checks and reports every problem.
   *
   * @throws DataException if there is no finished run
   * @throws ConfigException if rows must be re-rendered and cannot be
   */
  public VerifyReport run() {
    Manifest manifest = output.sealed();
    if (manifest.matchesItsDigest()) {
      return verify(manifest);
    }
    try {
      return verify(manifest);
    } catch (RuntimeException unusable) { // an edit can put anything anywhere
      throw new DataException(
          output.own("manifest.json") + " was edited and cannot be used: " + unusable.getMessage(),
          unusable);
    }
  }

  private VerifyReport verify(Manifest manifest) {
    Recipe recipe = SidecarChecks.recipe(manifest);
    FileLayout layout = recipe.output().fileLayout();
    List<Problem> problems = new ArrayList<>();
    problems.addAll(SealChecks.check(manifest, recipe));
    problems.addAll(SidecarChecks.check(spark, output, manifest, recipe));
    for (Manifest.Epoch epoch : manifest.epochs()) {
      problems.addAll(FileChecks.check(epoch, output.shards(epoch, layout)));
    }
    problems.addAll(FileChecks.checkForeign(output, manifest, layout));
    if (options.depth() == Depth.FULL) {
      problems.addAll(FileChecks.checkBytes(spark, output, manifest, layout));
    }
    boolean readable = true;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      FooterChecks.Result footers = FooterChecks.check(spark, output, epoch, recipe, manifest);
      problems.addAll(footers.problems());
      readable &= footers.readable();
      if (options.depth() == Depth.FULL && footers.readable()) {
        problems.addAll(checkRows(epoch, recipe, manifest));
      }
    }
    Optional<ReplayReport> replay = Optional.empty();
    Optional<String> notReplayed = Optional.empty();
    if (options.replayedRows() > 0) {
      try {
        replay = Optional.of(replay(manifest, readable));
      } catch (ConfigException | DataException impossible) {
        if (options.replay() == ReplayMode.REQUIRED) {
          throw impossible;
        }
        notReplayed = Optional.of(impossible.getMessage());
      }
    }
    replay.ifPresent(
        report ->
            report
                .differences()
                .forEach(row -> problems.add(new Problem(Check.REPLAY, row.toString()))));
    return new VerifyReport(
        output.path(), options.depth(), manifest, problems, replay, notReplayed);
  }

  private List<Problem> checkRows(Manifest.Epoch epoch, Recipe recipe, Manifest manifest) {
    List<Problem> problems = new ArrayList<>();
    try {
      String[] shards = output.paths(epoch, recipe.output().fileLayout());
      Dataset<Row> rows = new ShardReader(spark, recipe).rows(shards);
      problems.addAll(ContentChecks.check(rows, recipe, epoch, manifest));
      Dataset<Row> quarantine =
          spark.read().schema(Quarantine.SCHEMA).parquet(output.quarantine(epoch.epoch()));
      problems.addAll(ConservationChecks.check(rows, quarantine, recipe, epoch, manifest.input()));
    } catch (Exception e) { // Spark throws various types for damaged or missing files
      problems.add(
          new Problem(
              Check.ROWS, "epoch " + epoch.epoch() + " cannot be read: " + Errors.rootMessage(e)));
    }
    return problems;
  }

  private ReplayReport replay(Manifest manifest, boolean readable) {
    if (manifest.epochs().stream().allMatch(epoch -> epoch.files().isEmpty())) {
      throw new DataException("the run has no rows");
    }
    if (!readable) {
      throw new DataException("the shards cannot be read");
    }
    Selection sample = new Selection.Sample(options.replayedRows());
    ReplayReport report = new ReplayJob(spark, path, sample, options.input()).run();
    if (report.inputChanged() && options.replay() == ReplayMode.IF_POSSIBLE) {
      // rows of a changed input differ, though the run is right
      throw new DataException(report.changedInput());
    }
    return report;
  }
}
