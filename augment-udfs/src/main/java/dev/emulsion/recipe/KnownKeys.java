package dev.emulsion.recipe;

import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.mix.Mixing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** All keys of recipes, for rejecting unknown ones and suggesting the key that was meant. */
final class KnownKeys {

  /** The keys as a tree, taken from {@link Recipes}, so that none can be missing here. */
  static final Map<String, Object> ALL = all();

  private static Map<String, Object> all() {
    Map<String, Object> keys =
        Recipes.values(
            new Recipe(
                Recipe.DEFAULT_SEED,
                Recipe.DEFAULT_EPOCHS,
                InputConfig.at("in"),
                Optional.of(GeneratedConfig.at("generated")),
                Optional.of(MixingSetConfig.at("mixing-set")),
                DecodeOptions.DEFAULT,
                List.of(),
                Mixing.none(),
                AttentionConfig.FULL,
                PairingConfig.DEFAULT,
                LabelsConfig.DEFAULT,
                OutputConfig.at("out"),
                QuarantineConfig.DEFAULT,
                ReportConfig.DEFAULT));
    keys.put("input", InputConfig.known());
    keys.put("pairing", PairingConfig.known());
    keys.put("output", OutputConfig.keys());
    return keys;
  }

  private static final List<String> PATHS = paths("", ALL);

  /** Counts the letters that must be inserted, deleted or replaced. */
  private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

  /** Added to twice the number of edits when the key is one of another section. */
  private static final int ELSEWHERE_COST = 3;

  private KnownKeys() {}

  /** The keys of section {@code key}, where {@code keys} is {@link #ALL} or a part of it. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> under(Map<String, Object> keys, String key) {
    return (Map<String, Object>) keys.get(key);
  }

  /**
   * The message for an unknown key.
   *
   * @param path of the section, empty for the whole recipe
   * @param siblings the keys that the section has
   */
  static String unknown(String path, String key, Collection<String> siblings) {
    String wrong = join(path, key);
    Optional<String> meant = meant(path, key, siblings);
    return meant
        .map(right -> wrong + " is not a key; did you mean " + right + "?")
        .orElseGet(
            () ->
                siblings.isEmpty()
                    ? wrong + " is not a key; " + path + " has none"
                    : wrong + " is not a key; there are " + String.join(", ", siblings));
  }

  /** The name that was probably meant by {@code wrong}. */
  static Optional<String> nearest(String wrong, Collection<String> names) {
    String best = null;
    int min = limit(wrong) + 1;
    for (String name : names) {
      int distance = EDITS.apply(wrong, name);
      if (distance < min) {
        min = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static Optional<String> meant(String path, String key, Collection<String> siblings) {
    String best = null;
    int min = Integer.MAX_VALUE;
    for (String sibling : siblings) {
      int cost = 2 * EDITS.apply(key, sibling);
      if (cost < min && cost <= 2 * limit(key)) {
        min = cost;
        best = join(path, sibling);
      }
    }
    for (String other : PATHS) {
      int distance = EDITS.apply(key, other.substring(other.lastIndexOf('.') + 1));
      int cost = 2 * distance + ELSEWHERE_COST;
      if (cost < min && distance <= limit(key)) {
        min = cost;
        best = other;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int limit(String word) {
    return Math.max(1, word.length() / 3);
  }

  private static List<String> paths(String path, Map<String, Object> keys) {
    List<String> paths = new ArrayList<>();
    for (String key : keys.keySet()) {
      String full = join(path, key);
      paths.add(full);
      if (keys.get(key) instanceof Map) {
        paths.addAll(paths(full, under(keys, key)));
      }
    }
    return paths;
  }
}
