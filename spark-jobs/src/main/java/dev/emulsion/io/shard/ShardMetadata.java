package dev.emulsion.io.shard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.image.Size;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Layout;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The metadata of shards: keys and values of a Parquet footer. {@code docs/formats.md} specifies
 * them.
 */
final class ShardMetadata {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ShardMetadata() {}

  /** All keys of a profile. */
  static Map<String, String> of(Recipe recipe, ClassList classes, String runId) {
    Map<String, String> footer = new LinkedHashMap<>();
    footer.put(Shards.TENSORS_KEY, tensors(recipe));
    footer.put(Shards.LABELS_KEY, classes.footer());
    footer.put(Shards.RUN_KEY, runId);
    StructType schema = EpochColumn.inFiles(OutputSchema.of(recipe.labels()), recipe.output());
    if (recipe.output().profile() == Profile.HF) {
      footer.put("huggingface", huggingFace(schema, classes.classes()));
    }
    if (recipe.output().profile() == Profile.ARROW) {
      Size size = recipe.finalSize().orElseThrow();
      footer.put("ARROW:schema", ArrowSchema.encode(schema, recipe.output(), size));
    }
    return footer;
  }

  private static String tensors(Recipe recipe) {
    OutputConfig output = recipe.output();
    ObjectNode image = JSON.createObjectNode();
    output.encoding().ifPresent(it -> image.put("encoding", lower(it.format())));
    image.put("dtype", output.tensor().map(it -> lower(it.dtype())).orElse("uint8"));
    output.tensor().ifPresent(it -> image.put("byte_order", "little"));
    // every decoder returns height, width, channels
    Layout layout = output.tensor().map(OutputConfig.Tensor::layout).orElse(Layout.HWC);
    ArrayNode shape = JSON.createArrayNode();
    dims(layout)
        .forEach(
            dim -> {
              image.withArray("dim_names").add(dim);
              length(dim, recipe.finalSize()).ifPresentOrElse(shape::add, shape::addNull);
            });
    image.set("shape", shape);
    output
        .tensor()
        .filter(it -> it.dtype() != OutputConfig.Dtype.UINT8)
        .ifPresent(
            it -> {
              it.mean().forEach(image.withArray("mean")::add);
              it.std().forEach(image.withArray("std")::add);
            });
    return JSON.createObjectNode().set(OutputSchema.IMAGE, image).toString();
  }

  /** The names of the dimensions, in order. */
  static List<String> dims(Layout layout) {
    return layout == Layout.CHW ? List.of("C", "H", "W") : List.of("H", "W", "C");
  }

  /** The length of a dimension; empty if it differs from row to row, which then states it. */
  private static Optional<Integer> length(String dim, Optional<Size> size) {
    return switch (dim) {
      case "H" -> size.map(Size::height);
      case "W" -> size.map(Size::width);
      default -> Optional.of(Tensors.CHANNELS);
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The features of every column, as {@code datasets} writes them from version 4 on. */
  private static String huggingFace(StructType schema, List<String> classes) {
    ObjectNode features = JSON.createObjectNode();
    for (StructField field : schema.fields()) {
      features.set(field.name(), feature(field, classes));
    }
    ObjectNode info = JSON.createObjectNode();
    info.set("features", features);
    return JSON.createObjectNode().set("info", info).toString();
  }

  private static ObjectNode feature(StructField field, List<String> classes) {
    if (field.name().equals(OutputSchema.IMAGE)) {
      return JSON.createObjectNode().put("_type", "Image");
    }
    return feature(field.dataType(), HfColumns.isClass(field.name()), classes);
  }

  private static ObjectNode feature(DataType type, boolean isClass, List<String> classes) {
    ObjectNode feature = JSON.createObjectNode();
    if (type instanceof ArrayType array) {
      feature.set("feature", feature(array.elementType(), isClass, classes));
      return feature.put("_type", "List");
    }
    if (isClass && type.equals(DataTypes.IntegerType)) {
      ArrayNode names = feature.putArray("names");
      classes.forEach(names::add);
      return feature.put("_type", "ClassLabel");
    }
    return feature.put("dtype", dtype(type)).put("_type", "Value");
  }

  /** The name of a type in {@code datasets}. */
  static String dtype(DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return "string";
    }
    if (type.equals(DataTypes.IntegerType)) {
      return "int32";
    }
    if (type.equals(DataTypes.FloatType)) {
      return "float32";
    }
    if (type.equals(DataTypes.DoubleType)) {
      return "float64";
    }
    throw new IllegalArgumentException("Hugging Face datasets has no type for " + type);
  }
}
