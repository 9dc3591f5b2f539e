package dev.emulsion.jobs.replay;

import dev.emulsion.ConfigException;
import dev.emulsion.Require;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.spark.OutputSchema;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Which rows of a run are meant. */
public sealed interface Selection {

  /** More rows can be chosen by a condition. */
  int MAX_SAMPLED = 10_000;

  /** The rows among {@code shards}, files or folders that {@code reader} reads. */
  Dataset<Row> of(ShardReader reader, String... shards);

  /** Rows by {@code row_id}. */
  record Named(List<String> rowIds) implements Selection {

    public Named {
      rowIds = List.copyOf(rowIds);
    }

    @Override
    public Dataset<Row> of(ShardReader reader, String... shards) {
      Column name = functions.col(OutputSchema.ROW_ID);
      Set<String> missing = new TreeSet<>(rowIds);
      Set<String> files = new TreeSet<>();
      for (Row place : reader.places(shards).filter(name.isin(rowIds.toArray())).collectAsList()) {
        missing.remove(place.getString(0));
        files.add(place.getString(1));
      }
      if (!missing.isEmpty()) {
        throw new ConfigException(
            "there is no row "
                + missing.iterator().next()
                + "; rows are named ID@EPOCH.VARIANT, as column "
                + OutputSchema.ROW_ID
                + " has it");
      }
      return reader.rows(files.toArray(new String[0])).filter(name.isin(rowIds.toArray()));
    }
  }

  /**
   * The rows whose names hash lowest: spread over classes and shards, and the same on any machine.
   *
   * @param rows how many, 1 to {@value Selection#MAX_SAMPLED}
   */
  record Sample(int rows) implements Selection {

    public Sample {
      Require.that(
          rows >= 1 && rows <= MAX_SAMPLED,
          "a sample must have 1 to " + MAX_SAMPLED + " rows, was " + rows);
    }

    @Override
    public Dataset<Row> of(ShardReader reader, String... shards) {
      Column name = functions.col(OutputSchema.ROW_ID);
      Set<String> names = new TreeSet<>();
      Set<String> files = new TreeSet<>();
      for (Row place :
          reader
              .places(shards)
              .orderBy(functions.xxhash64(name), name)
              .limit(rows)
              .collectAsList()) {
        names.add(place.getString(0));
        files.add(place.getString(1));
      }
      return reader
          .rows(files.toArray(files.isEmpty() ? shards : new String[0]))
          .filter(name.isin(names.toArray()));
    }
  }

  /** The rows for which a condition of SQL holds, such as {@code method = 'cutmix'}. */
  record Where(String condition) implements Selection {

    @Override
    public Dataset<Row> of(ShardReader reader, String... shards) {
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
