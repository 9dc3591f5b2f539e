package dev.emulsion.jobs.census;

import dev.emulsion.DataException;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceRow;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.InputConfig;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The ids that several samples of an input have. Of these samples the one with the smallest
 * location is used; the others are duplicates.
 *
 * @param winners location of the used sample by id, for ids that repeat
 */
public record Duplicates(Map<String, String> winners) implements Serializable {

  /** Ids do not repeat. */
  public static final Duplicates NONE = new Duplicates(Map.of());

  /** Repeated ids are kept in memory on the driver and in every task. */
  private static final int MAX_REPEATED_IDS = 1_000_000;

  private static final int EXAMPLES = 3;

  /** Column of the largest location of the samples with one id. */
  private static final String LAST = "last";

  /**
   * Finds the ids of an index that repeat.
   *
   * @throws DataException if {@code input.duplicates} is {@code fail} and there are any, or if
   *     there are more than a million
   */
  public static Duplicates find(Samples samples, Dataset<Row> index, InputConfig config) {
    if (!samples.info().mayRepeat()) {
      return NONE;
    }
    Column key = functions.col("key");
    Dataset<Row> repeated =
        index
            .withColumn("key", key(functions.col(Samples.ID)))
            .groupBy(key)
            .agg(
                functions.count(functions.lit(1)).as("count"),
                functions.min(functions.struct(Samples.LOCATION, Samples.ID)).as("first"),
                functions.collect_set(Samples.ID).as("ids"),
                functions.max(Samples.LOCATION).as(LAST))
            .filter("count > 1")
            .select("count", "first.location", "first.id", "ids", LAST);
    if (config.duplicates() == InputConfig.Duplicates.FAIL) {
      checkNone(repeated, config);
      return NONE;
    }
    List<Row> all = repeated.limit(MAX_REPEATED_IDS + 1).collectAsList();
    if (all.size() > MAX_REPEATED_IDS) {
      throw new DataException(
          "at most "
              + MAX_REPEATED_IDS
              + " ids may repeat, but more do; remove the duplicates from the input");
    }
    Map<String, String> winners = new HashMap<>();
    for (Row row : all) {
      String location = row.getAs("location");
      row.<String>getList(row.fieldIndex("ids")).forEach(id -> winners.put(id, location));
    }
    return new Duplicates(winners);
  }

  private static void checkNone(Dataset<Row> repeated, InputConfig config) {
    List<Row> examples = repeated.limit(EXAMPLES).collectAsList();
    if (!examples.isEmpty()) {
      boolean apart =
          config.format() != InputConfig.Format.WEBDATASET // rows of one file have numbers
              || examples.stream().anyMatch(Duplicates::isOfTwoFiles);
      throw new DataException(
          "ids must be unique, but "
              + repeated.count()
              + " repeat, such as "
              + examples.stream()
                  .map(row -> row.getAs("id") + " (" + row.getAs("count") + " times)")
                  .collect(Collectors.joining(", "))
              + (apart && config.mayNameFile()
                  ? "; if these are different samples, set input.ids to file, which puts the name"
                      + " of the file before the id; if not, set input.duplicates to first"
                  : "; make them unique, or set input.duplicates to first"));
    }
  }

  private static boolean isOfTwoFiles(Row repeated) {
    return !file(repeated.getAs(Samples.LOCATION)).equals(file(repeated.getAs(LAST)));
  }

  /** The file of a location, which ends with a number sign and a position. */
  private static String file(String location) {
    return location.substring(0, Math.max(0, location.lastIndexOf('#')));
  }

  /** Ids that differ only in how their accents are composed have one key. */
  private static Column key(Column id) {
    return functions
        .udf((UDF1<String, String>) text -> SampleKey.of(text).toString(), DataTypes.StringType)
        .apply(id);
  }

  /** Whether a sample is used: the only one with its id, or the first of several. */
  public boolean uses(SourceRow sample) {
    return winners.getOrDefault(sample.id(), sample.location()).equals(sample.location());
  }

  /** The rows of an index that are used. */
  public Dataset<Row> used(Dataset<Row> index) {
    return winners.isEmpty()
        ? index
        : index.filter((FilterFunction<Row>) row -> uses(IndexRow.of(row)));
  }

  /** The duplicates of an index, as rows of the quarantine table. */
  Dataset<Row> quarantined(Samples samples, Dataset<Row> index) {
    return Exclusions.rows(
        samples,
        index.filter((FilterFunction<Row>) row -> !uses(IndexRow.of(row))),
        Reason.DUPLICATE,
        functions.concat(
            functions.lit("another sample has this id; the location of this one is "),
            functions.col(Samples.LOCATION)));
  }
}
