package dev.emulsion.recipe;

import dev.emulsion.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Collects all problems of a recipe for one message. */
final class Problems {

  private final List<String> messages = new ArrayList<>();

  void add(String message) {
    messages.add(message);
  }

  /** Adds {@code message}, preceded by the line or override that {@code tree} comes from. */
  void add(Tree tree, String message) {
    add(tree == null ? message : tree.place() + ": " + message);
  }

  int count() {
    return messages.size();
  }

  /**
   * Throws a {@link ConfigException} that lists the problems, if there are any.
   *
   * @param source name of the recipe, for the message
   */
  void throwIfAny(String source) {
    if (!messages.isEmpty()) {
      String heading = messages.size() == 1 ? "1 problem" : messages.size() + " problems";
      throw new ConfigException(source + " has " + heading + ":", messages);
    }
  }
}
