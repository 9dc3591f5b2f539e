package dev.emulsion.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The registry of the functions that SQL can call, by their names. */
public final class SqlFunctions {

  private static final Map<String, SqlFunction> ALL = new LinkedHashMap<>();

  static {
    Stream.of(ImageFunctions.all(), MixFunctions.all(), LabelFunctions.all())
        .flatMap(List::stream)
        .forEach(function -> ALL.put(function.name(), function));
  }

  private SqlFunctions() {}

  /** Every function, in documented order. */
  public static List<SqlFunction> all() {
    return List.copyOf(ALL.values());
  }

  static SqlFunction named(String name) {
    return ALL.get(name);
  }
}
