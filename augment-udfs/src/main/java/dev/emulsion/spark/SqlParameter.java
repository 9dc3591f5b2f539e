package dev.emulsion.spark;

import java.util.function.Consumer;
import org.apache.spark.sql.types.DataType;

/**
 * One parameter of a {@link SqlFunction}.
 *
 * @param type what arguments are cast to, by the rules of Spark for implicit casts
 * @param meaning a sentence without a full stop
 * @param fallback the value without an argument, as documentation has it; empty if one is required
 * @param mayBeNull whether the function is evaluated if the argument is null
 * @param check throws {@link IllegalArgumentException} or {@link dev.emulsion.ConfigException} if a
 *     text is no argument; literals are checked before a query starts
 */
public record SqlParameter(
    String name,
    DataType type,
    String meaning,
    String fallback,
    boolean mayBeNull,
    Consumer<String> check) {

  private static final Consumer<String> ANYTHING = text -> {};

  /** A parameter that needs an argument. */
  static SqlParameter required(String name, DataType type, String meaning) {
    return new SqlParameter(name, type, meaning, "", false, ANYTHING);
  }

  /** A parameter that may have no argument. */
  static SqlParameter optional(String name, DataType type, String meaning, Object fallback) {
    return new SqlParameter(name, type, meaning, fallback.toString(), false, ANYTHING);
  }

  /** The same parameter, with texts checked. */
  SqlParameter checked(Consumer<String> rule) {
    return new SqlParameter(name, type, meaning, fallback, mayBeNull, rule);
  }

  /** The same parameter, with null as an argument. */
  SqlParameter orNull() {
    return new SqlParameter(name, type, meaning, fallback, true, check);
  }

  /** Whether it needs an argument. */
  public boolean isRequired() {
    return fallback.isEmpty();
  }
}
