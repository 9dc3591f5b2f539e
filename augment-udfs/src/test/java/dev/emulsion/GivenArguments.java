package dev.emulsion;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parameters from a map, for tests of registries: {@code Map.of("size", 8, "scale", List.of(0.5,
 * 1.0))}.
 */
public record GivenArguments(Map<String, Object> values) implements Arguments {

  @Override
  public boolean has(String key) {
    return values.containsKey(key);
  }

  @Override
  public int integer(String key, int fallback) {
    return (int) values.getOrDefault(key, fallback);
  }

  @Override
  public int integer(String key) {
    if (!has(key)) {
      throw new IllegalArgumentException(key + " must be given");
    }
    return (int) values.get(key);
  }

  @Override
  public long whole(String key, long fallback) {
    return ((Number) values.getOrDefault(key, fallback)).longValue();
  }

  @Override
  public double number(String key, double fallback) {
    return ((Number) values.getOrDefault(key, fallback)).doubleValue();
  }

  @Override
  public List<Double> numbers(String key, List<Double> fallback) {
    Object value = values.getOrDefault(key, fallback);
    List<?> list = value instanceof List<?> given ? given : List.of(value);
    return list.stream().map(number -> ((Number) number).doubleValue()).toList();
  }

  @Override
  public boolean flag(String key, boolean fallback) {
    return (boolean) values.getOrDefault(key, fallback);
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E fallback) {
    return has(key)
        ? Enum.valueOf(
            fallback.getDeclaringClass(), text(key, "").toUpperCase(Locale.ROOT).replace('-', '_'))
        : fallback;
  }

  @Override
  public String text(String key, String fallback) {
    return (String) values.getOrDefault(key, fallback);
  }

  @Override
  public List<String> texts(String key, List<String> fallback) {
    return has(key)
        ? ((List<?>) values.get(key)).stream().map(String.class::cast).toList()
        : fallback;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<T> operations(String key, List<OperationType<T>> registry) {
    return (List<T>) values.getOrDefault(key, List.of());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> List<Weighted<T>> choices(String key, List<OperationType<T>> registry) {
    return (List<Weighted<T>>) values.getOrDefault(key, List.of());
  }
}
