package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.io.ClassList;
import dev.emulsion.io.Samples;
import dev.emulsion.label.Label;
import dev.emulsion.random.SampleKey;
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
 */
record Census(
    LabelReader labels,
    long[] counts,
    long[] members,
    long duplicates,
    BigInteger inputDigest,
    BigInteger idDigest,
    Map<String, String> winners)
    implements Serializable {

  /** Repeated ids are kept in memory, so a table that repeats more of them needs cleaning first. */
  private static final int MAX_REPEATED_IDS = 1_000_000;

  private static final StructType DIGESTED =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType), true)
          .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType), true)
          .add(Samples.BYTES, DataTypes.LongType, false);

  /** The schema that {@link #idDigest} hashes: an id alone. */
  static final StructType ID_ONLY = new StructType().add(Samples.ID, DataTypes.StringType, false);

  /** Class names; a label's index is its place here. */
  List<String> classes() {
    return labels.classes();
  }

  /** The classes as they are written beside the output. */
  ClassList classList() {
    return ClassList.of(labels.kind(), labels.classes(), members);
  }

  /** Number of samples, duplicates left out. */
  long samples() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Takes the census.
   *
   * @throws DataException if ids or labels are missing, repeat, or lie outside the classes
   */
  static Census take(Samples samples, Dataset<Row> index, Recipe recipe) {
    LabelReader labels = LabelSurvey.of(samples, index, recipe.labels());
    Map<String, String> winners = samples.mayRepeat() ? winners(index, recipe) : Map.of();
    long[] counts = new long[labels.classes().size()];
    long[] members = new long[counts.length];
    BigInteger[] digests = {BigInteger.ZERO, BigInteger.ZERO};
    long duplicates = 0;
    for (Row part : partial(index, winners, labels).collectAsList()) {
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
    }
    return new Census(labels, counts, members, duplicates, digests[0], digests[1], winners);
  }

  /** Whether the sample at {@code location} is the one that is used of all with its id. */
  boolean uses(String id, String location) {
    return uses(winners, id, location);
  }

  private static boolean uses(Map<String, String> winners, String id, String location) {
    return winners.getOrDefault(id, location).equals(location);
  }

  private static Dataset<Row> partial(
      Dataset<Row> index, Map<String, String> winners, LabelReader labels) {
    StructType schema =
        new StructType()
            .add("input", DataTypes.StringType)
            .add("ids", DataTypes.StringType)
            .add("duplicates", DataTypes.LongType)
            .add("classes", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("counts", DataTypes.createArrayType(DataTypes.LongType))
            .add("members", DataTypes.createArrayType(DataTypes.LongType));
    return index.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            rows -> List.of(partialOf(rows, winners, labels)).iterator(),
        Encoders.row(schema));
  }

  private static Row partialOf(
      Iterator<Row> rows, Map<String, String> winners, LabelReader labels) {
    ContentDigest inputs = new ContentDigest(DIGESTED);
    ContentDigest ids = new ContentDigest(ID_ONLY);
    BigInteger input = BigInteger.ZERO;
    BigInteger id = BigInteger.ZERO;
    long duplicates = 0;
    Map<Integer, long[]> counts = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      String name = row.getString(0);
      Row digested = RowFactory.create(name, row.get(1), row.get(2), row.getLong(4));
      input = ContentDigest.sum(input, inputs.of(digested));
      if (uses(winners, name, row.getString(3))) {
        id = ContentDigest.sum(id, ids.of(RowFactory.create(name)));
        Label label = labels.of(row);
        counts.computeIfAbsent(label.main(), k -> new long[2])[0]++;
        for (int k : label.classes()) {
          counts.computeIfAbsent(k, n -> new long[2])[1]++;
        }
      } else {
        duplicates++;
      }
    }
    return RowFactory.create(
        ContentDigest.hex(input),
        ContentDigest.hex(id),
        duplicates,
        counts.keySet().stream().mapToInt(k -> k).toArray(),
        counts.values().stream().mapToLong(n -> n[0]).toArray(),
        counts.values().stream().mapToLong(n -> n[1]).toArray());
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
  Dataset<Row> unused(Samples samples, Dataset<Row> index) {
    Map<String, String> kept = winners;
    return index
        .filter((FilterFunction<Row>) row -> !uses(kept, row.getString(0), row.getString(3)))
        .select(
            functions.col(Samples.ID),
            functions
                .concat(functions.lit(samples.pathPrefix()), functions.col(Samples.ID))
                .as("path"),
            functions.lit("DUPLICATE").as("reason"),
            functions
                .concat(
                    functions.lit("another sample has this id; this one stands at "),
                    functions.col(Samples.LOCATION))
                .as("message"),
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
