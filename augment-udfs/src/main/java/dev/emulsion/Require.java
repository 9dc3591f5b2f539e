package dev.emulsion;

import java.util.List;
import java.util.function.Supplier;

/**
 * Checks of parameters. Messages state the rule and the value: {@code alpha must be positive, was
 * -0.5}. All throw {@link IllegalArgumentException}; the recipe loader prepends file and key.
 */
public final class Require {

  private Require() {}

  /** Requires {@code value} to be finite and above 0. */
  public static double positive(String name, double value) {
    that(value > 0 && Double.isFinite(value), () -> name + " must be positive, was " + value);
    return value;
  }

  /** Requires {@code value} to be in [0, 1]. */
  public static double share(String name, double value) {
    that(value >= 0 && value <= 1, () -> name + " must be between 0 and 1, was " + value);
    return value;
  }

  /** Requires {@code value} to be {@code min} or more. */
  public static int atLeast(String name, int min, int value) {
    that(value >= min, () -> name + " must be at least " + min + ", was " + value);
    return value;
  }

  /** Requires {@code value} to be {@code min} or more. */
  public static long atLeast(String name, long min, long value) {
    that(value >= min, () -> name + " must be at least " + min + ", was " + value);
    return value;
  }

  /**
   * Requires {@code value} to be from {@code min} to {@code max}.
   *
   * @param reason why there is an upper end, or what to do instead
   */
  public static int within(String name, int min, int max, int value, String reason) {
    return (int) within(name, (long) min, max, value, reason);
  }

  /**
   * Requires {@code value} to be from {@code min} to {@code max}.
   *
   * @param reason why there is an upper end, or what to do instead
   */
  public static long within(String name, long min, long max, long value, String reason) {
    atLeast(name, min, value);
    that(value <= max, () -> name + " must be at most " + max + ", was " + value + ": " + reason);
    return value;
  }

  /**
   * Requires {@code value} to be above 0 and at most {@code max}.
   *
   * @param reason why there is an upper end, or what to do instead
   */
  public static double positive(String name, double max, double value, String reason) {
    positive(name, value);
    that(value <= max, () -> name + " must be at most " + max + ", was " + value + ": " + reason);
    return value;
  }

  /** Requires mean and standard deviation of three channels, for values in [0, 1]. */
  public static void normalization(List<Double> mean, List<Double> std) {
    that(
        mean.size() == 3 && mean.stream().allMatch(m -> Math.abs(m) <= 1_000),
        () ->
            "mean must have 3 numbers between -1000 and 1000, for values from 0 to 1, was " + mean);
    that(
        std.size() == 3 && std.stream().allMatch(s -> s >= 0.001 && s <= 1_000),
        () ->
            "std must have 3 positive numbers between 0.001 and 1000, for values from 0 to 1, was "
                + std);
  }

  /** Throws {@link IllegalArgumentException} with {@code message} unless {@code holds}. */
  public static void that(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Throws {@link IllegalArgumentException} with a message unless {@code holds}. For checks that
   * are made for every image: the message is only put together if it is needed.
   */
  public static void that(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new IllegalArgumentException(message.get());
    }
  }
}
