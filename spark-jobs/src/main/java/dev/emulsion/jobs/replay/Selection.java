package dev.emulsion.jobs.replay;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.io.shard.RowLocation;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.spark.OutputSchema;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Selects rows of a finished run. */
public sealed interface Selection {

  /** Maximum number of rows of a {@link Sample}; a condition can select more. */
  int MAX_SAMPLED = 10_000;

  /**
   * The selected rows.
   *
   * @param shards shards, or directories of shards
   */
  Dataset<Row> rows(ShardReader reader, String... shards);

  /** Rows by {@code row_id}; each must exist. */
  record ById(List<String> rowIds) implements Selection {

    public ById {
      rowIds = List.copyOf(rowIds);
    }

    @Override
    public Dataset<Row> rows(ShardReader reader, String... shards) {
      Column id = functions.col(OutputSchema.ROW_ID);
      List<RowLocation> found =
          RowLocation.list(reader.locations(shards).filter(id.isin(rowIds.toArray())));
      requireAll(found);
      return reader.rows(RowLocation.files(found)).filter(id.isin(rowIds.toArray()));
    }

    /** Requires a location for every id. */
    void requireAll(List<RowLocation> found) {
      Set<String> missing = new TreeSet<>(rowIds);
      found.forEach(location -> missing.remove(location.rowId()));
      if (!missing.isEmpty()) {
        throw new ConfigException(
            "there is no row "
                + missing.iterator().next()
                + "; the "
                + OutputSchema.ROW_ID
                + " of a row is ID@EPOCH.VARIANT, such as cat/1.jpg@0.0");
      }
    }
  }

  /**
   * The rows whose ids have the lowest hashes: spread over classes and shards, and the same ones
   * every time.
   *
   * @param count number of rows, 1 to {@value Selection#MAX_SAMPLED}
   */
  record Sample(int count) implements Selection {

    private static final int MAX_EQUALITIES = 100;

    public Sample {
      Require.that(
          count >= 1 && count <= MAX_SAMPLED,
          "a sample must have 1 to " + MAX_SAMPLED + " rows, was " + count);
    }

    @Override
    public Dataset<Row> rows(ShardReader reader, String... shards) {
      return rows(reader, find(reader, shards), shards);
    }

    /** The same rows, lowest hash first. */
    public List<Row> collect(ShardReader reader, String... shards) {
      List<RowLocation> found = find(reader, shards);
      Map<String, Row> rows = new HashMap<>();
      for (Row row : rows(reader, found, shards).collectAsList()) {
        rows.put(row.getAs(OutputSchema.ROW_ID), row);
      }
      return found.stream().map(location -> rows.get(location.rowId())).toList();
    }

    private List<RowLocation> find(ShardReader reader, String... shards) {
      Column id = functions.col(OutputSchema.ROW_ID);
      return RowLocation.list(
          reader.locations(shards).orderBy(functions.xxhash64(id), id).limit(count));
    }

    private static Dataset<Row> rows(
        ShardReader reader, List<RowLocation> found, String... shards) {
      Object[] ids = found.stream().map(RowLocation::rowId).toArray();
      String[] files = RowLocation.files(found);
      return reader
          .rows(files.length == 0 ? shards : files)
          .filter(isOneOf(functions.col(OutputSchema.ROW_ID), ids));
    }

    /** Parquet's reader skips the pages of other rows by equalities, but not by a longer list. */
    private static Column isOneOf(Column id, Object[] ids) {
      return ids.length == 0 || ids.length > MAX_EQUALITIES
          ? id.isin(ids)
          : Arrays.stream(ids).map(id::equalTo).reduce(Column::or).orElseThrow();
    }
  }

  /** The rows for which a SQL condition holds, such as {@code method = 'cutmix'}. */
  record Where(String condition) implements Selection {

    @Override
    public Dataset<Row> rows(ShardReader reader, String... shards) {
      try {
        return reader.rows(shards).filter(condition);
      } catch (Exception e) {
        if (e instanceof AnalysisException) { // a checked exception that Scala does not declare
          throw new ConfigException(
              "the condition must be SQL over the columns of the rows: "
                  + e.getMessage().lines().findFirst().orElse(""),
              e);
        }
        throw e;
      }
    }
  }
}
