package dev.emulsion.recipe;

import dev.emulsion.Require;
import dev.emulsion.label.Label;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code labels} section.
 *
 * @param kind kind of the labels; empty: detected from the input
 * @param order which index a class has
 * @param smoothing share of the label mass that is spread over all classes before mixing, in [0, 1]
 * @param dense whether rows have a {@code soft_label} column with one weight per class
 * @param classes number of classes, for integer labels; empty: the largest label plus one
 */
public record LabelsConfig(
    Optional<Label.Kind> kind,
    Order order,
    double smoothing,
    boolean dense,
    Optional<Integer> classes)
    implements Serializable {

  /** Which index a class has, by its name. */
  public enum Order {
    /** {@code NUMERIC} if all names are integers, else {@code LEXICAL}. */
    AUTO,
    /** Its position among all names sorted as text, so that 10 comes before 2. */
    LEXICAL,
    /** The integer that is its name. */
    NUMERIC
  }

  public static final LabelsConfig DEFAULT =
      new LabelsConfig(Optional.empty(), Order.AUTO, 0.0, true, Optional.empty());

  /** Largest number of classes. */
  public static final int MAX_CLASSES = 10_000_000;

  public LabelsConfig {
    Require.share("smoothing", smoothing);
    classes.ifPresent(
        n ->
            Require.within(
                "classes", 1, MAX_CLASSES, n, "the driver counts the samples of every class"));
  }

  static LabelsConfig from(Section labels) {
    return new LabelsConfig(
        labels.choiceOrAuto("kind", Label.Kind.class),
        labels.choice("order", DEFAULT.order),
        labels.number("smoothing", DEFAULT.smoothing),
        labels.flag("dense", DEFAULT.dense),
        labels.integerOrAuto("classes"));
  }

  LabelsConfig withKind(Label.Kind kind) {
    return new LabelsConfig(Optional.of(kind), order, smoothing, dense, classes);
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("kind", kind.map(Names::of).orElse(Section.AUTO));
    values.put("order", Names.of(order));
    values.put("smoothing", smoothing);
    values.put("dense", dense);
    values.put("classes", classes.<Object>map(n -> n).orElse(Section.AUTO));
    return values;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
