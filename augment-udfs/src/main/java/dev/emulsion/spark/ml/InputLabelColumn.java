package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads labels: a class index as any number, as StringIndexer makes it; several as an array of
 * integers; or a weight per class, as an array of floats or doubles or a vector.
 *
 * @param name of the column
 * @param classes number of classes by the column's metadata; 0 if it has none
 */
record InputLabelColumn(String name, Label.Kind kind, int classes) implements Serializable {

  private static final List<DataType> WHOLE =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
  private static final List<DataType> REAL = List.of(DataTypes.FloatType, DataTypes.DoubleType);

  /**
   * Finds the column {@code name}.
   *
   * @throws IllegalArgumentException if there is no such column, or it holds no labels
   */
  static InputLabelColumn of(StructType schema, String name) {
    StructField field = schema.fields()[Schemas.index(schema, "labelCol", name)];
    return new InputLabelColumn(name, kind(name, field.dataType()), classes(field).orElse(0));
  }

  private static Label.Kind kind(String name, DataType type) {
    if (WHOLE.contains(type) || isReal(type)) {
      return Label.Kind.SINGLE;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Label.Kind.DISTRIBUTION;
    }
    if (type instanceof ArrayType array && WHOLE.contains(array.elementType())) {
      return Label.Kind.MULTI;
    }
    if (type instanceof ArrayType array && isReal(array.elementType())) {
      return Label.Kind.DISTRIBUTION;
    }
    throw new IllegalArgumentException(
        "labelCol must hold class indices, or a weight per class, was "
            + name
            + " of "
            + type.simpleString()
            + "; StringIndexer makes indices of class names");
  }

  private static boolean isReal(DataType type) {
    return REAL.contains(type) || type instanceof DecimalType;
  }

  private static Optional<Integer> classes(StructField field) {
    if (!field.dataType().equals(DataTypes.DoubleType)) {
      return Optional.empty();
    }
    Attribute attribute = Attribute.fromStructField(field);
    return attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()
        ? Optional.of((Integer) nominal.getNumValues().get())
        : Optional.empty();
  }

  /**
   * Reads the label of a row.
   *
   * @param id of the row, for messages
   * @param at position of the column
   * @throws DataException if it is no label
   */
  Label read(String id, Row row, int at) {
    if (row.isNullAt(at)) {
      throw new DataException("the label of " + id + " must not be null; filter such rows first");
    }
    try {
      return switch (kind) {
        case SINGLE -> new Label.Single(index((Number) row.get(at)));
        case MULTI ->
            new Label.Multi(numbers(row, at).stream().mapToInt(InputLabelColumn::index).toArray());
        case DISTRIBUTION -> new Label.Distribution(weights(row, at));
      };
    } catch (IllegalArgumentException e) {
      throw new DataException("the label of " + id + " is invalid: " + e.getMessage(), e);
    }
  }

  private static int index(Number number) {
    double value = number.doubleValue();
    Require.that(
        value == Math.rint(value) && value >= 0 && value < LabelsConfig.MAX_CLASSES,
        () ->
            "a class must be a whole number from 0 to "
                + (LabelsConfig.MAX_CLASSES - 1)
                + ", was "
                + number);
    return (int) value;
  }

  private static List<Number> numbers(Row row, int at) {
    List<Number> numbers = row.getList(at);
    for (int i = 0; i < numbers.size(); i++) {
      int index = i;
      Require.that(
          numbers.get(i) != null, () -> "it must not contain null, has one at index " + index);
    }
    return numbers;
  }

  private static float[] weights(Row row, int at) {
    if (row.get(at) instanceof Vector vector) {
      double[] values = vector.toArray();
      float[] weights = new float[values.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) values[i];
      }
      return weights;
    }
    List<Number> numbers = numbers(row, at);
    float[] weights = new float[numbers.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = numbers.get(i).floatValue();
    }
    return weights;
  }
}
