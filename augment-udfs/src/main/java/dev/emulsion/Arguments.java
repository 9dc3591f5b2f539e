package dev.emulsion;

import java.util.List;

/**
 * The parameters of one operation as given in a recipe. Every method takes the key and the default
 * for an absent key, so that a default is written where it is used.
 *
 * <p>Keys and enum constants are in {@code kebab-case}. The implementation reports a value of the
 * wrong type with the path of its key.
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
