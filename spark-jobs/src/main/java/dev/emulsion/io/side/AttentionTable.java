package dev.emulsion.io.side;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.Grid;
import dev.emulsion.io.run.CommitLog;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.RunIdentity;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.io.source.Samples;
import dev.emulsion.spark.AttentionColumn;
import dev.emulsion.spark.parquet.Dictionaries;
import dev.emulsion.spark.parquet.ShardFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What {@code emulsion attention} writes: what a model attends to in every sample.
 *
 * <pre>
 * OUT/maps/part-*.parquet       a row per sample, see {@link #SCHEMA}
 * OUT.emulsion/maps.json        the {@link Marker}: written last, once
 * OUT.emulsion/quarantine/      a Parquet table of the samples that are not in it
 * </pre>
 */
public final class AttentionTable {

  /** Where the files are, below the table's directory. */
  public static final String FOLDER = "maps";

  /** How {@code emulsion attention} commits the table. */
  public static final CommitLog.Kind<RunIdentity, Marker> KIND =
      new CommitLog.Kind<>(
          "attention table", "attention.json", RunIdentity.class, "maps.json", Marker.class);

  /** Column of the map. */
  public static final String ATTENTION = "attention";

  /**
   * The columns.
   *
   * <ul>
   *   <li>{@code id} string, unique
   *   <li>{@code attention} binary: rows×columns of float16, little-endian, row by row; see {@link
   *       AttentionColumn#bytes}
   *   <li>{@code rows, columns} int
   *   <li>{@code logits} array of float, null where the model has none
   *   <li>{@code model} string: SHA-256 of its file
   * </ul>
   */
  public static final StructType SCHEMA =
      new StructType()
          .add(Samples.ID, DataTypes.StringType, false)
          .add(ATTENTION, DataTypes.BinaryType, false)
          .add("rows", DataTypes.IntegerType, false)
          .add("columns", DataTypes.IntegerType, false)
          .add("logits", DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add("model", DataTypes.StringType, false);

  private AttentionTable() {}

  /**
   * That the table is finished, and what it holds: {@code in = written + quarantined + duplicates}.
   *
   * @param attention hash of input, settings and code's version
   * @param model SHA-256 of its file
   * @param reasons quarantined samples by reason
   * @param contentDigest order-free digest of the rows
   */
  public record Marker(
      String attention,
      String version,
      String model,
      int rows,
      int columns,
      long in,
      long written,
      long quarantined,
      long duplicates,
      long ignoredFiles,
      Map<String, Long> reasons,
      String contentDigest,
      List<Manifest.File> files) {}

  /** A row of {@link #SCHEMA}. */
  public static Row row(String id, AttentionResult attentionResult, String model) {
    return RowFactory.create(
        id,
        AttentionColumn.bytes(attentionResult.attention()),
        attentionResult.attention().rows(),
        attentionResult.attention().columns(),
        attentionResult.logits().orElse(null),
        model);
  }

  /** Appends rows of {@link #SCHEMA} to the files at {@code path}. */
  public static void append(Dataset<Row> rows, Grid grid, String path, WriteAttempt attempt) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode map = json.createObjectNode();
    map.put("dtype", "float16").put("byte_order", "little");
    map.withArray("dim_names").add("H").add("W");
    map.withArray("shape").add(grid.rows()).add(grid.columns());
    ObjectNode tensors = json.createObjectNode();
    tensors.set(ATTENTION, map);
    ObjectNode footer = json.createObjectNode();
    footer.put(Shards.TENSORS_KEY, tensors.toString());
    rows.write()
        .format(ShardFormat.class.getName())
        .mode(SaveMode.Append)
        .options(attempt.namingOptions())
        .option(ShardFormat.FOOTER, footer.toString())
        .option("compression", "zstd")
        .options(Dictionaries.OPTIONS)
        .save(path);
  }
}
