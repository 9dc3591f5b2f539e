package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.recipe.InputConfig.Ids;
import dev.emulsion.recipe.LabelsConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a table holds id, label and encoded image. The image column is BINARY or {@code
 * struct<bytes, path>}, as Hugging Face datasets write it; there the path is the id unless an id
 * column is named. A row without both has its place for an id, if the table has places.
 *
 * @param id empty where there is none
 * @param image empty where there is none
 */
public record TableColumns(Column id, TableLabels labels, Column image) {

  /**
   * Finds the columns.
   *
   * @param maxBytes of an image; of a larger one a byte more is kept, enough to see that it is
   * @param place a name for each row; empty where rows have no place
   * @throws ConfigException if one is missing, or can't be what it should be
   */
  static TableColumns of(
      Dataset<Row> table,
      InputConfig input,
      LabelsConfig labels,
      int maxBytes,
      Optional<Column> place) {
    String image = input.columns().image().orElse("image");
    String label = label(input);
    Column encoded = encoded(table, "input.columns.image", image, maxBytes);
    Column labelColumn = named(table, "input.columns.label", label);
    return new TableColumns(
        functions.coalesce(id(table, input, image, place), functions.lit("")),
        TableLabels.of(label, labelColumn, typeOf(table, label), labels)
            .inFolders(TableScan.isFolder(table, label)),
        encoded);
  }

  /** The name of the label column. */
  static String label(InputConfig input) {
    return input.columns().label().orElse("label");
  }

  /**
   * The encoded images of a column; empty where there is none.
   *
   * @param key of the recipe that names the column
   * @param maxBytes of an image; of a larger one a byte more is kept, enough to see that it is
   * @throws ConfigException if there is no such column, or it holds no images
   */
  public static Column encoded(Dataset<Row> table, String key, String name, int maxBytes) {
    Column stored = named(table, key, name);
    DataType type = typeOf(table, name);
    boolean struct = type instanceof StructType;
    if (struct && !fields(type).contains("bytes") || !struct && !(type instanceof BinaryType)) {
      throw new ConfigException(
          key
              + " must be BINARY or struct<bytes, path>, but "
              + name
              + " is "
              + type.catalogString());
    }
    Column bytes = struct ? stored.getField("bytes") : stored;
    return functions.coalesce(capped(bytes, maxBytes), functions.lit(new byte[0]));
  }

  private static Column capped(Column bytes, int maxBytes) {
    return maxBytes == Integer.MAX_VALUE
        ? bytes
        : functions
            .when(functions.length(bytes).gt(maxBytes), bytes.substr(1, maxBytes + 1))
            .otherwise(bytes);
  }

  private static Column id(
      Dataset<Row> table, InputConfig input, String image, Optional<Column> place) {
    if (input.columns().id().isPresent()) {
      return SampleIds.composed(
          named(table, "input.columns.id", input.columns().id().get()).cast("string"));
    }
    boolean hasPath = fields(typeOf(table, image)).contains("path");
    if (place.isPresent() && (input.ids() == Ids.FILE || !hasPath)) {
      return place.get();
    }
    if (!hasPath) {
      throw new ConfigException(
          "input.columns.id must name the id column, because "
              + image
              + " has no path field; the table has "
              + String.join(", ", table.columns()));
    }
    Column path = column(image).getField("path");
    Ids ids = input.ids();
    Column id =
        functions
            .udf(
                (UDF1<String, String>)
                    text -> text == null || text.isEmpty() ? null : SampleIds.of(text, ids),
                DataTypes.StringType)
            .apply(path);
    return place.map(name -> functions.coalesce(id, name)).orElse(id);
  }

  private static List<String> fields(DataType type) {
    return type instanceof StructType struct ? Arrays.asList(struct.fieldNames()) : List.of();
  }

  private static DataType typeOf(Dataset<Row> table, String name) {
    return table.schema().apply(name).dataType();
  }

  /**
   * The column that a key of the recipe names.
   *
   * @throws ConfigException if there is none
   */
  public static Column named(Dataset<Row> table, String key, String name) {
    List<String> names = Arrays.asList(table.columns());
    if (!names.contains(name)) {
      throw new ConfigException(
          key
              + " names "
              + name
              + ", but the table has "
              + String.join(", ", names)
              + "; name the one that is meant");
    }
    ReadableColumns.reason(table.schema().apply(name))
        .ifPresent(
            reason -> {
              throw new ConfigException(
                  key
                      + " must name a column that Spark can read, but "
                      + name
                      + " is "
                      + reason
                      + "; write it as another");
            });
    return column(name);
  }

  /** A column of any name. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  TableColumns withLabels(TableLabels others) {
    return new TableColumns(id, others, image);
  }

  /** {@link Samples#INDEX} of a table. */
  Dataset<Row> index(Dataset<Row> table, Column location, Column bytes, Column stamp) {
    return table.select(
        id.as(Samples.ID),
        labels.texts().as(Samples.LABELS),
        labels.weights().as(Samples.WEIGHTS),
        location.as(Samples.LOCATION),
        bytes.as(Samples.BYTES),
        stamp.as(Samples.STAMP));
  }

  /** {@link Samples#PAYLOAD} of a table. */
  Dataset<Row> payload(Dataset<Row> table, Column location) {
    return table.select(
        id.as(Samples.ID),
        labels.texts().as(Samples.LABELS),
        labels.weights().as(Samples.WEIGHTS),
        location.as(Samples.LOCATION),
        image.as(Samples.IMAGE));
  }
}
