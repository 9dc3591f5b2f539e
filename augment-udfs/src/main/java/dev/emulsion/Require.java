package dev.emulsion;

/**
 * Checks of parameters. Messages state the rule and the value: {@code alpha must be positive, was
 * -0.5}. All throw {@link IllegalArgumentException}; the recipe loader prepends file and key.
 */
public final class Require {

  private Require() {}

  /** Requires {@code value} to be finite and above 0. */
  public static double positive(String name, double value) {
    return that(
        value > 0 && Double.isFinite(value), name + " must be positive, was " + value, value);
  }

  /** Requires {@code value} to be in [0, 1]. */
  public static double share(String name, double value) {
    return that(value >= 0 && value <= 1, name + " must be between 0 and 1, was " + value, value);
  }

  /** Requires {@code value} to be {@code min} or more. */
  public static int atLeast(String name, int min, int value) {
    that(value >= min, name + " must be at least " + min + ", was " + value);
    return value;
  }

  /** Requires {@code value} to be {@code min} or more. */
  public static long atLeast(String name, long min, long value) {
    that(value >= min, name + " must be at least " + min + ", was " + value);
    return value;
  }

  /** Throws {@link IllegalArgumentException} with {@code message} unless {@code holds}. */
  public static void that(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  private static double that(boolean holds, String message, double value) {
    that(holds, message);
    return value;
  }
}
