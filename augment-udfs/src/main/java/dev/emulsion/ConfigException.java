package dev.emulsion;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The request is wrong: a recipe, an option or a path. Nothing was written; the command exits with
 * 2. The message is {@link Printable}.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(Printable.line(message));
  }

  public ConfigException(String message, Throwable cause) {
    super(Printable.line(message), cause);
  }

  /** An error with several lines, such as one for each wrong key. */
  public ConfigException(String heading, List<String> lines) {
    super(
        Printable.line(heading)
            + lines.stream().map(line -> "\n  " + Printable.line(line)).collect(joining()));
  }
}
