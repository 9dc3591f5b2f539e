package dev.emulsion;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The request is valid but the data are not. The command exits with 3. The message is {@link
 * Printable}.
 */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(Printable.line(message));
  }

  public DataException(String message, Throwable cause) {
    super(Printable.line(message), cause);
  }

  /** An error with several lines, such as one for each broken rule. */
  public DataException(List<String> lines) {
    super(lines.stream().map(Printable::line).collect(joining("\n")));
  }
}
