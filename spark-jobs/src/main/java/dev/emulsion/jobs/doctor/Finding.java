package dev.emulsion.jobs.doctor;

/**
 * The answer to one question about a place.
 *
 * @param name what was checked, in one word
 * @param text what is there; if that is not good, with what to do about it
 */
public record Finding(String name, Level level, String text) {

  /** What follows for a run. */
  public enum Level {
    OK,
    /** A run succeeds, but slower or with a risk. */
    WARNING,
    /** A run would fail. */
    FAILURE
  }

  static Finding ok(String name, String text) {
    return new Finding(name, Level.OK, text);
  }

  static Finding warning(String name, String text) {
    return new Finding(name, Level.WARNING, text);
  }

  /** A finding with which a run would fail. */
  public static Finding failure(String name, String text) {
    return new Finding(name, Level.FAILURE, text);
  }

  public boolean isFailure() {
    return level == Level.FAILURE;
  }
}
