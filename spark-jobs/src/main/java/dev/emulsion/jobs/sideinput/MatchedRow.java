package dev.emulsion.jobs.sideinput;

import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.io.source.IndexRow;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * One row of a matched index: a sample and the generated images that were made from it.
 *
 * @param generated each key once, sorted by prompt and index; empty if the sample has none or the
 *     recipe uses none
 */
public record MatchedRow(IndexRow sample, List<GeneratedIndexRow> generated) {

  /** Reads a row of the index that {@link SideInputs#match} returns. */
  public static MatchedRow of(Row row) {
    IndexRow sample = IndexRow.of(row);
    return new MatchedRow(sample, GeneratedGroup.read(row, IndexRow.SCHEMA.size()).distinct());
  }
}
