package dev.emulsion.io.fs;

import org.apache.spark.sql.Row;

/**
 * A file found by {@link ParallelListing}.
 *
 * @param path relative to the root
 * @param length in bytes
 * @param stamp see {@link FileStamp}
 */
public record FoundFile(String path, long length, long stamp) {

  /** Reads a row of {@link ParallelListing#files}. */
  public static FoundFile of(Row row) {
    return new FoundFile(row.getString(0), row.getLong(1), row.getLong(2));
  }
}
