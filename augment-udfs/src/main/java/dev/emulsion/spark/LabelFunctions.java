package dev.emulsion.spark;

import static dev.emulsion.spark.SqlParameter.optional;
import static dev.emulsion.spark.SqlParameter.required;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import dev.emulsion.Require;
import dev.emulsion.label.Label;
import dev.emulsion.label.SoftLabel;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;

/** The functions of labels. */
final class LabelFunctions {

  private static final int MAX_CLASSES = 1_000_000;

  private static final DataType INTEGERS = createArrayType(IntegerType, true);

  /** Of weights as arguments: any numbers can be cast to it without loss. */
  private static final DataType WEIGHTS = createArrayType(DoubleType, true);

  private static final DataType DENSE = createArrayType(FloatType, false);
  private static final DataType SPARSE =
      createStructType(
          List.of(
              createStructField("indices", createArrayType(IntegerType, false), false),
              createStructField("weights", DENSE, false)));

  private static final SqlParameter CLASSES = required("classes", IntegerType, "number of classes");
  private static final SqlParameter SMOOTHING =
      optional(
          "smoothing", DoubleType, "share of the mass that is spread over all classes, 0 to 1", 0);

  private LabelFunctions() {}

  static List<SqlFunction> all() {
    return List.of(
        softLabel(), softLabels(), smoothLabel(), mixLabels(), sparseLabel(), denseLabel());
  }

  private static SqlFunction softLabel() {
    return new SqlFunction(
        "emulsion_soft_label",
        "Converts a class to a weight per class: 1 - s + s/K for the class and s/K for all others,"
            + " with smoothing s and K classes, in float32 as by timm.",
        List.of(
            required("label", IntegerType, "a class, from 0 to classes - 1"), CLASSES, SMOOTHING),
        DENSE,
        "one weight per class",
        List.of(
            new SqlFunction.Example("SELECT emulsion_soft_label(2, 4)", "[0.0, 0.0, 1.0, 0.0]"),
            new SqlFunction.Example(
                "SELECT emulsion_soft_label(2, 4, 0.5)", "[0.125, 0.125, 0.625, 0.125]")),
        arguments ->
            dense(SoftLabel.of(arguments.integer(0), classes(arguments), arguments.number(2, 0))));
  }

  private static SqlFunction softLabels() {
    return new SqlFunction(
        "emulsion_soft_labels",
        "Converts several classes of one sample to a weight per class, 1 for each of them before"
            + " smoothing.",
        List.of(
            required("labels", INTEGERS, "at least one class, each from 0 to classes - 1"),
            CLASSES,
            SMOOTHING),
        DENSE,
        "one weight per class",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_soft_labels(array(0, 2), 4)", "[1.0, 0.0, 1.0, 0.0]")),
        arguments ->
            dense(
                new Label.Multi(arguments.integers(0))
                    .soft(classes(arguments), arguments.number(2, 0))));
  }

  private static int classes(SqlArguments arguments) {
    return classes(arguments.integer(1));
  }

  private static int classes(int number) {
    return Require.within(
        "classes", 1, MAX_CLASSES, number, "every row would hold a weight for each");
  }

  private static SqlFunction smoothLabel() {
    return new SqlFunction(
        "emulsion_smooth_label",
        "Smooths a weight per class: w becomes (1 - s) w + s/K, with smoothing s and K classes, in"
            + " float32.",
        List.of(
            required("weights", WEIGHTS, "one weight per class, not negative, one positive"),
            required(
                "smoothing",
                DoubleType,
                "share of the mass that is spread over all classes, 0 to 1")),
        DENSE,
        "one weight per class",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_smooth_label(array(0.75, 0.25), 0.5)", "[0.625, 0.375]")),
        arguments -> {
          float[] weights = arguments.floats(0);
          return dense(new Label.Distribution(weights).soft(weights.length, arguments.number(1)));
        });
  }

  private static SqlFunction mixLabels() {
    return new SqlFunction(
        "emulsion_mix_labels",
        "Mixes two soft labels: lambda of the base's plus the rest of the partner's, in float32 as"
            + " by timm.",
        List.of(
            required("base", WEIGHTS, "one weight per class, not negative"),
            required("partner", WEIGHTS, "as many weights"),
            required("lambda", DoubleType, "weight of the base, from 0 to 1")),
        DENSE,
        "one weight per class",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_mix_labels(array(1, 0, 0), array(0, 0, 1), 0.75)",
                "[0.75, 0.0, 0.25]")),
        arguments ->
            dense(
                SoftLabel.ofDense(arguments.floats(0))
                    .mixedWith(SoftLabel.ofDense(arguments.floats(1)), arguments.number(2))));
  }

  private static SqlFunction sparseLabel() {
    return new SqlFunction(
        "emulsion_sparse_label",
        "Converts a weight per class to the classes that have a weight, as augment stores labels.",
        List.of(required("weights", WEIGHTS, "one weight per class, not negative")),
        SPARSE,
        "the classes whose weight is not zero, ascending, and their weights",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_sparse_label(array(0.75, 0, 0.25))", "{[0, 2], [0.75, 0.25]}")),
        arguments -> {
          SoftLabel label = SoftLabel.ofDense(arguments.floats(0));
          return new GenericInternalRow(
              new Object[] {
                UnsafeArrayData.fromPrimitiveArray(label.indices()),
                UnsafeArrayData.fromPrimitiveArray(label.weights())
              });
        });
  }

  private static SqlFunction denseLabel() {
    return new SqlFunction(
        "emulsion_dense_label",
        "Converts classes and their weights to a weight per class, such as label_indices and"
            + " label_weights of augment.",
        List.of(
            required("indices", INTEGERS, "different classes, each from 0 to classes - 1"),
            required("weights", WEIGHTS, "a weight for each"),
            CLASSES),
        DENSE,
        "one weight per class",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_dense_label(array(0, 2), array(0.75, 0.25), 3)",
                "[0.75, 0.0, 0.25]")),
        arguments ->
            UnsafeArrayData.fromPrimitiveArray(
                row(arguments.integers(0), arguments.floats(1), classes(arguments.integer(2)))));
  }

  private static float[] row(int[] indices, float[] weights, int classes) {
    Require.that(
        indices.length == weights.length,
        () ->
            "indices and weights must have the same length, were "
                + indices.length
                + " and "
                + weights.length);
    float[] row = new float[classes];
    boolean[] set = new boolean[classes];
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      Require.that(
          index >= 0 && index < classes,
          () -> "indices must be between 0 and " + (classes - 1) + ", was " + index);
      Require.that(!set[index], () -> "indices must be different, has " + index + " twice");
      set[index] = true;
      row[index] = weights[i];
    }
    return row;
  }

  private static UnsafeArrayData dense(SoftLabel label) {
    return UnsafeArrayData.fromPrimitiveArray(label.dense());
  }
}
