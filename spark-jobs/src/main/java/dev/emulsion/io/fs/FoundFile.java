package dev.emulsion.io.fs;

import org.apache.spark.sql.Row;

/**
 * A file found by {@link ParallelListing}.
 *
 * @param path relative to the root
 * @param length in bytes
 */
public record FoundFile(String path, long length) {

  /** Reads a row of {@link ParallelListing#PATH} and {@link ParallelListing#LENGTH}. */
  public static FoundFile of(Row row) {
    return new FoundFile(row.getString(0), row.getLong(1));
  }
}
