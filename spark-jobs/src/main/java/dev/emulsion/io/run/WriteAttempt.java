package dev.emulsion.io.run;

import dev.emulsion.io.fs.PosixLocalFileSystem;
import dev.emulsion.spark.parquet.BucketFiles;
import java.util.HashMap;
import java.util.Map;

/**
 * One write by Spark into a folder where other writes may be in progress, of this process or of a
 * previous owner. Each has a scratch folder of its own, and none clears another's.
 *
 * @param number distinguishes the write, see {@link CommitLog#nextWrite}; not negative
 */
public record WriteAttempt(int number) {

  /** Options of {@link org.apache.spark.sql.DataFrameWriter}. */
  public Map<String, String> options() {
    return Map.of(
        // Hadoop's committer names its scratch folder after it
        "mapreduce.job.application.attempt.id",
        Integer.toString(number),
        "mapreduce.fileoutputcommitter.cleanup.skipped",
        "true",
        // executors on a disk that all share leave no .crc files, which some readers take for
        // shards
        "fs.file.impl",
        PosixLocalFileSystem.class.getName(),
        "fs.file.impl.disable.cache",
        "true");
  }

  /** The same, for a write whose files have names that no other write uses. */
  public Map<String, String> namingOptions() {
    Map<String, String> options = new HashMap<>(options());
    options.put(BucketFiles.WRITE, Integer.toString(number));
    return options;
  }

  /** Whether this write, with {@link #namingOptions}, is the one that wrote {@code file}. */
  public boolean wrote(Manifest.File file) {
    return file.path().contains(BucketFiles.nameOf(number));
  }
}
