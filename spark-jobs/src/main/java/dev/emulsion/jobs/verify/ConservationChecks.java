package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import dev.emulsion.spark.OutputSchema;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Checks that nothing is lost: every sample of the input is in the shards, once per variant, or in
 * the quarantine, and the generated images are as many as the manifest says. Shuffles ids only.
 */
final class ConservationChecks {

  private static final int EXAMPLES = 3;
  private static final String GROUPS = "groups";
  private static final String UNJOINED = "unjoined";
  private static final Column BASE = functions.col(OutputSchema.BASE_ID);

  private ConservationChecks() {}

  /**
   * @param rows all rows of the epoch
   * @param quarantine the quarantine table of the epoch
   */
  static List<Problem> check(
      Dataset<Row> rows,
      Dataset<Row> quarantine,
      Recipe recipe,
      Manifest.Epoch epoch,
      Manifest.Input input) {
    return check(read(rows, quarantine, recipe.pairing().variants()), recipe, epoch, input);
  }

  /** Checks the ids that were read against the manifest. */
  static List<Problem> check(
      EpochContent content, Recipe recipe, Manifest.Epoch epoch, Manifest.Input input) {
    Findings findings = new Findings(Problem.Check.CONSERVATION);
    int variants = recipe.pairing().variants();
    for (RowGroup group : content.incomplete()) {
      findings.expect(
          false,
          "epoch %d: %s must have %d rows of %d variants, was %d of %d",
          epoch.epoch(),
          group.name(),
          variants,
          variants,
          group.rows(),
          group.variants());
    }
    findings.expect(
        ContentDigest.hex(content.ids()).equals(input.idDigest()),
        "epoch %d: the samples in shards and quarantine are not those of the input: %d emitted, %d"
            + " quarantined, %d in the input",
        epoch.epoch(),
        content.emitted(),
        content.quarantined(),
        input.samples());
    recipe.generated().ifPresent(config -> checkGenerated(content, config, epoch, findings));
    return findings.problems();
  }

  private static void checkGenerated(
      EpochContent content, GeneratedConfig config, Manifest.Epoch epoch, Findings findings) {
    findings.expect(
        content.joined() == epoch.generated().joined(),
        "epoch %d: the shards must contain %d joined images, was %d",
        epoch.epoch(),
        epoch.generated().joined(),
        content.joined());
    if (config.originals() == Originals.EXCLUDE && config.missing() == OnMissing.ORIGINAL) {
      // only samples without a generated image, whose number the manifest does not state
      findings.expect(
          content.unjoined() <= epoch.emitted(),
          "epoch %d: the shards must contain at most %d unjoined samples, was %d",
          epoch.epoch(),
          epoch.emitted(),
          content.unjoined());
    } else {
      long expected = config.originals() == Originals.INCLUDE ? epoch.emitted() : 0;
      findings.expect(
          content.unjoined() == expected,
          "epoch %d: the shards must contain %d unjoined samples, was %d",
          epoch.epoch(),
          expected,
          content.unjoined());
    }
  }

  private static EpochContent read(Dataset<Row> rows, Dataset<Row> quarantine, int variants) {
    Dataset<Row> groups = RowGroup.count(rows);
    List<RowGroup> incomplete =
        groups
            .filter(
                functions
                    .col(RowGroup.ROWS)
                    .notEqual(variants)
                    .or(functions.col(RowGroup.VARIANTS).notEqual(variants)))
            .orderBy(RowGroup.NAME)
            .limit(EXAMPLES)
            .collectAsList()
            .stream()
            .map(RowGroup::of)
            .toList();
    Column isUnjoined = functions.col(RowGroup.NAME).equalTo(BASE);
    Dataset<Row> bases =
        groups
            .groupBy(BASE)
            .agg(
                functions.count(functions.lit(1)).as(GROUPS),
                functions.count(functions.when(isUnjoined, 1)).as(UNJOINED));
    Dataset<Row> quarantined = samples(quarantine);
    Row sums = bases.agg(sum(GROUPS), sum(UNJOINED)).first();
    long unjoined = sums.getAs(UNJOINED);
    return new EpochContent(
        incomplete,
        bases.count(),
        quarantined.count(),
        ContentDigest.sum(idDigest(bases.select(BASE)), idDigest(quarantined.select("id"))),
        sums.<Long>getAs(GROUPS) - unjoined,
        unjoined);
  }

  private static Column sum(String column) {
    return functions.coalesce(functions.sum(column), functions.lit(0L)).as(column);
  }

  /** The samples among the rows of a quarantine table that belong to the input's samples. */
  private static Dataset<Row> samples(Dataset<Row> quarantine) {
    Column reason = functions.col("reason");
    return quarantine
        .filter(functions.not(reason.isin(Reason.names(Reason::isExclusion))))
        .filter(
            functions.not(reason.isin(Reason.names(r -> r.subject() == Reason.Subject.GENERATED))));
  }

  /** The order-free digest of a column of ids. */
  private static BigInteger idDigest(Dataset<Row> ids) {
    return LocalRows.parts(ids, ConservationChecks::sumOfIds, BigInteger.class).stream()
        .reduce(BigInteger.ZERO, ContentDigest::sum);
  }

  private static BigInteger sumOfIds(Iterator<Row> ids) {
    ContentDigest digest = new ContentDigest(Census.ID_ONLY);
    BigInteger sum = BigInteger.ZERO;
    while (ids.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(ids.next()));
    }
    return sum;
  }
}
