package dev.emulsion.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.image.Size;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.OutputConfig.Layout;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.ShardFormat;
import dev.emulsion.spark.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes rows as Parquet shards that any trainer reads: one page an image, so that a reader can
 * fetch single rows; row groups and files by size; the tensor's type and shape in every footer.
 */
public final class Shards {

  /** Footer key: dtype, shape and names of the dimensions of the image column, as JSON. */
  public static final String TENSORS_KEY = "emulsion.tensors";

  /** Footer key: the run that wrote the file. */
  public static final String RUN_KEY = "emulsion.run";

  /** Row size to plan files with where the pictures have no one size. */
  private static final long TYPICAL_ROW_BYTES = 512L << 10;

  private Shards() {}

  /**
   * Writes {@code rows} of {@link OutputSchema}, replacing what is at {@code path}.
   *
   * @param size of every picture, if they have one size
   */
  public static void write(
      Dataset<Row> rows, OutputConfig output, Optional<Size> size, String path, String runId) {
    rows.write()
        .format(ShardFormat.class.getName())
        .mode(SaveMode.Overwrite)
        .option(ShardFormat.FOOTER, footer(output, size, runId))
        .option("compression", output.compression().name().toLowerCase(Locale.ROOT))
        .option("maxRecordsPerFile", rowsPerFile(output, size))
        .option("parquet.block.size", output.rowGroupBytes())
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.row.count.limit", 1)
        .option("parquet.enable.dictionary", "false")
        .save(path);
  }

  /** After so many rows of a bucket a new shard begins. */
  public static long rowsPerFile(OutputConfig output, Optional<Size> size) {
    return Math.max(1, output.shardBytes() / rowBytes(output, size));
  }

  /** Bytes of one row, or a typical number where pictures have no one size. */
  public static long rowBytes(OutputConfig output, Optional<Size> size) {
    return size.map(s -> Tensors.of(output).length(s.height(), s.width()))
        .orElse(TYPICAL_ROW_BYTES);
  }

  private static String footer(OutputConfig output, Optional<Size> size, String runId) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode image = json.createObjectNode();
    image.put("dtype", output.dtype().name().toLowerCase(Locale.ROOT));
    image.put("byte_order", "little");
    List<String> dims =
        output.layout() == Layout.CHW ? List.of("C", "H", "W") : List.of("H", "W", "C");
    dims.forEach(image.withArray("dim_names")::add);
    size.ifPresentOrElse(
        s -> Tensors.of(output).shape(s.height(), s.width()).forEach(image.withArray("shape")::add),
        () -> dims.forEach(dim -> addUnlessChannels(image, dim)));
    if (output.dtype() != OutputConfig.Dtype.UINT8) {
      output.mean().forEach(image.withArray("mean")::add);
      output.std().forEach(image.withArray("std")::add);
    }
    ObjectNode tensors = json.createObjectNode();
    tensors.set(OutputSchema.IMAGE, image);
    ObjectNode footer = json.createObjectNode();
    footer.put(TENSORS_KEY, tensors.toString());
    footer.put(RUN_KEY, runId);
    return footer.toString();
  }

  /** A size that differs from row to row is null here and stands in the row. */
  private static void addUnlessChannels(ObjectNode image, String dim) {
    if (dim.equals("C")) {
      image.withArray("shape").add(3);
    } else {
      image.withArray("shape").addNull();
    }
  }
}
