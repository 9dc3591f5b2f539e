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

  /** Footer key: form, number and names of the classes, as JSON; see {@link ClassList#footer}. */
  public static final String LABELS_KEY = "emulsion.labels";

  /** Footer key: the run that wrote the file. */
  public static final String RUN_KEY = "emulsion.run";

  /** Row size to plan files with where the pictures have no one size. */
  private static final long TYPICAL_ROW_BYTES = 512L << 10;

  private Shards() {}

  /**
   * Writes {@code rows} of {@link OutputSchema} beside what is at {@code path}, one bucket a
   * partition. Several ranges of buckets can be written at once.
   *
   * @param size of every picture, if they have one size
   * @param classes of the labels, for the footers
   * @param firstBucket the bucket of the first partition
   * @param attempt names this writing among all that may go on at {@code path}, whoever does them
   */
  public static void write(
      Dataset<Row> rows,
      OutputConfig output,
      Optional<Size> size,
      ClassList classes,
      String path,
      String runId,
      int firstBucket,
      String attempt) {
    long rowBytes = rowBytes(output, size);
    rows.write()
        .format(ShardFormat.class.getName())
        .mode(SaveMode.Append)
        .option(ShardFormat.FOOTER, footer(output, size, classes, runId))
        .option(ShardFormat.FIRST_BUCKET, firstBucket)
        // a scratch folder of its own, and no clearing of others' when it commits
        .option("mapreduce.job.application.attempt.id", attempt.hashCode() & Integer.MAX_VALUE)
        .option("mapreduce.fileoutputcommitter.cleanup.skipped", "true")
        .option("compression", output.compression().name().toLowerCase(Locale.ROOT))
        .option("maxRecordsPerFile", Math.max(1, output.shardBytes() / rowBytes))
        .option("parquet.block.size", output.rowGroupBytes())
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.row.count.limit", 1)
        .option("parquet.enable.dictionary", "false")
        .save(path);
  }

  /** Bytes of one row, or a typical number where pictures have no one size. */
  public static long rowBytes(OutputConfig output, Optional<Size> size) {
    return size.map(s -> Tensors.of(output).length(s.height(), s.width()))
        .orElse(TYPICAL_ROW_BYTES);
  }

  private static String footer(
      OutputConfig output, Optional<Size> size, ClassList classes, String runId) {
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
    footer.put(LABELS_KEY, classes.footer());
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
