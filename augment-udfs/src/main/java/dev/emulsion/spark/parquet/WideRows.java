package dev.emulsion.spark.parquet;

import org.apache.spark.sql.SparkSession;

/**
 * Reading rows that hold images. Spark's vectorized readers take 4096 rows at a time, which for
 * images is gigabytes.
 */
public final class WideRows {

  /** The setting of Spark that says how many rows it takes. */
  public static final String BATCH_ROWS = "spark.sql.parquet.columnarReaderBatchSize";

  private static final String ORC_BATCH_ROWS = "spark.sql.orc.columnarReaderBatchSize";

  /** Few enough for images, and enough for speed. */
  public static final String FEW = "64";

  private WideRows() {}

  /** Makes {@code spark} read few rows at a time from now on. */
  public static void prepare(SparkSession spark) {
    spark.conf().set(BATCH_ROWS, FEW);
    spark.conf().set(ORC_BATCH_ROWS, FEW);
  }
}
