package dev.emulsion.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Operations on datasets whose rows the driver may hold already, such as the list of a small
 * folder. There they run at once, without a Spark job, which would cost more than it does; on all
 * other datasets they are Spark's. The rows are the same either way.
 */
public final class LocalRows {

  private LocalRows() {}

  /** The rows of a dataset if the driver holds them; empty if tasks would have to produce them. */
  public static Optional<List<Row>> of(Dataset<Row> rows) {
    return areLocal(rows) ? Optional.of(rows.collectAsList()) : Optional.empty();
  }

  private static boolean areLocal(Dataset<Row> rows) {
    return rows.queryExecution().analyzed() instanceof LocalRelation;
  }

  /** Marks rows to be kept in memory and on disk, unless the driver holds them. */
  public static Dataset<Row> persist(Dataset<Row> rows) {
    return areLocal(rows) ? rows : rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** A row for each row; the driver holds the result if it held the rows. */
  public static Dataset<Row> map(
      Dataset<Row> rows, MapFunction<Row, Row> function, StructType schema) {
    Optional<List<Row>> local = of(rows);
    if (local.isEmpty()) {
      return rows.map(function, Encoders.row(schema));
    }
    List<Row> mapped = new ArrayList<>(local.get().size());
    for (Row row : local.get()) {
      mapped.add(called(() -> function.call(row)));
    }
    return rows.sparkSession().createDataFrame(mapped, schema);
  }

  /** The rows that {@code condition} accepts; the driver holds them if it held all. */
  public static Dataset<Row> filter(Dataset<Row> rows, FilterFunction<Row> condition) {
    Optional<List<Row>> local = of(rows);
    if (local.isEmpty()) {
      return rows.filter(condition);
    }
    List<Row> accepted =
        local.get().stream().filter(row -> called(() -> condition.call(row))).toList();
    return rows.sparkSession().createDataFrame(accepted, rows.schema());
  }

  /** Sums up a part of the rows of a dataset. */
  @FunctionalInterface
  public interface Part<T> extends Serializable {
    T of(Iterator<Row> rows);
  }

  /**
   * Sums up the parts of a dataset: its partitions, or all its rows at once if the driver holds
   * them.
   *
   * @param type of a sum, which is serializable
   * @return the sums of all parts, of which there may be none
   */
  public static <T> List<T> parts(Dataset<Row> rows, Part<T> part, Class<T> type) {
    return of(rows)
        .map(local -> List.of(part.of(local.iterator())))
        .orElseGet(
            () ->
                rows.mapPartitions(
                        (MapPartitionsFunction<Row, T>)
                            partition -> List.of(part.of(partition)).iterator(),
                        Encoders.javaSerialization(type))
                    .collectAsList());
  }

  private interface Call<T> {
    T result() throws Exception;
  }

  private static <T> T called(Call<T> call) {
    try {
      return call.result();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
