package dev.emulsion;

/**
 * The request is wrong: a recipe, an option or a path. Nothing was written; the command exits with
 * 2.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
