package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.recipe.InputConfig;
import dev.emulsion.spark.parquet.WideRows;
import java.math.BigInteger;
import java.net.URI;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;

/** Opens tables for reading images from them. */
public final class TableScan {

  private static final String SPLIT_BYTES = "spark.sql.files.maxPartitionBytes";

  /** What is assumed of a table that knows nothing of its size. */
  private static final BigInteger MAX_BYTES = BigInteger.ONE.shiftLeft(60);

  /**
   * An option of Spark: whether the values in names of folders get types, so that 1d and 1f are
   * both 1.0, 01 is 1, and a name is not what is written.
   */
  private static final String TYPED_FOLDERS =
      "spark.sql.sources.partitionColumnTypeInference.enabled";

  private TableScan() {}

  /**
   * The table, in splits as {@code input.partitions} asks.
   *
   * @param kind for the message
   * @throws ConfigException if there is none
   */
  static Dataset<Row> open(
      SparkSession spark, InputConfig input, String kind, Supplier<Dataset<Row>> open) {
    Dataset<Row> table = open(spark, "input.path " + input.path(), kind, open);
    input
        .partitions()
        .ifPresent(
            n -> spark.conf().set(SPLIT_BYTES, Long.toString(Math.max(1, bytes(table) / n))));
    return table;
  }

  /**
   * The table.
   *
   * @param place key and path, for the message
   * @param kind for the message
   * @throws ConfigException if there is none
   */
  public static Dataset<Row> open(
      SparkSession spark, String place, String kind, Supplier<Dataset<Row>> open) {
    WideRows.prepare(spark);
    String inferred = spark.conf().get(TYPED_FOLDERS);
    try {
      spark.conf().set(TYPED_FOLDERS, "false");
      return open.get();
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        String reason = e.getMessage().lines().findFirst().orElse("");
        throw new ConfigException("cannot read " + place + " as " + kind + ": " + reason, e);
      }
      throw e;
    } catch (AssertionError e) { // what Spark throws if folders such as label=cat differ in depth
      throw new ConfigException(
          "cannot read "
              + place
              + " as "
              + kind
              + ": all files must be in folders of the same keys, such as label=cat, but "
              + conflict(e.getMessage())
              + "; move the files, or name folders of one kind",
          e);
    } finally {
      spark.conf().set(TYPED_FOLDERS, inferred);
    }
  }

  /** Spark's message about conflicting folders in one line, without its advice. */
  private static String conflict(String message) {
    return message
        .replaceFirst("^assertion failed: ", "")
        .replaceFirst("(?s)(If provided|For partitioned) .*", "")
        .replaceAll("[\\s\b]+", " ")
        .strip();
  }

  /** Whether the values of a column are names of folders, such as {@code label=cat}. */
  static boolean isFolder(Dataset<Row> table, String column) {
    return table.queryExecution().analyzed().collectLeaves().head() instanceof LogicalRelation plan
        && plan.relation() instanceof HadoopFsRelation files
        && files.partitionSchema().getFieldIndex(column).isDefined();
  }

  /** The path of a file, which Spark gives as an encoded URI. */
  static Path path(String uri) {
    return new Path(URI.create(uri));
  }

  /** The size of the table's files, or what its catalog says of it. */
  public static long bytes(Dataset<Row> table) {
    BigInteger bytes = table.queryExecution().optimizedPlan().stats().sizeInBytes().bigInteger();
    return bytes.min(MAX_BYTES).longValue();
  }
}
