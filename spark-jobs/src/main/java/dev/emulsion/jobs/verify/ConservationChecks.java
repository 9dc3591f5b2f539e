package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.pipeline.RejectedSample;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * In = emitted + quarantined + duplicates, sample by sample, and the same of generated images.
 * Shuffles ids only.
 */
final class ConservationChecks {

  private static final int EXAMPLES = 3;

  /** What a row was made of: its name up to epoch and variant. */
  private static final String NAME = "name";

  private static final Column BASE = functions.col(OutputSchema.BASE_ID);

  private final Recipe recipe;
  private final Manifest.Epoch epoch;
  private final Manifest.Input input;
  private final String where;
  private final Findings findings = new Findings(Problem.Check.CONSERVATION);

  private ConservationChecks(Recipe recipe, Manifest.Epoch epoch, Manifest.Input input) {
    this.recipe = recipe;
    this.epoch = epoch;
    this.input = input;
    this.where = "epoch " + epoch.epoch() + ": ";
  }

  /**
   * @param rows of the epoch
   * @param quarantine table of the epoch
   */
  static List<Problem> of(
      Dataset<Row> rows,
      Dataset<Row> quarantine,
      Recipe recipe,
      Manifest.Epoch epoch,
      Manifest.Input input) {
    return new ConservationChecks(recipe, epoch, input).check(rows, quarantine);
  }

  private List<Problem> check(Dataset<Row> rows, Dataset<Row> quarantine) {
    int variants = recipe.pairing().variants();
    Column name =
        functions.regexp_replace(functions.col(OutputSchema.ROW_ID), "@[0-9]+\\.[0-9]+$", "");
    Dataset<Row> members =
        rows.groupBy(BASE, name.as(NAME))
            .agg(
                functions.count(functions.lit(1)).as("rows"),
                functions.countDistinct(functions.col(OutputSchema.VARIANT)).as("variants"));
    members
        .filter("rows <> " + variants + " or variants <> " + variants)
        .orderBy(NAME)
        .limit(EXAMPLES)
        .collectAsList()
        .forEach(row -> findings.add(where + uneven(row, variants)));
    Dataset<Row> bases =
        members
            .groupBy(BASE)
            .agg(
                functions.count(functions.lit(1)).as("members"),
                functions.count(functions.when(functions.col(NAME).equalTo(BASE), 1)).as("alone"));
    samples(bases, quarantine);
    if (recipe.generated().isPresent()) {
      images(bases, recipe.generated().get());
    }
    return findings.problems();
  }

  private void samples(Dataset<Row> bases, Dataset<Row> quarantine) {
    Dataset<Row> rejected =
        quarantine
            .filter(
                functions.not(functions.col("reason").isin(Census.DUPLICATE, Census.NO_GENERATED)))
            .filter(functions.not(isImage()));
    BigInteger ids =
        ContentDigest.sum(idDigest(bases.select(BASE)), idDigest(rejected.select("id")));
    findings.require(
        ContentDigest.hex(ids).equals(input.idDigest()),
        where
            + "the samples in shards and quarantine are not those of the input: "
            + bases.count()
            + " emitted, "
            + rejected.count()
            + " quarantined, "
            + input.samples()
            + " in the input");
  }

  /** The images that are joined are as many as the manifest says. */
  private void images(Dataset<Row> bases, GeneratedConfig config) {
    Row sums =
        bases
            .agg(
                functions.coalesce(functions.sum("members"), functions.lit(0L)),
                functions.coalesce(functions.sum("alone"), functions.lit(0L)))
            .first();
    long joined = sums.getLong(0) - sums.getLong(1);
    findings.require(
        joined == epoch.generated().joined(),
        where
            + "shards must hold "
            + epoch.generated().joined()
            + " joined images, hold "
            + joined);
    long due = config.originals() == Originals.INCLUDE ? epoch.emitted() : 0;
    boolean exact =
        config.originals() == Originals.INCLUDE || config.missing() != OnMissing.ORIGINAL;
    findings.require(
        exact ? sums.getLong(1) == due : sums.getLong(1) <= epoch.emitted(),
        where + "shards must hold " + due + " samples as they are, hold " + sums.getLong(1));
  }

  private static Column isImage() {
    return functions.col("reason").startsWith(RejectedSample.GENERATED_PREFIX);
  }

  private static String uneven(Row member, int variants) {
    return member.getString(1)
        + " has "
        + member.getLong(2)
        + " rows and "
        + member.getLong(3)
        + " variants, must have "
        + variants
        + " of each";
  }

  private static BigInteger idDigest(Dataset<Row> ids) {
    BigInteger digest = BigInteger.ZERO;
    List<String> parts =
        ids.mapPartitions(
                (MapPartitionsFunction<Row, String>)
                    part -> List.of(ContentDigest.hex(sum(part))).iterator(),
                Encoders.STRING())
            .collectAsList();
    for (String part : parts) {
      digest = ContentDigest.sum(digest, new BigInteger(part, 16));
    }
    return digest;
  }

  private static BigInteger sum(Iterator<Row> ids) {
    ContentDigest digest = new ContentDigest(Census.ID_ONLY);
    BigInteger sum = BigInteger.ZERO;
    while (ids.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(ids.next()));
    }
    return sum;
  }
}
