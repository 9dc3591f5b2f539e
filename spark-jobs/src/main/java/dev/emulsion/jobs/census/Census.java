package dev.emulsion.jobs.census;

import dev.emulsion.DataException;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.GeneratedIndex;
import dev.emulsion.label.Label;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.InputConfig.Duplicates;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the input holds, found from ids and labels alone: how many samples of which classes, which
 * ids repeat, and two digests of it all.
 *
 * @param labels the classes and how a sample's label is read
 * @param counts samples by {@link Label#main}, duplicates left out
 * @param members samples by each of {@link Label#classes}, duplicates left out
 * @param inputDigest order-free digest of ids, labels and lengths
 * @param idDigest order-free digest of the ids alone, duplicates left out
 * @param winners of the ids that repeat, the location that is used
 * @param generatedCounts what stands beside the samples; those that are left out for lack of it are
 *     in no other number but the input digest
 */
public record Census(
    LabelReader labels,
    long[] counts,
    long[] members,
    long duplicates,
    BigInteger inputDigest,
    BigInteger idDigest,
    Map<String, String> winners,
    GeneratedCounts generatedCounts)
    implements Serializable {

  /**
   * Generated images of the samples, duplicates left out.
   *
   * @param without samples that have none
   * @param matched images of all samples
   * @param used images that every epoch joins
   * @param members what every epoch makes of its samples before mixing, at most
   * @param usedBytes encoded length of the images of an epoch, on average
   */
  public record GeneratedCounts(long without, long matched, long used, long members, long usedBytes)
      implements Serializable {

    private static final GeneratedCounts NONE = new GeneratedCounts(0, 0, 0, 0, 0);

    GeneratedCounts and(GeneratedCounts other) {
      return new GeneratedCounts(
          without + other.without,
          matched + other.matched,
          used + other.used,
          members + other.members,
          usedBytes + other.usedBytes);
    }
  }

  /** Why a sample is listed in quarantine that never took part. */
  public static final String DUPLICATE = "DUPLICATE";

  public static final String NO_GENERATED = "NO_GENERATED";

  /**
   * What every sample is made into, as the recipe says.
   *
   * @param joins whether samples are joined with generated images at all
   * @param max images of a sample that an epoch uses
   * @param keeps whether a sample that has images is a member too
   * @param alone whether a sample that has none is a member
   */
  public record ExpansionRule(boolean joins, int max, boolean keeps, boolean alone)
      implements Serializable {

    public static ExpansionRule of(Recipe recipe) {
      return recipe
          .generated()
          .map(
              config ->
                  new ExpansionRule(
                      true,
                      config.perSample().orElse(Integer.MAX_VALUE),
                      config.originals() == Originals.INCLUDE,
                      config.missing() == OnMissing.ORIGINAL))
          .orElse(new ExpansionRule(false, 0, false, true));
    }

    /** Of one sample with these images. */
    public GeneratedCounts generatedCounts(List<Row> images) {
      int matched = images.size();
      if (matched == 0) {
        return new GeneratedCounts(joins ? 1 : 0, 0, 0, alone ? 1 : 0, 0);
      }
      int used = Math.min(matched, max);
      long bytes = 0;
      for (Row image : images) {
        bytes += image.getLong(3);
      }
      return new GeneratedCounts(0, matched, used, used + (keeps ? 1 : 0), bytes * used / matched);
    }
  }

  /** Repeated ids are kept in memory, so a table that repeats more of them needs cleaning first. */
  private static final int MAX_REPEATED_IDS = 1_000_000;

  private static final StructType DIGESTED =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType), true)
          .add(Samples.BYTES, DataTypes.LongType, false);

  /** The schema that {@link #idDigest} hashes: an id alone. */
  public static final StructType ID_ONLY =
      new StructType().add(Samples.ID, DataTypes.StringType, false);

  /** Class names; a label's index is its place here. */
  public List<String> classes() {
    return labels.classes();
  }

  /** The classes as they are written beside the output. */
  public ClassList classList() {
    return ClassList.of(labels.kind(), labels.classes(), members);
  }

  /** Number of samples, duplicates left out. */
  public long samples() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Takes the census.
   *
   * @throws DataException if ids or labels are missing, repeat, or lie outside the classes
   */
  public static Census take(Samples samples, Dataset<Row> index, Recipe recipe) {
    LabelReader labels = LabelScan.of(samples, index, recipe.labels());
    Map<String, String> winners = samples.mayRepeat() ? winners(index, recipe) : Map.of();
    long[] counts = new long[labels.classes().size()];
    long[] members = new long[counts.length];
    BigInteger[] digests = {BigInteger.ZERO, BigInteger.ZERO};
    long duplicates = 0;
    GeneratedCounts generatedCounts = GeneratedCounts.NONE;
    for (Row part : partial(index, winners, labels, ExpansionRule.of(recipe)).collectAsList()) {
      digests[0] = ContentDigest.sum(digests[0], new BigInteger(part.getString(0), 16));
      digests[1] = ContentDigest.sum(digests[1], new BigInteger(part.getString(1), 16));
      duplicates += part.getLong(2);
      List<Integer> classes = part.getList(3);
      List<Long> mains = part.getList(4);
      List<Long> all = part.getList(5);
      for (int i = 0; i < classes.size(); i++) {
        counts[classes.get(i)] += mains.get(i);
        members[classes.get(i)] += all.get(i);
      }
      Row sideInputRows = part.getStruct(6);
      generatedCounts =
          generatedCounts.and(
              new GeneratedCounts(
                  sideInputRows.getLong(0),
                  sideInputRows.getLong(1),
                  sideInputRows.getLong(2),
                  sideInputRows.getLong(3),
                  sideInputRows.getLong(4)));
    }
    return new Census(
        labels, counts, members, duplicates, digests[0], digests[1], winners, generatedCounts);
  }

  /** Whether the sample at {@code location} is the one that is used of all with its id. */
  public boolean uses(String id, String location) {
    return uses(winners, id, location);
  }

  private static boolean uses(Map<String, String> winners, String id, String location) {
    return winners.getOrDefault(id, location).equals(location);
  }

  private static Dataset<Row> partial(
      Dataset<Row> index, Map<String, String> winners, LabelReader labels, ExpansionRule made) {
    StructType sideInputRows =
        new StructType()
            .add("without", DataTypes.LongType)
            .add("matched", DataTypes.LongType)
            .add("used", DataTypes.LongType)
            .add("members", DataTypes.LongType)
            .add("bytes", DataTypes.LongType);
    StructType schema =
        new StructType()
            .add("input", DataTypes.StringType)
            .add("ids", DataTypes.StringType)
            .add("duplicates", DataTypes.LongType)
            .add("classes", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("counts", DataTypes.createArrayType(DataTypes.LongType))
            .add("members", DataTypes.createArrayType(DataTypes.LongType))
            .add("provision", sideInputRows);
    return index.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            rows -> List.of(partialOf(rows, winners, labels, made)).iterator(),
        Encoders.row(schema));
  }

  private static Row partialOf(
      Iterator<Row> rows, Map<String, String> winners, LabelReader labels, ExpansionRule made) {
    ContentDigest inputs = new ContentDigest(DIGESTED);
    ContentDigest ids = new ContentDigest(ID_ONLY);
    BigInteger input = BigInteger.ZERO;
    BigInteger id = BigInteger.ZERO;
    long duplicates = 0;
    GeneratedCounts generatedCounts = GeneratedCounts.NONE;
    Map<Integer, long[]> counts = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      String name = row.getString(0);
      Row digested = RowFactory.create(name, row.get(1), row.get(2), row.getLong(4));
      input = ContentDigest.sum(input, inputs.of(digested));
      if (!uses(winners, name, row.getString(3))) {
        duplicates++;
        continue;
      }
      GeneratedCounts own = made.generatedCounts(GeneratedIndex.generated(row));
      generatedCounts = generatedCounts.and(own);
      if (own.members() > 0) {
        id = ContentDigest.sum(id, ids.of(RowFactory.create(name)));
        Label label = labels.of(row);
        counts.computeIfAbsent(label.main(), k -> new long[2])[0]++;
        for (int k : label.classes()) {
          counts.computeIfAbsent(k, n -> new long[2])[1]++;
        }
      }
    }
    return RowFactory.create(
        ContentDigest.hex(input),
        ContentDigest.hex(id),
        duplicates,
        counts.keySet().stream().mapToInt(k -> k).toArray(),
        counts.values().stream().mapToLong(n -> n[0]).toArray(),
        counts.values().stream().mapToLong(n -> n[1]).toArray(),
        RowFactory.create(
            generatedCounts.without(),
            generatedCounts.matched(),
            generatedCounts.used(),
            generatedCounts.members(),
            generatedCounts.usedBytes()));
  }

  private static Map<String, String> winners(Dataset<Row> index, Recipe recipe) {
    Column key = functions.col("key");
    Dataset<Row> repeated =
        index
            .withColumn("key", SampleKeys.of(functions.col(Samples.ID)))
            .groupBy(key)
            .agg(
                functions.count(functions.lit(1)).as("n"),
                functions.min(functions.struct(Samples.LOCATION, Samples.ID)).as("first"),
                functions.collect_set(Samples.ID).as("ids"))
            .filter("n > 1")
            .select("n", "first.location", "first.id", "ids");
    if (recipe.input().duplicates() == Duplicates.FAIL) {
      List<Row> some = repeated.limit(3).collectAsList();
      if (!some.isEmpty()) {
        List<String> names = new ArrayList<>();
        some.forEach(row -> names.add(row.getString(2) + " (" + row.getLong(0) + " times)"));
        throw new DataException(
            "ids must be unique, but "
                + repeated.count()
                + " repeat, such as "
                + String.join(", ", names)
                + "; make them unique, or set input.duplicates to first");
      }
      return Map.of();
    }
    List<Row> all = repeated.limit(MAX_REPEATED_IDS + 1).collectAsList();
    if (all.size() > MAX_REPEATED_IDS) {
      throw new DataException(
          "more than " + MAX_REPEATED_IDS + " ids repeat; remove the duplicates from the table");
    }
    Map<String, String> winners = new HashMap<>();
    for (Row row : all) {
      row.<String>getList(3).forEach(id -> winners.put(id, row.getString(1)));
    }
    return winners;
  }

  /** The samples that are not used because of their id, as rows of the quarantine table. */
  public Dataset<Row> unused(Samples samples, Dataset<Row> index) {
    Map<String, String> kept = winners;
    Column message =
        functions.concat(
            functions.lit("another sample has this id; this one stands at "),
            functions.col(Samples.LOCATION));
    return listed(
        samples,
        index.filter((FilterFunction<Row>) row -> !uses(kept, row.getString(0), row.getString(3))),
        DUPLICATE,
        message);
  }

  /** Samples that are left out for lack of a generated image, as rows of the same table. */
  public Dataset<Row> lacking(Samples samples, Dataset<Row> leftOut) {
    Map<String, String> kept = winners;
    return listed(
        samples,
        leftOut.filter((FilterFunction<Row>) row -> uses(kept, row.getString(0), row.getString(3))),
        NO_GENERATED,
        functions.lit("no image was generated from it, of the prompts that are used"));
  }

  private static Dataset<Row> listed(
      Samples samples, Dataset<Row> rows, String reason, Column message) {
    return rows.select(
        functions.col(Samples.ID),
        functions.concat(functions.lit(samples.pathPrefix()), functions.col(Samples.ID)).as("path"),
        functions.lit(reason).as("reason"),
        message.as("message"),
        functions.lit(0).as("epoch"));
  }

  /** The key of an id as a column. */
  private static final class SampleKeys {

    static Column of(Column id) {
      return functions
          .udf(
              (org.apache.spark.sql.api.java.UDF1<String, String>)
                  name -> SampleKey.of(name).toString(),
              DataTypes.StringType)
          .apply(id);
    }
  }
}
