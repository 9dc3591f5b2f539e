package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Reads every row of an epoch once: what each must satisfy, their number and their digest. */
final class ContentChecks {

  private static final int EXAMPLES = 3;

  private ContentChecks() {}

  /**
   * @param rows of the epoch
   */
  static List<Problem> of(
      Dataset<Row> rows, Recipe recipe, Manifest.Epoch epoch, Manifest manifest) {
    RowChecks checks = new RowChecks(recipe, epoch.epoch(), manifest.input().classes(), EXAMPLES);
    BigInteger digest = BigInteger.ZERO;
    long count = 0;
    Set<String> wrong = new LinkedHashSet<>();
    List<Row> parts =
        rows.mapPartitions(
                (MapPartitionsFunction<Row, Row>) part -> checks.of(part),
                Encoders.row(RowChecks.SUM))
            .collectAsList();
    for (Row part : parts) {
      count += part.getLong(0);
      digest = ContentDigest.sum(digest, new BigInteger(part.getString(1), 16));
      wrong.addAll(part.getList(2));
    }
    String where = "epoch " + epoch.epoch() + ": ";
    Findings findings = new Findings(Problem.Check.ROWS);
    wrong.stream().sorted().limit(EXAMPLES).forEach(problem -> findings.add(where + problem));
    findings.require(
        count == epoch.rows(), where + count + " rows, " + epoch.rows() + " were written");
    findings.require(
        ContentDigest.hex(digest).equals(epoch.contentDigest()),
        where
            + "the rows are not those that were written: content digest "
            + ContentDigest.hex(digest)
            + ", was "
            + epoch.contentDigest());
    return findings.problems();
  }
}
