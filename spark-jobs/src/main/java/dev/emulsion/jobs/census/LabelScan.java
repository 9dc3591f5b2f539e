package dev.emulsion.jobs.census;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.source.Samples;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.Names;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Looks at every label before any image moves: finds those that break a {@link LabelRule}, and the
 * classes that there are.
 *
 * @param kind form of the labels as they come in
 * @param numbered whether texts are class indices
 * @param known number of classes, 0 where only the labels tell
 * @param names of the classes, where the source gives names and knows them all; else empty
 */
public record LabelScan(Label.Kind kind, boolean numbered, int known, Set<String> names)
    implements Serializable {

  /** A dense label has a weight per class, so a stray large label would make every row huge. */
  private static final long MAX_UNASKED_CLASSES = 100_000;

  private static final int LONGEST_VALUE = 60;

  /**
   * The rule that a sample breaks, none if it is sound; and how many classes its label asks for.
   */
  private static final StructType JUDGED =
      new StructType()
          .add("rule", DataTypes.StringType, true)
          .add(Samples.ID, DataTypes.StringType, false)
          .add("value", DataTypes.StringType, false)
          .add("extent", DataTypes.LongType, false);

  /**
   * Makes the reader of all labels of {@code index}.
   *
   * @throws ConfigException if {@code config} and the source contradict each other
   * @throws DataException if ids or labels are missing or cannot be used
   */
  public static LabelReader of(Samples samples, Dataset<Row> index, LabelsConfig config) {
    Label.Kind kind = kind(samples.labelKind(), config);
    boolean numbered = samples.numbered();
    Optional<List<String>> names = samples.classNames();
    boolean counted = numbered || kind == Label.Kind.DISTRIBUTION;
    names.ifPresent(given -> requireAgreement(given.size(), config));
    int known = names.map(List::size).orElse(counted ? config.classes().orElse(0) : 0);
    Set<String> expected = counted ? Set.of() : new HashSet<>(names.orElse(List.of()));
    long extent = 0;
    if (counted || names.isPresent() || samples.mayLack()) {
      extent = new LabelScan(samples.labelKind(), numbered, known, expected).extent(index);
    }
    int classes = (int) (known > 0 ? known : extent);
    return new LabelReader(
        kind, numbered, names.orElseGet(() -> counted ? numbers(classes) : distinct(index)));
  }

  /** One class may be read as a list of one; every other form is what it is. */
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
              + " a sample; set labels.kind to auto, or name another column");
    }
    return asked;
  }

  private static void requireAgreement(int named, LabelsConfig config) {
    config
        .classes()
        .filter(given -> given != named)
        .ifPresent(
            given -> {
              throw new ConfigException(
                  "labels.classes must be "
                      + named
                      + ", the number of classes that the input names, was "
                      + given);
            });
  }

  /** How many classes the labels ask for, all of which are sound. */
  private long extent(Dataset<Row> index) {
    Column extent = functions.struct("extent", Samples.ID);
    List<Row> groups =
        index
            .map((MapFunction<Row, Row>) this::judge, Encoders.row(JUDGED))
            .groupBy("rule")
            .agg(
                functions.count(functions.lit(1)),
                functions.min(functions.struct(Samples.ID, "value")),
                functions.min(extent),
                functions.max(extent))
            .collectAsList();
    TreeMap<LabelRule, String> broken = new TreeMap<>();
    long classes = 0;
    for (Row group : groups) {
      if (group.isNullAt(0)) {
        requireOneLength(group.getStruct(3), group.getStruct(4));
        classes = group.getStruct(4).getLong(0);
        requireFewUnasked(group.getStruct(4));
      } else {
        LabelRule rule = LabelRule.valueOf(group.getString(0));
        Row example = group.getStruct(2);
        broken.put(
            rule, rule.broken(group.getLong(1), example.getString(0), example.getString(1), known));
      }
    }
    if (!broken.isEmpty()) {
      throw new DataException(String.join("\n", broken.values()));
    }
    return classes;
  }

  private void requireOneLength(Row shortest, Row longest) {
    if (kind == Label.Kind.DISTRIBUTION && shortest.getLong(0) != longest.getLong(0)) {
      throw new DataException(
          "all samples need one number of weights, but "
              + shortest.getString(1)
              + " has "
              + shortest.getLong(0)
              + " and "
              + longest.getString(1)
              + " has "
              + longest.getLong(0)
              + "; give every sample one weight per class");
    }
  }

  private void requireFewUnasked(Row max) {
    if (known == 0 && max.getLong(0) > MAX_UNASKED_CLASSES) {
      throw new DataException(
          max.getString(1)
              + " asks for "
              + max.getLong(0)
              + " classes; if there really are so many, set labels.classes to their number");
    }
  }

  private Row judge(Row sample) {
    String id = sample.getString(0);
    Verdict verdict =
        id.isEmpty()
            ? Verdict.broken(LabelRule.ID, "")
            : kind == Label.Kind.DISTRIBUTION
                ? ofWeights(sample.isNullAt(2) ? null : sample.getList(2))
                : ofTexts(sample.isNullAt(1) ? null : sample.getList(1));
    return RowFactory.create(verdict.rule(), id, verdict.value(), verdict.extent());
  }

  /** What was found of one label. */
  private record Verdict(String rule, String value, long extent) {

    static Verdict sound(long extent) {
      return new Verdict(null, "", extent);
    }

    static Verdict broken(LabelRule rule, Object value) {
      String text = String.valueOf(value);
      String shown = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
      return new Verdict(rule.name(), shown, 0);
    }
  }

  private Verdict ofTexts(List<String> texts) {
    if (texts == null) {
      return Verdict.broken(LabelRule.LABEL, "");
    }
    if (texts.isEmpty()) {
      return Verdict.broken(LabelRule.NOT_EMPTY, "");
    }
    if (texts.contains(null)) {
      return Verdict.broken(LabelRule.NO_NULL, texts);
    }
    long extent = 0;
    for (String text : texts) {
      if (numbered) {
        Verdict verdict = ofNumber(text);
        if (verdict.rule() != null) {
          return verdict;
        }
        extent = Math.max(extent, verdict.extent());
      } else if (!names.isEmpty() && !names.contains(text)) {
        return Verdict.broken(LabelRule.KNOWN, text);
      }
    }
    return Verdict.sound(extent);
  }

  private Verdict ofNumber(String text) {
    try {
      long number = Long.parseLong(text);
      if (known > 0 && (number < 0 || number >= known)) {
        return Verdict.broken(LabelRule.IN_RANGE, text);
      }
      return number < 0 ? Verdict.broken(LabelRule.NOT_NEGATIVE, text) : Verdict.sound(number + 1);
    } catch (NumberFormatException e) {
      return Verdict.broken(LabelRule.NUMBER, text);
    }
  }

  private Verdict ofWeights(List<Float> weights) {
    if (weights == null) {
      return Verdict.broken(LabelRule.LABEL, "");
    }
    if (weights.isEmpty()) {
      return Verdict.broken(LabelRule.NOT_EMPTY, "");
    }
    boolean some = false;
    for (int k = 0; k < weights.size(); k++) {
      Float weight = weights.get(k);
      if (weight == null || !(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
        return Verdict.broken(LabelRule.WEIGHTS, weight + " for class " + k);
      }
      some |= weight > 0;
    }
    if (!some) {
      return Verdict.broken(LabelRule.SOME_WEIGHT, "");
    }
    return known > 0 && weights.size() != known
        ? Verdict.broken(LabelRule.LENGTH, weights.size())
        : Verdict.sound(weights.size());
  }

  private static List<String> numbers(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** The names that occur, as MLlib orders them. */
  private static List<String> distinct(Dataset<Row> index) {
    Dataset<Row> texts =
        index.select(functions.explode(functions.col(Samples.LABELS)).as(Samples.LABELS));
    return new ArrayList<>(
        List.of(
            new StringIndexer()
                .setInputCol(Samples.LABELS)
                .setOutputCol("class")
                .setStringOrderType("alphabetAsc")
                .fit(texts)
                .labelsArray()[0]));
  }
}
