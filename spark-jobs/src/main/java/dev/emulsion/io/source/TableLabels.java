package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.io.source.SourceInfo.Texts;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * The label column of a table as {@link Samples#LABELS} and {@link Samples#WEIGHTS}.
 *
 * <p>A string, a boolean or a number is one class, an array of strings or integers several, an
 * array of fractions a weight per class. An array of integers is weights too where {@code
 * labels.kind} is {@code distribution}.
 *
 * @param source what the texts are
 */
record TableLabels(Column texts, Column weights, Label.Kind kind, Texts source) {

  private static final String TEXTS = "array<string>";
  private static final String WEIGHTS = "array<float>";

  /** Above it, neighboring doubles are more than 1 apart. */
  private static final double MAX_INTEGER = 1L << 53;

  /**
   * @throws ConfigException if a column of {@code type} holds no labels
   */
  static TableLabels of(String name, Column column, DataType type, LabelsConfig config) {
    if (type instanceof ArrayType array) {
      return ofArray(name, column, array, config);
    }
    if (!(type instanceof NumericType
        || type instanceof StringType
        || type instanceof BooleanType)) {
      throw noLabels(name, type);
    }
    Column text =
        isFloat(type)
            ? textOfFloat(column)
            : functions.when(
                functions.trim(column.cast("string")).notEqual(""), column.cast("string"));
    return new TableLabels(
        functions.when(text.isNotNull(), functions.array(text)),
        nothing(WEIGHTS),
        Label.Kind.SINGLE,
        type instanceof NumericType ? Texts.NUMBERS : Texts.CELLS);
  }

  private static TableLabels ofArray(
      String name, Column column, ArrayType type, LabelsConfig config) {
    DataType element = type.elementType();
    boolean integers =
        element instanceof IntegralType
            || element instanceof DecimalType decimal && decimal.scale() == 0;
    boolean asWeights = config.kind().filter(Label.Kind.DISTRIBUTION::equals).isPresent();
    if (element instanceof NumericType && (!integers || asWeights)) {
      return new TableLabels(
          nothing(TEXTS), column.cast(WEIGHTS), Label.Kind.DISTRIBUTION, Texts.NUMBERS);
    }
    if (!integers && !(element instanceof StringType)) {
      throw noLabels(name, type);
    }
    return new TableLabels(
        column.cast(TEXTS),
        nothing(WEIGHTS),
        Label.Kind.MULTI,
        integers ? Texts.NUMBERS : Texts.CELLS);
  }

  private static ConfigException noLabels(String name, DataType type) {
    return new ConfigException(
        "input.columns.label must be a string, a boolean or a number, or an array of strings or"
            + " numbers, but "
            + name
            + " is "
            + type.catalogString());
  }

  private static boolean isFloat(DataType type) {
    return type instanceof FloatType || type instanceof DoubleType;
  }

  /** An integer without a decimal point or exponent; null where the number is missing or NaN. */
  private static Column textOfFloat(Column column) {
    Column number = column.cast("double");
    Column integer =
        number.equalTo(functions.floor(number)).and(functions.abs(number).leq(MAX_INTEGER));
    return functions.when(
        functions.not(functions.isnan(number)),
        functions
            .when(integer, number.cast("long").cast("string"))
            .otherwise(column.cast("string")));
  }

  /** The same labels; texts that are names of folders are read as they are written. */
  TableLabels inFolders(boolean folders) {
    return folders ? new TableLabels(texts, weights, kind, Texts.FOLDERS) : this;
  }

  /** The same labels by name, where each file names its classes. */
  TableLabels named(FooterClasses classes, Column file) {
    Column names = classes.names(texts, file);
    Column labeled =
        kind == Label.Kind.SINGLE ? functions.when(names.getItem(0).isNotNull(), names) : names;
    return new TableLabels(labeled, weights, kind, Texts.CELLS);
  }

  private static Column nothing(String type) {
    return functions.lit(null).cast(type);
  }
}
