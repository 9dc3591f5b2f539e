package dev.emulsion.spark;

import dev.emulsion.label.Label;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Converts labels to column values and back: int for one class, array of int for several, array of
 * float for a weight per class.
 */
public final class LabelColumn {

  private LabelColumn() {}

  /** The column's type. */
  public static DataType type(Label.Kind kind) {
    return switch (kind) {
      case SINGLE -> DataTypes.IntegerType;
      case MULTI -> DataTypes.createArrayType(DataTypes.IntegerType, false);
      case DISTRIBUTION -> DataTypes.createArrayType(DataTypes.FloatType, false);
    };
  }

  /** The column value of {@code label}. */
  public static Object value(Label label) {
    if (label instanceof Label.Distribution distribution) {
      return distribution.weights();
    }
    return label instanceof Label.Multi multi ? multi.classes() : (Object) label.main();
  }

  /**
   * Reads the label in column {@code i}, which must not be null.
   *
   * @throws IllegalArgumentException if the value is not a valid label
   */
  public static Label read(Label.Kind kind, Row row, int i) {
    return switch (kind) {
      case SINGLE -> new Label.Single(row.getInt(i));
      case MULTI -> new Label.Multi(row.<Integer>getList(i).stream().mapToInt(n -> n).toArray());
      case DISTRIBUTION -> new Label.Distribution(floats(row.getList(i)));
    };
  }

  static float[] floats(List<Float> boxed) {
    float[] weights = new float[boxed.size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = boxed.get(k);
    }
    return weights;
  }
}
