package dev.emulsion.recipe;

import java.util.List;
import java.util.Map;

/**
 * A piece of YAML. Scalars stay text: the key decides what type it must have, so that {@code no},
 * {@code 1e-3} and {@code 012} mean what they say.
 */
sealed interface Tree {

  /** For messages: {@code line 12}, or the override it came with. */
  String place();

  /**
   * One value.
   *
   * @param plain without quotes
   */
  record Scalar(String text, boolean plain, String place) implements Tree {

    /** Whether nothing is given: the default holds. */
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String toString() {
      return plain ? text : '"' + text + '"';
    }
  }

  /** A list, which overrides may change. */
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

  /** Whether {@code tree} is absent or stands for nothing. */
  static boolean isNull(Tree tree) {
    return tree == null || tree instanceof Scalar scalar && scalar.isNull();
  }
}
