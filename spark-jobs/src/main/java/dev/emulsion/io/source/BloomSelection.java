package dev.emulsion.io.source;

import static dev.emulsion.io.source.Samples.ID;
import static dev.emulsion.io.source.Samples.LOCATION;

import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * A selection of a table's samples, in about two bytes per sample: a Bloom filter of them, and the
 * few others that pass it. Selecting rows by it needs neither a join nor a shuffle of images.
 */
public final class BloomSelection implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final double PASSING_SHARE = 1e-3;
  private static final String KEY = "key";

  private final BloomFilter filter;
  private final Set<String> others;

  private BloomSelection(BloomFilter filter, Set<String> others) {
    this.filter = filter;
    this.others = others;
  }

  /**
   * Rows of {@code payload} whose samples {@code part} holds.
   *
   * @param payload rows with id and location, as are those of the indices
   * @param whole the index of all samples
   * @param part some rows of it
   */
  static Dataset<Row> of(
      SparkSession spark, Dataset<Row> payload, Dataset<Row> whole, Dataset<Row> part) {
    Column key = functions.concat(functions.col(ID), functions.lit("\n"), functions.col(LOCATION));
    return of(spark, payload, whole, part, key);
  }

  /** The same for rows with unique locations, regardless of their ids. */
  public static Dataset<Row> at(
      SparkSession spark, Dataset<Row> payload, Dataset<Row> whole, Dataset<Row> part) {
    return of(spark, payload, whole, part, functions.col(LOCATION));
  }

  private static Dataset<Row> of(
      SparkSession spark, Dataset<Row> payload, Dataset<Row> whole, Dataset<Row> part, Column key) {
    Dataset<Row> wanted = part.select(key.as(KEY));
    BloomFilter filter = wanted.stat().bloomFilter(KEY, Math.max(1, wanted.count()), PASSING_SHARE);
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    Broadcast<BloomSelection> passing = context.broadcast(new BloomSelection(filter, Set.of()));
    Set<String> others = new HashSet<>();
    whole
        .select(key.as(KEY))
        .filter(holds(passing, functions.col(KEY)))
        .except(wanted)
        .as(Encoders.STRING())
        .collectAsList()
        .forEach(others::add);
    return payload.filter(holds(context.broadcast(new BloomSelection(filter, others)), key));
  }

  private static Column holds(Broadcast<BloomSelection> subset, Column key) {
    return functions
        .udf((UDF1<String, Boolean>) text -> subset.value().holds(text), DataTypes.BooleanType)
        .apply(key);
  }

  private boolean holds(String key) {
    return filter.mightContainString(key) && !others.contains(key);
  }
}
