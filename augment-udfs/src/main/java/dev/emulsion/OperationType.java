package dev.emulsion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An entry of a registry: the name of an operation in recipes and plans, and the conversion from a
 * recipe's keys to the operation and back. Each operation declares its own entry.
 *
 * @param <T> the family of operations
 * @param name {@code kebab-case}
 * @param type the record that holds its parameters
 * @param plan the type of its plans
 * @param keys of its parameters, in documented order
 * @param factory makes the record; throws {@link IllegalArgumentException} with rule and value
 * @param values the inverse of {@code factory}, a value per key: numbers, flags, texts, enum
 *     constants, operations, {@link Weighted} operations, and lists of those; a key is absent where
 *     only its absence has the meaning
 * @param matches whether an operation is written under this name; several entries may share a type
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

  /** The entry of {@code operation} in {@code registry}. */
  public static <T> OperationType<T> of(T operation, List<OperationType<T>> registry) {
    return registry.stream()
        .filter(entry -> entry.matches().test(operation))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no entry for " + operation));
  }

  /**
   * The name of every type of plan: that of its operation.
   *
   * @param noOp the family's plan that changes nothing
   * @param noOpName its name
   */
  public static <T> Map<Class<?>, String> planNames(
      List<OperationType<T>> registry, Class<?> noOp, String noOpName) {
    Map<Class<?>, String> names = new LinkedHashMap<>();
    names.put(noOp, noOpName);
    registry.forEach(entry -> names.put(entry.plan(), entry.name()));
    return Collections.unmodifiableMap(names);
  }
}
