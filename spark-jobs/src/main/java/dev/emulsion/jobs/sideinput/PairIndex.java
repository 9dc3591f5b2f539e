package dev.emulsion.jobs.sideinput;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.ListedPairs;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.PairingConfig.PairTable;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.LocalRows;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The pairs of {@code pairing.table}, matched with the samples by ids and counted.
 *
 * <p>Equal rows count once. Rows that name no sample, or one sample twice, are not used. The pairs
 * of one base, sorted by partner, λ and method, take turns: output number {@code epoch·variants +
 * variant} of the base uses the pair of that number, modulo their number.
 */
public final class PairIndex implements AutoCloseable {

  /** Position of a pair among those of its base, from 0. */
  public static final String TURN = "turn";

  /** Number of pairs of the base. */
  public static final String TURNS = "turns";

  private static final String COPIES = "copies";
  private static final String FATE = "fate";
  private static final String EXAMPLE = "example";

  /** What {@link #digest} hashes. */
  private static final StructType DIGESTED = ListedPairs.SCHEMA;

  /** What becomes of a row of the table, in the order in which it is decided. */
  private enum Fate {
    MISSING_BASE,
    MISSING_PARTNER,
    SELF_PAIRED,
    USED
  }

  private final Dataset<Row> judged;
  private final Manifest.Pairs counts;
  private final String digest;

  private PairIndex(Dataset<Row> judged, Manifest.Pairs counts, String digest) {
    this.judged = judged;
    this.counts = counts;
    this.digest = digest;
  }

