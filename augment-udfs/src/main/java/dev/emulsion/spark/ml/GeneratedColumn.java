package dev.emulsion.spark.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A column of generated images: an image or an array of them, each binary or a struct {@code
 * prompt, index, image}. Without prompts, images have the prompt {@value #PROMPT} and their
 * position as index.
 */
final class GeneratedColumn {

  static final String PROMPT = "generated";

  private static final String BYTES = "bytes";

  private GeneratedColumn() {}

  /**
   * The column as an array of structs {@code prompt, index, image}.
   *
   * @throws IllegalArgumentException if there is no such column, or it holds no images
   */
  static Column of(StructType schema, String name) {
    DataType type = schema.fields()[Schemas.index(schema, "generatedCol", name)].dataType();
    boolean many = type instanceof ArrayType;
    DataType element = type instanceof ArrayType array ? array.elementType() : type;
    String quoted = "`" + name.replace("`", "``") + "`";
    String items = many ? quoted : "IF(" + quoted + " IS NULL, NULL, array(" + quoted + "))";
    return functions.expr(
        fields(element)
            .map(fields -> "transform(" + items + ", (x, i) -> named_struct(" + fields + "))")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "generatedCol must hold images or arrays of them, as binary or as structs"
                            + " of prompt, index and image, was "
                            + name
                            + " of "
                            + type.simpleString())));
  }

  private static Optional<String> fields(DataType element) {
    if (bytes("x", element).isPresent()) {
      return bytes("x", element)
          .map(image -> "'prompt', '" + PROMPT + "', 'index', i, 'image', " + image);
    }
    if (element instanceof StructType struct
        && Arrays.asList(struct.fieldNames()).containsAll(List.of("prompt", "index", "image"))) {
      return bytes("x.image", struct.apply("image").dataType())
          .map(image -> "'prompt', x.prompt, 'index', CAST(x.index AS INT), 'image', " + image);
    }
    return Optional.empty();
  }

  /** The expression for the bytes of an image, binary or a struct with bytes. */
  static Optional<String> bytes(String image, DataType type) {
    if (type.equals(DataTypes.BinaryType)) {
      return Optional.of(image);
    }
    return type instanceof StructType struct
            && Schemas.has(struct, BYTES)
            && struct.apply(BYTES).dataType().equals(DataTypes.BinaryType)
        ? Optional.of(image + "." + BYTES)
        : Optional.empty();
  }
}
