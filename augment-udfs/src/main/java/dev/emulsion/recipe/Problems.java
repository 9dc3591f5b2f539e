package dev.emulsion.recipe;

import dev.emulsion.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with one recipe, for one report. */
final class Problems {

  private final List<String> messages = new ArrayList<>();

  void add(String message) {
    messages.add(message);
  }

  /** Reports {@code message} at the place of {@code tree}, if there is one. */
  void add(Tree tree, String message) {
    add(tree == null ? message : tree.place() + ": " + message);
  }

  int count() {
    return messages.size();
  }

  /**
   * Ends the loading if there was any problem.
   *
   * @param source the recipe, as the user named it
   */
  void throwIfAny(String source) {
    if (!messages.isEmpty()) {
      String heading = messages.size() == 1 ? "1 problem" : messages.size() + " problems";
      throw new ConfigException(
          source + " has " + heading + ":\n  " + String.join("\n  ", messages));
    }
  }
}
