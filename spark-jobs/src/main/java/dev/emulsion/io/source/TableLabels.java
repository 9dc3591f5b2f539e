package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;

/**
 * The label column of a table as {@link Samples#LABELS} and {@link Samples#WEIGHTS}.
 *
 * <p>A string or an integer is one class, an array of them several, an array of float or double a
 * weight per class. An array of integers is weights too where {@code labels.kind} is {@code
 * distribution}.
 *
 * @param numbered whether the texts are class indices
 */
record TableLabels(Column texts, Column weights, Label.Kind kind, boolean numbered) {

  private static final String TEXTS = "array<string>";
  private static final String WEIGHTS = "array<float>";

  /**
   * @throws ConfigException if a column of {@code type} holds no labels
   */
  static TableLabels of(String name, Column column, DataType type, LabelsConfig config) {
    Optional<DataType> element =
        type instanceof ArrayType array ? Optional.of(array.elementType()) : Optional.empty();
    DataType scalar = element.orElse(type);
    boolean numbered = scalar instanceof IntegralType;
    boolean asWeights = config.kind().filter(Label.Kind.DISTRIBUTION::equals).isPresent();
    if (element.isPresent()
        && (scalar instanceof FloatType || scalar instanceof DoubleType || numbered && asWeights)) {
      return new TableLabels(nothing(TEXTS), column.cast(WEIGHTS), Label.Kind.DISTRIBUTION, false);
    }
    if (!numbered && !(scalar instanceof StringType)) {
      throw new ConfigException(
          "input.columns.label must be a string or an integer, an array of them, or an array of"
              + " float or double, but "
              + name
              + " is "
              + type.catalogString());
    }
    return element.isPresent()
        ? new TableLabels(column.cast(TEXTS), nothing(WEIGHTS), Label.Kind.MULTI, numbered)
        : new TableLabels(
            functions.when(column.isNotNull(), functions.array(column.cast("string"))),
            nothing(WEIGHTS),
            Label.Kind.SINGLE,
            numbered);
  }

  private static Column nothing(String type) {
    return functions.lit(null).cast(type);
  }
}
