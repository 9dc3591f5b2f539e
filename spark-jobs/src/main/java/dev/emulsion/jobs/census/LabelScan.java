package dev.emulsion.jobs.census;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.io.source.SourceInfo;
import dev.emulsion.io.source.SourceInfo.Texts;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.io.source.SourceRow;
import dev.emulsion.jobs.census.LabelFindings.Extent;
import dev.emulsion.label.ClassNumber;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.Names;
import dev.emulsion.spark.LocalRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Checks every label before any image is read, and finds out which classes there are.
 *
 * @param kind form of the labels in the source
 * @param numbered whether texts are class indices
 * @param known number of classes, 0 if it follows from the labels
 * @param names of all classes, if the source defines them; else empty
 */
public record LabelScan(Label.Kind kind, boolean numbered, int known, Set<String> names)
    implements Serializable {

  /** A dense label has a weight per class, so one wrong class number would make every row huge. */
  private static final long MAX_INFERRED_CLASSES = 100_000;

  private static final int MAX_VALUE_LENGTH = 60;

  /**
   * Checks all labels of an index and returns what reads them.
   *
   * @throws ConfigException if {@code config} contradicts the source
   * @throws DataException if ids or labels are missing or invalid
   */
  public static LabelReader reader(SourceInfo source, Dataset<Row> index, LabelsConfig config) {
    Label.Kind kind = kind(source.labelKind(), config);
    Optional<List<String>> names = source.classNames();
    names.ifPresent(given -> checkAgreement(given, config));
    boolean numbered = isNumbered(source, index, config);
    boolean counted = numbered || kind == Label.Kind.DISTRIBUTION;
    int known = names.map(List::size).orElse(counted ? config.classes().orElse(0) : 0);
    Set<String> expected = counted ? Set.of() : new HashSet<>(names.orElse(List.of()));
    long found = 0;
    if (counted || names.isPresent() || source.mayLack()) {
      found = new LabelScan(source.labelKind(), numbered, known, expected).scan(index);
    }
    int classes = (int) (known > 0 ? known : found);
    return new LabelReader(
        kind,
        numbered,
        names.orElseGet(() -> counted ? numbers(source, index, classes) : distinct(index)));
  }

  /** Whether texts are class numbers, which decides for all sources alike. */
  private static boolean isNumbered(SourceInfo source, Dataset<Row> index, LabelsConfig config) {
    if (source.labelKind() == Label.Kind.DISTRIBUTION) {
      if (config.order() != LabelsConfig.Order.AUTO) {
        throw new ConfigException(
            "labels.order must be auto where labels are weights, whose positions are the classes,"
                + " was "
                + Names.of(config.order()));
      }
      return false;
    }
    if (source.classNames().isPresent()) {
      return source.texts() == Texts.NUMBERS;
    }
    return switch (config.order()) {
      case NUMERIC -> true;
      case LEXICAL -> false;
      case AUTO -> source.texts() == Texts.NUMBERS || !hasName(index);
    };
  }

  private static boolean hasName(Dataset<Row> index) {
    FilterFunction<Row> named = row -> hasName(IndexRow.of(row).label());
    return !LocalRows.filter(index, named).isEmpty();
  }

  private static boolean hasName(SourceLabel label) {
    return texts(label).anyMatch(text -> text != null && ClassNumber.isName(text));
  }

  /** One class may be read as a list of one; every other form must be as the source has it. */
  private static Label.Kind kind(Label.Kind found, LabelsConfig config) {
    Label.Kind asked = config.kind().orElse(found);
    if (asked != found && !(found == Label.Kind.SINGLE && asked == Label.Kind.MULTI)) {
      String given =
          switch (found) {
            case SINGLE -> "one class";
            case MULTI -> "a list of classes";
            case DISTRIBUTION -> "a list of weights";
          };
      throw new ConfigException(
          "labels.kind is "
              + Names.of(asked)
              + ", but the input has "
              + given
              + " per sample; set labels.kind to auto, or name another column");
    }
    return asked;
  }

  private static void checkAgreement(List<String> names, LabelsConfig config) {
    if (config.classes().isPresent() && config.classes().get() != names.size()) {
      throw new ConfigException(
          "labels.classes must be "
              + names.size()
              + ", the number of classes that the input names, was "
              + config.classes().get());
    }
    boolean ordered =
        switch (config.order()) {
          case AUTO -> true;
          case LEXICAL -> names.stream().sorted().toList().equals(names);
          case NUMERIC -> isNumeric(names);
        };
    if (!ordered) {
      throw new ConfigException(
          "labels.order must be auto where the input itself orders its classes otherwise, was "
              + Names.of(config.order())
              + ", but the first classes are "
              + String.join(", ", names.subList(0, Math.min(3, names.size()))));
    }
  }

  private static boolean isNumeric(List<String> names) {
    return IntStream.range(0, names.size())
        .allMatch(i -> ClassNumber.of(names.get(i)).equals(OptionalLong.of(i)));
  }

  /** Scans all labels and returns how many classes they ask for. */
  private long scan(Dataset<Row> index) {
    LabelFindings findings =
        LocalRows.parts(index, this::scan, LabelFindings.class).stream()
            .reduce(LabelFindings.NONE, LabelFindings::and);
    check(findings);
    return findings.classes();
  }

  private LabelFindings scan(Iterator<Row> rows) {
    LabelFindings findings = LabelFindings.NONE;
    while (rows.hasNext()) {
      findings = findings.and(scan(IndexRow.of(rows.next())));
    }
    return findings;
  }

  /**
   * Throws what is wrong with the labels, if anything is.
   *
   * @throws DataException with a line for each broken rule
   */
  void check(LabelFindings findings) {
    if (!findings.violations().isEmpty()) {
      TreeMap<LabelRule, String> messages = new TreeMap<>();
      findings
          .violations()
          .forEach(
              (rule, broken) ->
                  messages.put(
                      rule, rule.message(broken.count(), broken.id(), broken.value(), known)));
      throw new DataException(List.copyOf(messages.values()));
    }
    if (findings.largest() != null) {
      checkOneLength(findings.smallest(), findings.largest());
      checkInferred(findings.largest());
    }
  }

  private void checkOneLength(Extent shortest, Extent longest) {
    if (kind == Label.Kind.DISTRIBUTION && shortest.classes() != longest.classes()) {
      throw new DataException(
          "all samples must have the same number of weights, but "
              + shortest.id()
              + " has "
              + shortest.classes()
              + " and "
              + longest.id()
              + " has "
              + longest.classes()
              + "; give every sample one weight per class");
    }
  }

  private void checkInferred(Extent largest) {
    if (known == 0 && largest.classes() > MAX_INFERRED_CLASSES) {
      throw new DataException(
          largest.id()
              + " asks for "
              + largest.classes()
              + " classes; if there really are so many, set labels.classes to their number"
              + (numbered ? ", or labels.order to lexical if the labels are names" : ""));
    }
  }

  /** Scans the label of one sample. */
  LabelFindings scan(SourceRow sample) {
    String id = sample.id();
    if (id.isEmpty()) {
      return LabelFindings.broken(LabelRule.ID, id, "");
    }
    Optional<? extends List<?>> label =
        kind == Label.Kind.DISTRIBUTION ? sample.label().weights() : sample.label().texts();
    if (label.isEmpty()) {
      return LabelFindings.broken(LabelRule.LABEL, id, "");
    }
    if (label.get().isEmpty()) {
      return LabelFindings.broken(LabelRule.NOT_EMPTY, id, "");
    }
    return kind == Label.Kind.DISTRIBUTION
        ? scanWeights(id, sample.label().weights().orElseThrow())
        : scanTexts(id, sample.label().texts().orElseThrow());
  }

  private static LabelFindings broken(LabelRule rule, String id, Object value) {
    String text = String.valueOf(value);
    boolean fits = text.length() <= MAX_VALUE_LENGTH;
    return LabelFindings.broken(rule, id, fits ? text : text.substring(0, MAX_VALUE_LENGTH) + "…");
  }

  private LabelFindings scanTexts(String id, List<String> texts) {
    if (texts.contains(null)) {
      return broken(LabelRule.NO_NULL, id, texts);
    }
    long classes = 0;
    for (String text : texts) {
      if (numbered) {
        LabelFindings found = scanNumber(id, text);
        if (!found.violations().isEmpty()) {
          return found;
        }
        classes = Math.max(classes, found.classes());
      } else if (!names.isEmpty() && !names.contains(text)) {
        return broken(LabelRule.KNOWN, id, text);
      }
    }
    return LabelFindings.valid(id, classes);
  }

  private LabelFindings scanNumber(String id, String text) {
    OptionalLong parsed = ClassNumber.of(text);
    if (parsed.isEmpty()) {
      return broken(LabelRule.NUMBER, id, text);
    }
    long number = parsed.getAsLong();
    if (number < 0) {
      return broken(LabelRule.NOT_NEGATIVE, id, text);
    }
    return known > 0 && number >= known
        ? broken(LabelRule.IN_RANGE, id, text)
        : LabelFindings.valid(id, number + 1);
  }

  private LabelFindings scanWeights(String id, List<Float> weights) {
    boolean positive = false;
    for (int k = 0; k < weights.size(); k++) {
      Float weight = weights.get(k);
      if (weight == null || !(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        return broken(LabelRule.WEIGHTS, id, weight + " for class " + k);
      }
      positive |= weight > 0;
    }
    if (!positive) {
      return broken(LabelRule.POSITIVE_WEIGHT, id, "");
    }
    return known > 0 && weights.size() != known
        ? broken(LabelRule.LENGTH, id, weights.size())
        : LabelFindings.valid(id, weights.size());
  }

  /** The names of numbered classes: their numbers, or the folders' names as they are written. */
  private static List<String> numbers(SourceInfo source, Dataset<Row> index, int classes) {
    List<String> names =
        IntStream.range(0, classes)
            .mapToObj(Integer::toString)
            .collect(Collectors.toCollection(ArrayList::new));
    if (source.texts() != Texts.FOLDERS) {
      return names;
    }
    BitSet taken = new BitSet(classes);
    for (String name : distinct(index)) {
      int number = (int) ClassNumber.of(name).orElseThrow();
      if (taken.get(number)) {
        throw new DataException(
            "every class needs a folder with a number of its own, but "
                + names.get(number)
                + " and "
                + name
                + " are both "
                + number
                + "; rename one of them, or set labels.order to lexical if they are names");
      }
      taken.set(number);
      names.set(number, name);
    }
    return names;
  }

  /** The names that occur, in the order of their UTF-16 code units, as MLlib sorts them. */
  private static List<String> distinct(Dataset<Row> index) {
    return LocalRows.of(index)
        .map(rows -> rows.stream().flatMap(row -> texts(IndexRow.of(row).label())))
        .orElseGet(
            () ->
                index
                    .select(functions.explode(functions.col(Samples.LABELS)))
                    .distinct()
                    .as(Encoders.STRING())
                    .collectAsList()
                    .stream())
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<String> texts(SourceLabel label) {
    return label.texts().stream().flatMap(List::stream);
  }
}
