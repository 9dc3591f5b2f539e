package dev.emulsion.io.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run is known by. Runs with one id write the same rows, so an interrupted one can be taken
 * up and a finished one left alone.
 *
 * @param runId hash of all the rest
 * @param version of Emulsion
 * @param samples with an id of their own
 * @param inputDigest order-free digest of ids, labels and lengths
 * @param sideInputRows digests of what stands beside the samples, by what it is
 * @param recipe what matters of it for the rows
 */
public record RunIdentity(
    String runId,
    String version,
    long samples,
    String inputDigest,
    Map<String, String> sideInputRows,
    Map<String, Object> recipe) {

  private static final Map<String, String> NOUNS =
      Map.of(
          "maps", "maps of attention",
          "generated", "generated images",
          "mixing-set", "images of mixing-set.path");

  /** In what this run differs from {@code before}: each in words, with both values. */
  public List<String> differences(RunIdentity before) {
    List<String> differences = new ArrayList<>();
    Map<String, String> were = flat(before.recipe);
    Map<String, String> are = flat(recipe);
    TreeSet<String> keys = new TreeSet<>(were.keySet());
    keys.addAll(are.keySet());
    for (String key : keys) {
      String was = were.getOrDefault(key, "absent");
      String is = are.getOrDefault(key, "absent");
      if (!was.equals(is)) {
        differences.add(key + " was " + was + " and is " + is);
      }
    }
    if (!inputDigest.equals(before.inputDigest)) {
      differences.add(
          "the input had "
              + before.samples
              + " samples and has "
              + samples
              + (samples == before.samples ? ", with other ids, labels or lengths" : ""));
    }
    for (Map.Entry<String, String> digest : new TreeMap<>(sideInputRows).entrySet()) {
      if (!digest.getValue().equals(before.sideInputRows.get(digest.getKey()))) {
        differences.add("the " + NOUNS.get(digest.getKey()) + " are others or of other lengths");
      }
    }
    if (!version.equals(before.version)) {
      differences.add("it was begun by Emulsion " + before.version + " and this is " + version);
    }
    return differences;
  }

  private static Map<String, String> flat(Map<String, Object> recipe) {
    Map<String, String> leaves = new TreeMap<>();
    recipe.forEach((key, value) -> flatten(key, value, leaves));
    return leaves;
  }

  private static void flatten(String path, Object value, Map<String, String> leaves) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> flatten(path + "." + key, inner, leaves));
    } else if (value instanceof List<?> list && list.stream().anyMatch(e -> e instanceof Map)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(path + "[" + i + "]", list.get(i), leaves);
      }
    } else {
      leaves.put(path, String.valueOf(value));
    }
  }
}
