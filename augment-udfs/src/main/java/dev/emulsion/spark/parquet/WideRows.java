package dev.emulsion.spark.parquet;

import org.apache.spark.sql.SparkSession;

/**
 * Batch size for reading rows with images. Spark's vectorized readers take 4096 rows at a time,
 * which are gigabytes of images.
 */
public final class WideRows {

  /** Spark's setting for the number of rows per batch. */
  public static final String BATCH_ROWS = "spark.sql.parquet.columnarReaderBatchSize";

  private static final String ORC_BATCH_ROWS = "spark.sql.orc.columnarReaderBatchSize";

  /** Small enough for images, and large enough for speed. */
  public static final String FEW = "64";

  private WideRows() {}

  /** Makes {@code spark} read few rows at a time from now on. */
  public static void prepare(SparkSession spark) {
    spark.conf().set(BATCH_ROWS, FEW);
    spark.conf().set(ORC_BATCH_ROWS, FEW);
  }
}
