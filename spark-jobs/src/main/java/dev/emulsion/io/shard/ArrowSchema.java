package dev.emulsion.io.shard;

import dev.emulsion.image.Size;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Layout;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;

/**
 * The Arrow schema of the shards of profile {@code arrow}: {@code image} is a tensor of fixed
 * shape.
 *
 * @see <a
 *     href="https://arrow.apache.org/docs/format/CanonicalExtensions.html#fixed-shape-tensor">Canonical
 *     extension types, fixed shape tensor</a>
 */
final class ArrowSchema {

  private ArrowSchema() {}

  /** The value of footer key {@code ARROW:schema}: an Arrow IPC schema message in Base64. */
  static String encode(StructType schema, OutputConfig output, Size size) {
    List<Field> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      fields.add(
          field.name().equals(OutputSchema.IMAGE)
              ? tensor(output.tensor().orElseThrow(), size)
              : field(field));
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try {
      MessageSerializer.serialize(
          new WriteChannel(Channels.newChannel(message)), new Schema(fields));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(message.toByteArray());
  }

  /** A nullable field; of Spark's methods for it, this one is the same in all versions. */
  private static Field field(StructField field) {
    StructType alone = new StructType().add(field.name(), field.dataType(), true);
    return ArrowUtils.toArrowSchema(alone, "UTC", true, false).getFields().get(0);
  }

  private static Field tensor(OutputConfig.Tensor tensor, Size size) {
    List<Integer> shape = Tensors.of(tensor).shape(size.height(), size.width());
    int length = Tensors.CHANNELS * size.height() * size.width();
    Map<String, String> extension = new LinkedHashMap<>();
    extension.put("ARROW:extension:name", "arrow.fixed_shape_tensor");
    extension.put("ARROW:extension:metadata", metadata(shape, tensor.layout()));
    ArrowType list = new ArrowType.FixedSizeList(length);
    ArrowType single = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    return new Field(
        OutputSchema.IMAGE,
        new FieldType(true, list, null, extension),
        List.of(new Field("element", FieldType.nullable(single), null)));
  }

  private static String metadata(List<Integer> shape, Layout layout) {
    String names =
        ShardMetadata.dims(layout).stream()
            .map(n -> '"' + n + '"')
            .collect(Collectors.joining(","));
    String lengths = shape.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "{\"shape\":[" + lengths + "],\"dim_names\":[" + names + "]}";
  }
}
