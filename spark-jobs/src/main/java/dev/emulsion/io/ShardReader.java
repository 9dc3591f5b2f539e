package dev.emulsion.io;

import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.spark.WideRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Reads the shards of a run back, whatever their profile. {@link dev.emulsion.spark.ImageColumn}
 * makes pictures of its rows.
 */
public final class ShardReader {

  /** Column of {@link #places}: the file that a row stands in. */
  public static final String FILE = "file";

  private final SparkSession spark;
  private final Recipe recipe;

  /**
   * @param recipe of the run that wrote the shards
   */
  public ShardReader(SparkSession spark, Recipe recipe) {
    this.spark = spark;
    this.recipe = recipe;
    WideRows.prepare(spark);
  }

  /**
   * Rows of {@link OutputSchema}, as they were before they were written.
   *
   * @param paths shards, or folders of them
   */
  public Dataset<Row> rows(String... paths) {
    return spark.read().schema(OutputSchema.of(recipe.labels())).parquet(paths);
  }

  /** Of every row {@code sample_id} and {@link #FILE}. */
  public Dataset<Row> places(String... paths) {
    return rows(paths)
        .select(
            functions.col(OutputSchema.SAMPLE_ID), functions.col("_metadata.file_path").as(FILE));
  }
}
