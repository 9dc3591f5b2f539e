package dev.emulsion.io.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run is: the header of a {@link CommitLog}. Runs with equal ids write equal rows, so an
 * interrupted run can be resumed and a finished one needs no work.
 *
 * @param runId hash of the other components
 * @param version of Emulsion
 * @param samples number of distinct ids
 * @param inputDigest order-free digest of ids, labels and lengths
 * @param sideInputs order-free digests of the side inputs, by name
 * @param recipe the keys that determine the rows
 */
public record RunIdentity(
    String runId,
    String version,
    long samples,
    String inputDigest,
    Map<String, String> sideInputs,
    Map<String, Object> recipe)
    implements CommitLog.Header<RunIdentity> {

  private static final Map<String, String> NOUNS =
      Map.of(
          "maps", "attention maps or their lengths",
          "generated", "generated images or their lengths",
          "mixing-set", "images of mixing-set.path or their lengths",
          "pairs", "pairs of pairing.table");

  @Override
  public List<String> differences(RunIdentity before) {
    if (runId.equals(before.runId)) {
      return List.of();
    }
    List<String> differences = new ArrayList<>();
    Map<String, String> old = flat(before.recipe);
    Map<String, String> now = flat(recipe);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      String was = old.getOrDefault(key, "absent");
      String is = now.getOrDefault(key, "absent");
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
    for (Map.Entry<String, String> digest : new TreeMap<>(sideInputs).entrySet()) {
      if (!digest.getValue().equals(before.sideInputs.get(digest.getKey()))) {
        differences.add("the " + NOUNS.get(digest.getKey()) + " have changed");
      }
    }
    if (!version.equals(before.version)) {
      differences.add("it was begun by Emulsion " + before.version + " and this is " + version);
    }
    if (differences.isEmpty()) {
      differences.add("the class names have changed");
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
