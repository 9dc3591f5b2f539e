package dev.emulsion.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Applies settings such as {@code output.dtype=float32} or {@code transform[0].resize.size=96} to a
 * recipe before it is checked. The value is YAML.
 */
final class Overrides {

  private static final Pattern FORM = Pattern.compile("(?s)\\s*([^=\\s]+)\\s*=(.*)");
  private static final Pattern PART = Pattern.compile("([^.\\[\\]]+)((?:\\[[0-9]{1,6}])*)(\\.|$)");

  private Overrides() {}

  /** {@code tree} with the settings applied in their order. */
  static Tree apply(Tree tree, List<String> settings, Problems problems) {
    Tree root = Tree.isNull(tree) ? new Tree.Entries(new LinkedHashMap<>(), "recipe") : tree;
    if (root instanceof Tree.Entries entries) {
      settings.forEach(setting -> apply(entries, setting, problems));
    }
    return root;
  }

  private static void apply(Tree.Entries root, String setting, Problems problems) {
    String place = "--set " + Location.withoutCredentials(setting);
    Matcher form = FORM.matcher(setting);
    if (!form.matches()) {
      problems.add(place + ": must have the form key.path=value");
      return;
    }
    try {
      Tree value = TreeReader.value(form.group(2), place, problems);
      put(root, form.group(1), value == null ? new Tree.Scalar("", true, place) : value, place);
    } catch (IllegalArgumentException e) {
      problems.add(place + ": " + e.getMessage());
    } catch (YAMLException e) {
      problems.add(place + ": the value is not YAML: " + firstLine(e));
    }
  }

  private static void put(Tree.Entries root, String path, Tree value, String place) {
    List<Object> parts = parts(path);
    Tree here = root;
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      if (parts.get(i) instanceof String key) {
        Map<String, Tree> entries = ((Tree.Entries) here).entries();
        here = last ? value : container(entries.get(key), parts.get(i + 1), place);
        entries.put(key, here);
      } else {
        int index = (int) parts.get(i);
        List<Tree> items = ((Tree.Items) here).items();
        if (index >= items.size()) {
          throw new IllegalArgumentException(
              "there is no item " + index + "; the list has " + items.size() + ", counted from 0");
        }
        here = last ? value : container(items.get(index), parts.get(i + 1), place);
        items.set(index, here);
      }
    }
  }

  /**
   * {@code tree} as a list if the next part of the path is an index, else as a mapping; the bare
   * name of an operation becomes a mapping from that name to no keys.
   */
  private static Tree container(Tree tree, Object next, String place) {
    if (next instanceof Integer) {
      return tree instanceof Tree.Items ? tree : new Tree.Items(new ArrayList<>(), place);
    }
    if (tree instanceof Tree.Entries) {
      return tree;
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    if (tree instanceof Tree.Scalar name && name.text().equals(next)) {
      entries.put(name.text(), new Tree.Entries(new LinkedHashMap<>(), name.place()));
    }
    return new Tree.Entries(entries, place);
  }

  /** The parts of a path: names as strings, indices as integers. */
  private static List<Object> parts(String path) {
    List<Object> parts = new ArrayList<>();
    Matcher part = PART.matcher(path);
    int end = 0;
    while (end < path.length() && part.find(end) && part.start() == end) {
      parts.add(part.group(1));
      for (String index : part.group(2).split("[\\[\\]]+")) {
        if (!index.isEmpty()) {
          parts.add(Integer.valueOf(index));
        }
      }
      end = part.end();
    }
    if (end < path.length() || path.endsWith(".")) {
      throw new IllegalArgumentException("must have the form key.path=value");
    }
    return parts;
  }

  static String firstLine(YAMLException e) {
    return e.getMessage().lines().findFirst().orElse("no reason given");
  }
}
