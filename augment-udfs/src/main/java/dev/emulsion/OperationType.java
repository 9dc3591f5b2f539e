package dev.emulsion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One line of a registry: an operation under the name that recipes and plans use, and the way from
 * a recipe's keys to the operation and back. It stands in the operation's own file.
 *
 * @param <T> the family
 * @param name {@code kebab-case}
 * @param type the record of its parameters
 * @param plan the type of its plans
 * @param keys the parameters it knows, in the order they are documented
 * @param factory makes the record; throws {@link IllegalArgumentException} stating rule and value
 * @param values the key values that give the record back: numbers, flags, texts, enum constants,
 *     operations, {@link Weighted} ones, and lists of those; a key may be absent where that is its
 *     only way to say something
 */
public record OperationType<T>(
    String name,
    Class<? extends T> type,
    Class<?> plan,
    List<String> keys,
    Function<Arguments, T> factory,
    Function<T, Map<String, ?>> values,
    Predicate<T> matches) {

  public OperationType {
    keys = List.copyOf(keys);
  }

  /** The only entry of a type of operation. */
  public static <T, O extends T> OperationType<T> of(
      String name,
      Class<O> type,
      Class<?> plan,
      List<String> keys,
      Function<Arguments, O> factory,
      Function<O, Map<String, ?>> values) {
    return of(name, type, plan, keys, factory, values, operation -> true);
  }

  /** One of several entries of a type: that of the operations that match. */
  public static <T, O extends T> OperationType<T> of(
      String name,
      Class<O> type,
      Class<?> plan,
      List<String> keys,
      Function<Arguments, O> factory,
      Function<O, Map<String, ?>> values,
      Predicate<O> matches) {
    return new OperationType<>(
        name,
        type,
        plan,
        keys,
        factory::apply,
        operation -> values.apply(type.cast(operation)),
        operation -> type.isInstance(operation) && matches.test(type.cast(operation)));
  }

  /** The key values of {@code operation}, which is of {@link #type}, in the order of the keys. */
  public Map<String, Object> valuesOf(T operation) {
    Map<String, ?> given = values.apply(operation);
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String key : keys) {
      if (given.containsKey(key)) {
        ordered.put(key, given.get(key));
      }
    }
    return ordered;
  }

  /** The entry of {@code operation} in its registry. */
  public static <T> OperationType<T> of(T operation, List<OperationType<T>> registry) {
    return registry.stream()
        .filter(entry -> entry.matches().test(operation))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no entry for " + operation));
  }

  /**
   * Every type of plan with the name it is written under: that of its operation.
   *
   * @param untouched the family's plan that does nothing, and {@code nothing} its name
   */
  public static <T> Map<Class<?>, String> planNames(
      List<OperationType<T>> registry, Class<?> untouched, String nothing) {
    Map<Class<?>, String> names = new LinkedHashMap<>();
    names.put(untouched, nothing);
    registry.forEach(entry -> names.put(entry.plan(), entry.name()));
    return Collections.unmodifiableMap(names);
  }
}
