package dev.emulsion;

import java.util.List;

/**
 * The parameters of one operation as a recipe states them. Every method names the key it wants and
 * the value that holds when the key is absent, so that a default stands where it is used.
 *
 * <p>Keys are {@code kebab-case}; so are the names of enum constants. A value of the wrong type is
 * the implementation's to report, with the path of the key.
 */
public interface Arguments {

  /** Whether the key is given. */
  boolean has(String key);

  int integer(String key, int fallback);

  /** An integer that must be given. */
  int integer(String key);

  long whole(String key, long fallback);

  double number(String key, double fallback);

  /** A list of numbers; a bare number counts as a list of one. */
  List<Double> numbers(String key, List<Double> fallback);

  boolean flag(String key, boolean fallback);

  /** One of the constants of {@code fallback}'s enum. */
  <E extends Enum<E>> E choice(String key, E fallback);

  String text(String key, String fallback);

  List<String> texts(String key, List<String> fallback);

  /** A list of operations of {@code registry}; empty if the key is absent. */
  <T> List<T> operations(String key, List<OperationType<T>> registry);

  /** A list of operations, each of which may have a {@code weight}; empty if the key is absent. */
  <T> List<Weighted<T>> choices(String key, List<OperationType<T>> registry);
}
