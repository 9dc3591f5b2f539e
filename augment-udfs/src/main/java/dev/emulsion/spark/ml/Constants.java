package dev.emulsion.spark.ml;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values of string params that name the constants of an enum. */
final class Constants {

  private Constants() {}

  /**
   * The constant that a param names, in upper or lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  static <E extends Enum<E>> E of(String param, String value, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    String names =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        param + " must be one of " + names.toLowerCase(Locale.ROOT) + ", was " + value);
  }
}
