package dev.emulsion.jobs.run;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;

/** Finds, inside the exceptions that Spark wraps around failures of tasks, the one to show. */
public final class Errors {

  private Errors() {}

  /**
   * Runs a job; unwraps Spark's exceptions to the failure that the user needs to read.
   *
   * @param watched notified at the end, also after a failure
   */
  public static <T> T unwrapping(Callable<T> job, Progress watched) {
    try {
      return job.call();
    } catch (Exception e) {
      throw causeOf(e);
    } finally {
      watched.end();
    }
  }

  /** The outermost cause that addresses the user, else {@code failure} itself. */
  private static RuntimeException causeOf(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException
          || cause instanceof DataException
          || cause instanceof UncheckedIOException) {
        return (RuntimeException) cause;
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
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
