package dev.emulsion.jobs.census;

import dev.emulsion.DataException;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.io.source.SourceRow;
import dev.emulsion.label.ClassNumber;
import dev.emulsion.label.Label;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;

/** Turns the labels of a source into {@link Label}s: class names become indices. */
public final class LabelReader implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Label.Kind kind;
  private final boolean numbered;
  private final List<String> classes;
  private final HashMap<String, Integer> indices = new HashMap<>();

  /**
   * @param numbered whether texts are class indices
   * @param classes names in the order of their indices
   */
  LabelReader(Label.Kind kind, boolean numbered, List<String> classes) {
    this.kind = kind;
    this.numbered = numbered;
    this.classes = List.copyOf(classes);
    for (int i = 0; i < classes.size() && !numbered; i++) {
      indices.put(classes.get(i), i);
    }
  }

  public Label.Kind kind() {
    return kind;
  }

  /** Names of all classes, in the order of their indices. */
  public List<String> classes() {
    return classes;
  }

  /** As {@link #read(String, SourceLabel)}, of a row. */
  public Label read(SourceRow sample) {
    return read(sample.id(), sample.label());
  }

  /**
   * Reads a label that {@link LabelScan} has accepted.
   *
   * @param id of the sample, for the message
   * @throws DataException if the label has changed since then and cannot be read
   */
  public Label read(String id, SourceLabel label) {
    try {
      return switch (kind) {
        case SINGLE -> new Label.Single(indices(label)[0]);
        case MULTI -> new Label.Multi(indices(label));
        case DISTRIBUTION -> new Label.Distribution(weights(label));
      };
    } catch (RuntimeException e) {
      throw new DataException(
          "the label of "
              + id
              + " changed after the input was listed; rerun once the input is no longer being"
              + " written",
          e);
    }
  }

  private int[] indices(SourceLabel label) {
    return label.texts().orElseThrow().stream().mapToInt(this::index).toArray();
  }

  private int index(String text) {
    long index = numbered ? ClassNumber.of(text).orElseThrow() : indices.getOrDefault(text, -1);
    return index < classes.size() ? (int) index : -1;
  }

  private float[] weights(SourceLabel label) {
    List<Float> boxed = label.weights().orElseThrow();
    float[] weights = new float[classes.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = boxed.get(k);
    }
    return weights;
  }
}
