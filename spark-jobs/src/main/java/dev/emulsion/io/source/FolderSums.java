package dev.emulsion.io.source;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * What is known of the files of an {@link ImageFolder}, or of some of them. Sums of disjoint files
 * add up with {@link #and}. Public, because Spark requires it of what its tasks return.
 *
 * @param images number of files that are samples
 * @param bytes of the samples
 * @param decomposed number of samples whose path has accents that are not composed
 * @param classes names of the class folders that have samples
 * @param splits number of samples by the first folder inside of a class that is called after a
 *     split; empty for none
 * @param ignored number of the other files by {@link SampleIds#ignoredKind}
 */
public record FolderSums(
    long images,
    long bytes,
    long decomposed,
    Set<String> classes,
    Map<String, Long> splits,
    Map<String, Long> ignored)
    implements Serializable {

  /** Of no files. */
  static final FolderSums NONE = new FolderSums(0, 0, 0, Set.of(), Map.of(), Map.of());

  /** Kinds that a part counts one by one; where even more occur, the rest counts as one. */
  private static final int MAX_KINDS = 10_000;

  private static final String OTHER_KINDS = "other";

  /** Sums up rows of {@link IndexRow#SCHEMA}, of which those without a label are ignored files. */
  static FolderSums of(Iterator<Row> files) {
    long images = 0;
    long bytes = 0;
    long decomposed = 0;
    Set<String> classes = new HashSet<>();
    Map<String, Long> splits = new HashMap<>();
    Map<String, Long> ignored = new HashMap<>();
    while (files.hasNext()) {
      IndexRow file = IndexRow.of(files.next());
      String path = file.location();
      if (file.label().texts().isEmpty()) {
        String kind = SampleIds.ignoredKind(path);
        boolean fits = ignored.size() < MAX_KINDS || ignored.containsKey(kind);
        ignored.merge(fits ? kind : OTHER_KINDS, 1L, Long::sum);
        continue;
      }
      images++;
      bytes += file.bytes();
      decomposed += SampleIds.isDecomposed(path) ? 1 : 0;
      classes.add(file.label().texts().get().get(0));
      splits.merge(SplitFilter.splitPart(path.substring(path.indexOf('/') + 1)), 1L, Long::sum);
    }
    return new FolderSums(images, bytes, decomposed, classes, splits, ignored);
  }

  /** The sums of both together. */
  FolderSums and(FolderSums other) {
    Set<String> both = new HashSet<>(classes);
    both.addAll(other.classes);
    return new FolderSums(
        images + other.images,
        bytes + other.bytes,
        decomposed + other.decomposed,
        both,
        sum(splits, other.splits),
        sum(ignored, other.ignored));
  }

  private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
    Map<String, Long> sums = new HashMap<>(some);
    more.forEach((name, count) -> sums.merge(name, count, Long::sum));
    return sums;
  }

  /** Number of files that are no samples. */
  long ignoredFiles() {
    return ignored.values().stream().mapToLong(count -> count).sum();
  }

  /** How many of the ignored files are of which kind; the {@code max} most frequent kinds only. */
  Map<String, Long> ignoredKinds(int max) {
    return ignored.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(max)
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
  }
}
