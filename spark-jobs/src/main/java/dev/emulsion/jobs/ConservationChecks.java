package dev.emulsion.jobs;

import dev.emulsion.io.Manifest;
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

/** In = emitted + quarantined + duplicates, sample by sample. Shuffles ids only. */
final class ConservationChecks {

  private static final int EXAMPLES = 3;

  private ConservationChecks() {}

  /**
   * @param rows of the epoch
   * @param quarantine table of the epoch
   */
  static List<Problem> of(
      Dataset<Row> rows,
      Dataset<Row> quarantine,
      int variants,
      Manifest.Epoch epoch,
      Manifest.Input input) {
    Findings findings = new Findings(Problem.Check.CONSERVATION);
    String where = "epoch " + epoch.epoch() + ": ";
    Column base = functions.col(OutputSchema.BASE_ID);
    Dataset<Row> bases =
        rows.groupBy(base)
            .agg(
                functions.count(functions.lit(1)).as("rows"),
                functions.countDistinct(functions.col(OutputSchema.VARIANT)).as("variants"));
    bases
        .filter("rows <> " + variants + " or variants <> " + variants)
        .orderBy(base)
        .limit(EXAMPLES)
        .collectAsList()
        .forEach(row -> findings.add(where + uneven(row, variants)));
    Dataset<Row> refused = quarantine.filter("reason <> 'DUPLICATE'");
    BigInteger ids =
        ContentDigest.sum(idDigest(bases.select(base)), idDigest(refused.select("id")));
    findings.require(
        ContentDigest.hex(ids).equals(input.idDigest()),
        where
            + "the samples in shards and quarantine are not those of the input: "
            + bases.count()
            + " emitted, "
            + refused.count()
            + " quarantined, "
            + input.samples()
            + " in the input");
    return findings.problems();
  }

  private static String uneven(Row base, int variants) {
    return base.getString(0)
        + " has "
        + base.getLong(1)
        + " rows and "
        + base.getLong(2)
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
