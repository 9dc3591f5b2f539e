package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Reads every row of an epoch once and checks each row, the row count and the content digest. */
final class ContentChecks {

  private static final int EXAMPLES = 3;

  private ContentChecks() {}

  /**
   * @param rows all rows of the epoch
   */
  static List<Problem> check(
      Dataset<Row> rows, Recipe recipe, Manifest.Epoch epoch, Manifest manifest) {
    RowChecks checks = new RowChecks(recipe, epoch.epoch(), manifest.input().classes(), EXAMPLES);
    PartitionSummary summary =
        rows
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    partition -> List.of(checks.summarize(partition).toRow()).iterator(),
                Encoders.row(PartitionSummary.SCHEMA))
            .collectAsList()
            .stream()
            .map(PartitionSummary::of)
            .reduce(PartitionSummary.EMPTY, PartitionSummary::plus);
    return check(summary, epoch);
  }

  /** Checks what all rows of {@code epoch} gave together. */
  static List<Problem> check(PartitionSummary summary, Manifest.Epoch epoch) {
    Findings findings = new Findings(Problem.Check.ROWS);
    summary.problems().stream()
        .distinct()
        .sorted()
        .limit(EXAMPLES)
        .forEach(problem -> findings.add("epoch " + epoch.epoch() + ": " + problem));
    findings.expect(
        summary.rows() == epoch.rows(),
        "epoch %d: the shards must contain the %d rows that were written, was %d",
        epoch.epoch(),
        epoch.rows(),
        summary.rows());
    String digest = ContentDigest.hex(summary.digest());
    findings.expect(
        digest.equals(epoch.contentDigest()),
        "epoch %d: the rows are not the ones that were written: content digest must be %s, was %s",
        epoch.epoch(),
        epoch.contentDigest(),
        digest);
    return findings.problems();
  }
}
