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
import dev.emulsion.jobs.verify.FooterChecks.Footers;
import dev.emulsion.jobs.verify.Problem.Check;
import dev.emulsion.jobs.verify.VerifyOptions.Depth;
import dev.emulsion.jobs.verify.VerifyOptions.Replay;
import dev.emulsion.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Proves from the files of a finished run that nothing is lost, doubled or changed.
 *
 * <p>The quick form reads no row: the manifest must agree with itself, with the files beside it,
 * with the names and lengths of the shards, and with their footers. The full form goes on to every
 * row's digest, shape, label mass and λ, shows that every output has one row and that the ids in
 * shards and quarantine are together exactly the ids of the input, and paints a sample of rows
 * again from their plans. It reads every byte once and shuffles ids only.
 *
 * <pre>
 * emulsion verify out/
 * </pre>
 */
public final class VerifyJob {

  private final SparkSession spark;
  private final String path;
  private final VerifyOptions thoroughness;
  private final RunDirectory output;
  private final List<Problem> problems = new ArrayList<>();

  /** The full form. */
  public VerifyJob(SparkSession spark, String path) {
    this(spark, path, VerifyOptions.full());
  }

  public VerifyJob(SparkSession spark, String path, VerifyOptions thoroughness) {
    this.spark = spark;
    this.path = path;
    this.thoroughness = thoroughness;
    this.output = RunDirectory.at(path, spark.sparkContext().hadoopConfiguration());
  }

  /**
   * Checks everything and reports all that is wrong.
   *
   * @throws DataException if there is no finished run
   * @throws ConfigException if rows must be painted again and can't be
   */
  public VerifyReport run() {
    Manifest manifest = output.sealed();
    Recipe recipe = SidecarChecks.recipe(manifest);
    problems.addAll(SealChecks.of(manifest, recipe));
    problems.addAll(SidecarChecks.of(spark, output, manifest, recipe));
    boolean readable = true;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      problems.addAll(FileChecks.of(epoch, output.shards(epoch.epoch())));
      Footers found = FooterChecks.of(spark, output, epoch, recipe, manifest);
      problems.addAll(found.problems());
      readable &= found.readable();
      if (thoroughness.form() == Depth.FULL && found.readable()) {
        problems.addAll(rows(epoch, recipe, manifest));
      }
    }
    Optional<ReplayReport> replay = Optional.empty();
    Optional<String> notReplayed = Optional.empty();
    if (thoroughness.replayed() > 0) {
      try {
        replay = Optional.of(replay(readable));
      } catch (ConfigException | DataException impossible) {
        if (thoroughness.replay() == Replay.REQUIRED) {
          throw impossible;
        }
        notReplayed = Optional.of(impossible.getMessage());
      }
    }
    replay.ifPresent(
        r -> r.differences().forEach(d -> problems.add(new Problem(Check.REPLAY, d.toString()))));
    return new VerifyReport(
        output.path(), thoroughness.form(), manifest, List.copyOf(problems), replay, notReplayed);
  }

  private List<Problem> rows(Manifest.Epoch epoch, Recipe recipe, Manifest manifest) {
    List<Problem> found = new ArrayList<>();
    try {
      Dataset<Row> rows = new ShardReader(spark, recipe).rows(output.epoch(epoch.epoch()));
      found.addAll(ContentChecks.of(rows, recipe, epoch, manifest));
      Dataset<Row> quarantine =
          spark.read().schema(Quarantine.SCHEMA).parquet(output.quarantine(epoch.epoch()));
      found.addAll(ConservationChecks.of(rows, quarantine, recipe, epoch, manifest.input()));
    } catch (Exception e) { // what Spark throws for damaged or missing files is not one type
      found.add(
          new Problem(
              Check.ROWS, "epoch " + epoch.epoch() + " cannot be read: " + Errors.rootMessage(e)));
    }
    return found;
  }

  /** Rows of an input that has changed since differ through no fault of the run. */
  private ReplayReport replay(boolean readable) {
    if (!readable) {
      throw new DataException("the shards cannot be read");
    }
    Selection sample = new Selection.Sample(thoroughness.replayed());
    ReplayReport report = new ReplayJob(spark, path, sample, thoroughness.input()).run();
    if (report.inputChanged() && thoroughness.replay() == Replay.IF_POSSIBLE) {
      throw new DataException(
          "the input "
              + report.input()
              + " is not what the run read: ids, labels, lengths or what stands beside it have"
              + " changed");
    }
    return report;
  }
}
