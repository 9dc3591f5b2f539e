package dev.emulsion.io.source;

import dev.emulsion.spark.ListColumn;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The label of a sample as its source gives it, before class names become indices. In an index it
 * has either texts or weights; neither if the sample has no label.
 *
 * @param texts names or numbers of the sample's classes; one for a single class. Elements may be
 *     null until the labels are checked.
 * @param weights one per class; elements may be null until the labels are checked
 */
public record SourceLabel(Optional<List<String>> texts, Optional<List<Float>> weights) {

  /** No label. */
  public static final SourceLabel NONE = new SourceLabel(Optional.empty(), Optional.empty());

  /** Adds the two columns of a label, {@code labels} and {@code weights}, to a schema. */
  static StructType appendTo(StructType schema) {
    return schema
        .add(Samples.LABELS, DataTypes.createArrayType(DataTypes.StringType, true), true)
        .add(Samples.WEIGHTS, DataTypes.createArrayType(DataTypes.FloatType, true), true);
  }

  /** A label of these classes. */
  public static SourceLabel ofTexts(List<String> texts) {
    return new SourceLabel(Optional.of(texts), Optional.empty());
  }

  /** A label with a weight for every class. */
  public static SourceLabel ofWeights(List<Float> weights) {
    return new SourceLabel(Optional.empty(), Optional.of(weights));
  }

  /** The label in columns {@code i} and {@code i + 1} of a row. */
  public static SourceLabel read(Row row, int i) {
    return new SourceLabel(
        Optional.ofNullable(ListColumn.read(row, i)),
        Optional.ofNullable(ListColumn.read(row, i + 1)));
  }

  /** The value of column {@code labels}. */
  public Object textsValue() {
    return ListColumn.value(texts.orElse(null));
  }

  /** The value of column {@code weights}. */
  public Object weightsValue() {
    return ListColumn.value(weights.orElse(null));
  }
}