  /**
   * Reads the table and matches it. Ids are shuffled, images are not.
   *
   * @param used rows of an index, without duplicates
   * @throws dev.emulsion.ConfigException if the table is not there or lacks a column
   * @throws DataException if a row is invalid, or no row names two samples
   */
  public static PairIndex of(
      SparkSession spark, PairTable table, Recipe recipe, Dataset<Row> used) {
    List<String> methods = List.copyOf(recipe.mix().methods());
    Dataset<Row> judged =
        judged(ListedPairs.open(spark, table, methods), used.select(Samples.ID))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Manifest.Pairs counts = count(judged, (long) recipe.epochs() * recipe.pairing().variants());
      requirePairs(counts, table);
      return new PairIndex(judged, counts, digest(judged));
    } catch (RuntimeException e) {
      judged.unpersist();
      throw e;
    }
  }

  /** A row for each different row of the table, with its fate and its turn. */
  private static Dataset<Row> judged(Dataset<Row> pairs, Dataset<Row> ids) {
    Dataset<Row> bases = ids.toDF("known_base");
    Dataset<Row> partners = ids.toDF("known_partner");
    Column base = functions.col(ListedPairs.BASE);
    Column partner = functions.col(ListedPairs.PARTNER);
    Column fate =
        functions
            .when(functions.col("known_base").isNull(), Fate.MISSING_BASE.ordinal())
            .when(functions.col("known_partner").isNull(), Fate.MISSING_PARTNER.ordinal())
            .when(base.equalTo(partner), Fate.SELF_PAIRED.ordinal())
            .otherwise(Fate.USED.ordinal());
    WindowSpec ofBase = Window.partitionBy(ListedPairs.BASE, FATE);
    return pairs
        .groupBy(ListedPairs.BASE, ListedPairs.PARTNER, ListedPairs.LAMBDA, ListedPairs.METHOD)
        .agg(functions.count(functions.lit(1)).as(COPIES))
        .join(partners, partner.equalTo(functions.col("known_partner")), "left_outer")
        .join(bases, base.equalTo(functions.col("known_base")), "left_outer")
        .withColumn(FATE, fate)
        .withColumn(
            TURN,
            functions
                .row_number()
                .over(ofBase.orderBy(ListedPairs.PARTNER, ListedPairs.LAMBDA, ListedPairs.METHOD))
                .minus(1))
        .withColumn(
            TURNS, functions.count(functions.lit(1)).over(ofBase).cast(DataTypes.IntegerType))
        .select(
            ListedPairs.BASE,
            ListedPairs.PARTNER,
            ListedPairs.LAMBDA,
            ListedPairs.METHOD,
            TURN,
            TURNS,
            FATE,
            COPIES);
  }

  /**
   * @param outputs of each base, over all epochs
   */
  private static Manifest.Pairs count(Dataset<Row> judged, long outputs) {
    Map<Fate, Long> rows = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      rows.put(fate, 0L);
    }
    Map<String, String> examples = new TreeMap<>();
    long duplicated = 0;
    long bases = 0;
    long unused = 0;
    Column first = functions.when(functions.col(TURN).equalTo(0), 1);
    Column beyond =
        functions.when(
            functions.col(TURN).equalTo(0).and(functions.col(TURNS).gt(outputs)),
            functions.col(TURNS).minus(outputs));
    for (Row row :
        judged
            .groupBy(FATE)
            .agg(
                functions.count(functions.lit(1)),
                functions.sum(COPIES),
                functions.count(first),
                functions.coalesce(functions.sum(beyond), functions.lit(0L)),
                functions.min(functions.struct(ListedPairs.BASE, ListedPairs.PARTNER)).as(EXAMPLE))
            .collectAsList()) {
      Fate fate = Fate.values()[row.getInt(0)];
      long distinct = row.getLong(1);
      rows.put(fate, distinct);
      duplicated += row.getLong(2) - distinct;
      if (fate == Fate.USED) {
        bases = row.getLong(3);
        unused = row.getLong(4);
      } else {
        Row example = row.getStruct(5);
        examples.put(key(fate), example.getString(0) + " with " + example.getString(1));
      }
    }
    return new Manifest.Pairs(
        rows.values().stream().mapToLong(n -> n).sum() + duplicated,
        rows.get(Fate.USED),
        duplicated,
        rows.get(Fate.MISSING_BASE),
        rows.get(Fate.MISSING_PARTNER),
        rows.get(Fate.SELF_PAIRED),
        bases,
        unused,
        examples);
  }

  /** The name of the count in the manifest. */
  private static String key(Fate fate) {
    return switch (fate) {
      case MISSING_BASE -> "missingBase";
      case MISSING_PARTNER -> "missingPartner";
      case SELF_PAIRED -> "selfPaired";
      case USED -> "pairs";
    };
  }

  private static void requirePairs(Manifest.Pairs counts, PairTable table) {
    if (counts.pairs() == 0) {
      throw new DataException(
          "pairing.table must pair samples of the input by their ids, but none of the "
              + counts.rows()
              + " rows of "
              + table.path()
              + " does"
              + counts.examples().values().stream()
                  .findFirst()
                  .map(example -> ", such as " + example)
                  .orElse("")
              + "; base_id and partner_id must be ids as in the column base_id of the output");
    }
  }

  private static String digest(Dataset<Row> judged) {
    return ContentDigest.hex(
        LocalRows.parts(
                used(judged)
                    .select(
                        ListedPairs.BASE,
                        ListedPairs.PARTNER,
                        ListedPairs.LAMBDA,
                        ListedPairs.METHOD),
                PairIndex::sum,
                BigInteger.class)
            .stream()
            .reduce(BigInteger.ZERO, ContentDigest::sum));
  }

  private static BigInteger sum(Iterator<Row> pairs) {
    ContentDigest digest = new ContentDigest(DIGESTED);
    BigInteger sum = BigInteger.ZERO;
    while (pairs.hasNext()) {
      sum = ContentDigest.sum(sum, digest.of(pairs.next()));
    }
    return sum;
  }

  private static Dataset<Row> used(Dataset<Row> judged) {
    return judged.filter(functions.col(FATE).equalTo(Fate.USED.ordinal()));
  }

  /** The pairs that are used, with the columns of {@link ListedPairs#SCHEMA} and the turns. */
  public Dataset<Row> pairs() {
    return used(judged);
  }

  /** What became of the rows of the table. */
  public Manifest.Pairs counts() {
    return counts;
  }

  /** Order-free digest of the pairs that are used. */
  public String digest() {
    return digest;
  }

  @Override
  public void close() {
    judged.unpersist();
  }
}
