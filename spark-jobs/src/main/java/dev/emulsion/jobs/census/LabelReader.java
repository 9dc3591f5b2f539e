package dev.emulsion.jobs.census;

import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Row;

/** Makes the {@link Label} of what a source says of a sample: class names become indices. */
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

  public List<String> classes() {
    return classes;
  }

  /**
   * The label of a sample that the {@link LabelScan} has seen.
   *
   * @param sample a row that begins as those of {@link dev.emulsion.io.source.Samples#INDEX}
   * @throws DataException if the label is another one now
   */
  public Label of(Row sample) {
    try {
      return switch (kind) {
        case SINGLE -> new Label.Single(texts(sample)[0]);
        case MULTI -> new Label.Multi(texts(sample));
        case DISTRIBUTION -> new Label.Distribution(weights(sample));
      };
    } catch (RuntimeException e) {
      throw new DataException(
          "the label of "
              + sample.getString(0)
              + " is not the one that was listed; run again on an input at rest",
          e);
    }
  }

  private int[] texts(Row sample) {
    return sample.<String>getList(1).stream().mapToInt(this::index).toArray();
  }

  private int index(String text) {
    int index = numbered ? Integer.parseInt(text) : indices.getOrDefault(text, -1);
    return index < classes.size() ? index : -1;
  }

  private float[] weights(Row sample) {
    List<Float> boxed = sample.getList(2);
    float[] weights = new float[classes.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = boxed.get(k);
    }
    return weights;
  }
}
