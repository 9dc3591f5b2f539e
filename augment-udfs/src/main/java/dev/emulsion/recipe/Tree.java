package dev.emulsion.recipe;

import java.util.List;
import java.util.Map;

/**
 * A parsed piece of YAML. Scalars stay text and get their type from the key, so that {@code no} is
 * not a boolean and {@code 012} not octal.
 */
sealed interface Tree {

  /** Where it comes from, for messages: {@code line 12}, or the override. */
  String place();

  /**
   * One value.
   *
   * @param plain whether it is written without quotes
   */
  record Scalar(String text, boolean plain, String place) implements Tree {

    /** Whether the value is null, so that the default applies. */
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String toString() {
      return plain ? text : '"' + text + '"';
    }
  }

  /** A list; overrides may change it. */
  record Items(List<Tree> items, String place) implements Tree {

    @Override
    public String toString() {
      return items.toString();
    }
  }

  /** Keys and values in the order of the file; overrides may change them. */
  record Entries(Map<String, Tree> entries, String place) implements Tree {

    @Override
    public String toString() {
      return entries.isEmpty() ? "{}" : "the keys " + String.join(", ", entries.keySet());
    }
  }

  /** Whether {@code tree} is absent or a null scalar. */
  static boolean isNull(Tree tree) {
    return tree == null || tree instanceof Scalar scalar && scalar.isNull();
  }
}
