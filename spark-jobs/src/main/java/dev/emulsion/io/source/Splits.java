package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.recipe.InputConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The usual names of splits: of folders, files, archives and values of a column. A training and a
 * test set in one input must not be mixed with each other, so a run stops and asks, unless the
 * recipe says which one is meant.
 *
 * <p>A name is that of a split if one of its words is: {@code train}, {@code Training_Set}, {@code
 * cifar10-test-00000-of-00002}, {@code val2017}. A class may be called so as well; therefore an
 * input has splits only if there are two different ones that together are half of what is there, or
 * if there is nothing else.
 */
final class Splits {

  private static final Map<String, Pattern> WORDS =
      new TreeMap<>(
          Map.of(
              "train", words("train|training|trn"),
              "train and validation", words("trainval|trainvalid"),
              "validation", words("val|valid|validation|dev|devel|development|minival"),
              "test", words("test|testing|tst"),
              "evaluation", words("eval|evaluation"),
              "holdout", words("holdout|heldout"),
              "unlabeled", words("unlabell?ed|unsupervised")));

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");

  /** Columns that say which split a row belongs to, if their values are names of splits. */
  private static final Set<String> COLUMNS =
      Set.of("split", "subset", "set", "partition", "usage", "phase", "fold", "data_split");

  /** The most usual of them, which JSON lines are searched for. */
  static final String COLUMN = "split";

  private Splits() {}

  private static Pattern words(String alternatives) {
    return Pattern.compile("(" + alternatives + ")(set|sets|data|images|imgs|split)?");
  }

  /** The split that a folder, a file or a value of a column is called after. */
  static Optional<String> of(String name) {
    String[] words = BETWEEN_WORDS.split(name.toLowerCase(Locale.ROOT));
    Set<String> found = new TreeSet<>();
    for (String word : words) {
      WORDS.forEach(
          (split, pattern) -> {
            if (pattern.matcher(word).matches()) {
              found.add(split);
            }
          });
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  /** Whether a name is that of the split that {@code wanted} names: the same, or another for it. */
  static boolean matches(String name, String wanted) {
    Optional<String> split = of(wanted);
    return name.equalsIgnoreCase(wanted)
        || (split.isPresent() ? split.equals(of(name)) : beginsWith(name, wanted));
  }

  /** Such as {@code extra-00000.tar} with {@code extra}. */
  private static boolean beginsWith(String name, String wanted) {
    return name.regionMatches(true, 0, wanted, 0, wanted.length())
        && name.length() > wanted.length()
        && !Character.isLetterOrDigit(name.charAt(wanted.length()));
  }

  /** The first part of a path that is called after a split. */
  static Optional<String> partOf(String path) {
    return Arrays.stream(path.split("/")).filter(part -> of(part).isPresent()).findFirst();
  }

  /** Whether a part of a path is called after the split that {@code wanted} names. */
  static boolean isIn(String path, String wanted) {
    List<String> parts = List.of(path.split("/"));
    return parts.stream().anyMatch(part -> part.equalsIgnoreCase(wanted))
        || partOf(path)
            .or(() -> parts.stream().filter(p -> matches(p, wanted)).findFirst())
            .filter(part -> matches(part, wanted))
            .isPresent();
  }

  /** The folders of a path, without the name of the file. */
  static String foldersOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Whether a column of this name may say which split a row belongs to. */
  static boolean isColumn(String name) {
    return COLUMNS.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Stops if names are those of splits.
   *
   * @param names of folders, files or values
   * @param things what they are, for the message
   * @throws ConfigException if so, unless the recipe ignores splits
   */
  static void check(InputConfig input, Collection<String> names, String things) {
    Map<String, Long> counts =
        names.stream().collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
    check(input, counts, things);
  }

  /**
   * Stops if names are those of splits.
   *
   * @param names how often each one occurs
   * @param things what they are, for the message
   * @throws ConfigException if so, unless the recipe ignores splits
   */
  static void check(InputConfig input, Map<String, Long> names, String things) {
    if (input.splits() == InputConfig.Splits.IGNORE || input.split().isPresent()) {
      return;
    }
    List<String> found = new ArrayList<>();
    Set<String> different = new TreeSet<>();
    long all = 0;
    long ofSplits = 0;
    for (Map.Entry<String, Long> name : new TreeMap<>(names).entrySet()) {
      all += name.getValue();
      Optional<String> split = of(name.getKey());
      if (split.isPresent()) {
        ofSplits += name.getValue();
        found.add(name.getKey());
        different.add(split.get());
      }
    }
    boolean nothingElse = ofSplits == all && things.equals(FOLDERS);
    if (different.size() > 1 && 2 * ofSplits >= all || nothingElse && all > 0) {
      throw asking(input, found, different, things);
    }
  }

  /** The folders directly below an image folder, which would be its classes. */
  static final String FOLDERS = "folders";

  private static ConfigException asking(
      InputConfig input, List<String> found, Set<String> different, String things) {
    String example = different.contains("train") ? "train" : found.get(0);
    String classes =
        things.equals(FOLDERS) ? "would be taken for classes" : "would be mixed with each other";
    return new ConfigException(
        "input.path "
            + input.path()
            + " has "
            + things
            + " that are called after splits and "
            + classes
            + ": "
            + shortened(found)
            + "; set input.split to the one to read, such as "
            + example
            + ", or input.splits to ignore if all are meant");
  }

  private static String shortened(List<String> names) {
    int most = 6;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
  }

  /** What to throw when nothing in the input is called after the split that is asked for. */
  static ConfigException missing(InputConfig input, Collection<String> names, String things) {
    return new ConfigException(
        "input.split must name a split of input.path "
            + input.path()
            + ", was "
            + input.split().orElse("")
            + "; its "
            + things
            + " are "
            + shortened(names.stream().distinct().sorted().toList()));
  }
}
