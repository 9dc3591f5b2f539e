package dev.emulsion;

import java.util.List;
import java.util.function.Function;

/**
 * One line of a registry: an operation under the name that recipes and plans use.
 *
 * @param <T> the family
 * @param name {@code kebab-case}
 * @param type the record of its parameters
 * @param keys the parameters it knows, in the order they are documented
 * @param factory makes the record; throws {@link IllegalArgumentException} stating rule and value
 */
public record Entry<T>(
    String name, Class<? extends T> type, List<String> keys, Function<Parameters, T> factory) {

  public Entry {
    keys = List.copyOf(keys);
  }
}
