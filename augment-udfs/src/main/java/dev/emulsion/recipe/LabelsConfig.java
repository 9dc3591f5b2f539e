package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code labels} section.
 *
 * @param smoothing share of the label mass that is spread over all classes, before mixing
 * @param dense whether a {@code soft_label} column with one weight per class is written
 * @param classes number of classes of integer labels; empty: the largest label plus one
 */
public record LabelsConfig(double smoothing, boolean dense, Optional<Integer> classes)
    implements Serializable {

  public static final LabelsConfig DEFAULT = new LabelsConfig(0.0, true, Optional.empty());

  public LabelsConfig {
    Require.share("smoothing", smoothing);
    classes.ifPresent(n -> Require.atLeast("classes", 1, n));
  }

  static LabelsConfig from(Section labels) {
    return new LabelsConfig(
        labels.number("smoothing", DEFAULT.smoothing),
        labels.flag("dense", DEFAULT.dense),
        labels.integerOrAuto("classes"));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("smoothing", smoothing);
    values.put("dense", dense);
    values.put("classes", classes.<Object>map(n -> n).orElse(Section.AUTO));
    return values;
  }
}
