package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.io.Samples;
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
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.feature.StringIndexer;
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
 * @param classes class names; a label's index is its place here
 * @param counts samples of each class, duplicates left out
 * @param inputDigest order-free digest of ids, labels and lengths
 * @param idDigest order-free digest of the ids alone, duplicates left out
 * @param winners of the ids that repeat, the location that is used
 */
record Census(
    List<String> classes,
    long[] counts,
    long duplicates,
    BigInteger inputDigest,
    BigInteger idDigest,
    Map<String, String> winners)
    implements Serializable {

  /** Repeated ids are kept in memory, so a table that repeats more of them needs cleaning first. */
  private static final int MAX_REPEATED_IDS = 1_000_000;

  /** A dense label has a weight per class, so a stray large label would make every row huge. */
  private static final long MOST_UNASKED_CLASSES = 100_000;

  private static final StructType DIGESTED =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(Samples.LABEL, DataTypes.StringType, true)
          .add(Samples.BYTES, DataTypes.LongType, false);

  /** The schema that {@link #idDigest} hashes: an id alone. */
  static final StructType ID_ONLY = new StructType().add(Samples.ID, DataTypes.StringType, false);

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
    Map<String, String> winners = samples.mayRepeat() ? winners(index, recipe) : Map.of();
    if (samples.mayLack()) {
      requireComplete(index);
    }
    List<String> classes = samples.numbered() ? numbers(index, recipe) : names(index);
    Map<String, Integer> indexOf = indexOf(classes);
    long[] counts = new long[classes.size()];
    BigInteger[] digests = {BigInteger.ZERO, BigInteger.ZERO};
    long duplicates = 0;
    for (Row part : partial(index, winners, indexOf).collectAsList()) {
      digests[0] = ContentDigest.sum(digests[0], new BigInteger(part.getString(0), 16));
      digests[1] = ContentDigest.sum(digests[1], new BigInteger(part.getString(1), 16));
      duplicates += part.getLong(2);
      List<Integer> labels = part.getList(3);
      List<Long> ofLabels = part.getList(4);
      for (int i = 0; i < labels.size(); i++) {
        counts[labels.get(i)] += ofLabels.get(i);
      }
    }
    return new Census(classes, counts, duplicates, digests[0], digests[1], winners);
  }

  /** The index of a label's text. */
  static Map<String, Integer> indexOf(List<String> classes) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      index.put(classes.get(i), i);
    }
    return index;
  }

  /** Whether the sample at {@code location} is the one that is used of all with its id. */
  boolean uses(String id, String location) {
    return uses(winners, id, location);
  }

  private static boolean uses(Map<String, String> winners, String id, String location) {
    return winners.getOrDefault(id, location).equals(location);
  }

  private static Dataset<Row> partial(
      Dataset<Row> index, Map<String, String> winners, Map<String, Integer> indexOf) {
    StructType schema =
        new StructType()
            .add("input", DataTypes.StringType)
            .add("ids", DataTypes.StringType)
            .add("duplicates", DataTypes.LongType)
            .add("labels", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("counts", DataTypes.createArrayType(DataTypes.LongType));
    return index.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            rows -> List.of(partialOf(rows, winners, indexOf)).iterator(),
        Encoders.row(schema));
  }

  private static Row partialOf(
      Iterator<Row> rows, Map<String, String> winners, Map<String, Integer> indexOf) {
    ContentDigest inputs = new ContentDigest(DIGESTED);
    ContentDigest ids = new ContentDigest(ID_ONLY);
    BigInteger input = BigInteger.ZERO;
    BigInteger id = BigInteger.ZERO;
    long duplicates = 0;
    Map<Integer, Long> counts = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      String name = row.getString(0);
      String label = row.getString(1);
      input = ContentDigest.sum(input, inputs.of(RowFactory.create(name, label, row.getLong(3))));
      if (uses(winners, name, row.getString(2))) {
        id = ContentDigest.sum(id, ids.of(RowFactory.create(name)));
        counts.merge(indexOf.get(label), 1L, Long::sum);
      } else {
        duplicates++;
      }
    }
    return RowFactory.create(
        ContentDigest.hex(input),
        ContentDigest.hex(id),
        duplicates,
        counts.keySet().stream().mapToInt(label -> label).toArray(),
        counts.values().stream().mapToLong(n -> n).toArray());
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

  private static void requireComplete(Dataset<Row> index) {
    Column id = functions.col(Samples.ID);
    Column label = functions.col(Samples.LABEL);
    Row gaps =
        index
            .agg(
                functions.count(functions.when(id.equalTo(""), 1)),
                functions.count(functions.when(label.isNull(), 1)),
                functions.min(functions.when(label.isNull(), id)))
            .first();
    if (gaps.getLong(0) > 0) {
      throw new DataException("every sample needs an id, but " + gaps.getLong(0) + " have none");
    }
    if (gaps.getLong(1) > 0) {
      throw new DataException(
          "every sample needs a label, but "
              + gaps.getLong(1)
              + " have none, such as "
              + gaps.getString(2));
    }
  }

  private static List<String> names(Dataset<Row> index) {
    String[] names =
        new StringIndexer()
            .setInputCol(Samples.LABEL)
            .setOutputCol("class")
            .setStringOrderType("alphabetAsc")
            .fit(index)
            .labelsArray()[0];
    return List.of(names);
  }

  private static List<String> numbers(Dataset<Row> index, Recipe recipe) {
    Column label = functions.col(Samples.LABEL).cast("long");
    Row range = index.agg(functions.min(label), functions.max(label)).first();
    long least = range.isNullAt(0) ? 0 : range.getLong(0);
    long most = range.isNullAt(1) ? -1 : range.getLong(1);
    long classes = recipe.labels().classes().map(Integer::longValue).orElse(most + 1);
    if (recipe.labels().classes().isEmpty() && classes > MOST_UNASKED_CLASSES) {
      throw new DataException(
          "labels go up to "
              + most
              + "; if there really are so many classes, set labels.classes to their number");
    }
    if (least < 0 || most >= classes) {
      throw new DataException(
          "labels must be between 0 and "
              + (classes - 1)
              + ", were between "
              + least
              + " and "
              + most
              + "; set labels.classes to the number of classes");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }

  /** The ids that repeat and the rows among them that are not used, for the quarantine table. */
  Dataset<Row> unused(Dataset<Row> index) {
    Map<String, String> kept = winners;
    return index.filter(
        (org.apache.spark.api.java.function.FilterFunction<Row>)
            row -> !uses(kept, row.getString(0), row.getString(2)));
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
