package dev.emulsion.jobs;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.io.UncheckedIOException;

/** Tasks fail inside Spark's exceptions; what they threw is what the user needs to read. */
final class Failures {

  private Failures() {}

  /** The innermost cause that speaks to the user, else {@code failure} itself. */
  static RuntimeException causeOf(Exception failure) {
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

  /** The first line of what went wrong first, for a sentence. */
  static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
