package dev.emulsion.jobs.run;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.SparkEnv;

/** Finds, inside the exceptions that Spark wraps around failures of tasks, the one to show. */
public final class Errors {

  private Errors() {}

  /**
   * Runs a job; unwraps Spark's exceptions to the failure that the user needs to read.
   *
   * @param watched notified at the end, also after a failure
   */
  public static <T> T unwrapping(Callable<T> job, Progress watched) {
    return unwrapping(job, watched, "storage failed");
  }

  /** The same for a job that writes to {@code output}. */
  public static <T> T writing(String output, Callable<T> job, Progress watched) {
    return unwrapping(job, watched, "cannot write " + output);
  }

  private static <T> T unwrapping(Callable<T> job, Progress watched, String action) {
    try {
      return job.call();
    } catch (Exception | FSError e) { // Hadoop's for local disks
      throw toShow(e, action);
    } finally {
      watched.end();
    }
  }

  /**
   * What to show for {@code failure}: the outermost cause that addresses the user, else a failure
   * of storage in one sentence, else {@code failure} itself.
   */
  public static RuntimeException toShow(Throwable failure) {
    return toShow(failure, "storage failed");
  }

  /**
   * @param action what failed if {@code failure} does not say it
   */
  private static RuntimeException toShow(Throwable failure, String action) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException
          || cause instanceof DataException
          || cause instanceof StorageException) {
        return (RuntimeException) cause;
      }
    }
    Optional<DataException> parquet = ParquetFailure.in(failure);
    if (parquet.isPresent()) {
      return parquet.get();
    }
    Optional<StorageException> storage = StorageFailure.in(failure, action, scratch());
    if (storage.isPresent()) {
      return storage.get();
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  /** Where Spark keeps temporary files on this machine. */
  private static String scratch() {
    String dirs = System.getenv("SPARK_LOCAL_DIRS");
    String usual = System.getProperty("java.io.tmpdir");
    if (dirs != null) {
      return dirs;
    }
    return SparkEnv.get() == null ? usual : SparkEnv.get().conf().get("spark.local.dir", usual);
  }

  /** The first line of the innermost cause's message. */
  public static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
