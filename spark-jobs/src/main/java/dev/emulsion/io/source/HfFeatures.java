package dev.emulsion.io.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.recipe.InputConfig.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What Hugging Face {@code datasets} says of the columns of its Parquet files, under the key {@code
 * huggingface} of their footers: JSON such as {@code {"info": {"features": {"label": {"names":
 * ["cat", "dog"], "_type": "ClassLabel"}}}}}.
 *
 * @param byColumn the object {@code features}
 * @see <a href="https://huggingface.co/docs/datasets/about_dataset_features">Dataset features</a>
 */
record HfFeatures(JsonNode byColumn) {

  private static final String KEY = "huggingface";
  private static final String CLASS_LABEL = "ClassLabel";
  private static final String IMAGE = "Image";

  /**
   * The features in the footer of the first file.
   *
   * @throws ConfigException if there are none
   */
  static HfFeatures of(Dataset<Row> table, String path, SerializableHadoopConf conf) {
    String first =
        Arrays.stream(table.inputFiles())
            .min(String::compareTo)
            .orElseThrow(
                () -> new ConfigException("input.path " + path + " holds no Parquet file"));
    Path file = TableScan.path(first);
    HfFeatures features = of(file, ParquetFooter.read(file, conf).keys());
    if (!features.byColumn.isObject()) {
      throw new ConfigException(
          file
              + " was not written by Hugging Face datasets: its footer has no key "
              + KEY
              + " with features; set input.format to parquet");
    }
    return features;
  }

  /**
   * The features that a footer states; a missing node where it states none.
   *
   * @param file for the message
   */
  static HfFeatures of(Path file, Map<String, String> footer) {
    try {
      String json = footer.getOrDefault(KEY, "{}");
      return new HfFeatures(new ObjectMapper().readTree(json).path("info").path("features"));
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "the key "
              + KEY
              + " in the footer of "
              + file
              + " is not JSON; set input.format to parquet",
          e);
    }
  }

  /** The columns that are meant: those that are named, else the only ones of their type. */
  Columns columns(Columns named) {
    return new Columns(
        named.id(),
        Optional.of(named.image().orElseGet(() -> only("image", IMAGE))),
        Optional.of(named.label().orElseGet(() -> only("label", CLASS_LABEL))));
  }

  /** The names of a column's classes, by index, if it holds classes. */
  Optional<List<String>> classNames(String column) {
    List<String> names = new ArrayList<>();
    element(byColumn.path(column)).path("names").forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  private String only(String role, String type) {
    List<String> columns = new ArrayList<>();
    byColumn
        .fields()
        .forEachRemaining(
            field -> {
              if (element(field.getValue()).path("_type").asText().equals(type)) {
                columns.add(field.getKey());
              }
            });
    if (columns.size() > 1 && !columns.contains(role)) {
      throw new ConfigException(
          "input.columns."
              + role
              + " must name one of the columns of type "
              + type
              + ": "
              + String.join(", ", columns));
    }
    return columns.size() == 1 ? columns.get(0) : role;
  }

  /** What a list is of, however the version of {@code datasets} that wrote it says so. */
  private static JsonNode element(JsonNode feature) {
    if (feature.isArray() && feature.size() == 1) {
      return element(feature.get(0));
    }
    return feature.path("feature").isObject() || feature.path("feature").isArray()
        ? element(feature.path("feature"))
        : feature;
  }
}
