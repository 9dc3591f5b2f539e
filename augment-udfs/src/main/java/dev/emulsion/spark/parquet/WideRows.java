package dev.emulsion.spark.parquet;

import org.apache.spark.sql.SparkSession;

/**
 * Settings for reading rows that hold images. By default, Spark's vectorized readers read 4096 rows
 * at a time, which are gigabytes of images.
 */
public final class WideRows {

  /** Spark's setting for the number of rows that its Parquet reader reads at a time. */
  public static final String BATCH_ROWS = "spark.sql.parquet.columnarReaderBatchSize";

  private static final String ORC_BATCH_ROWS = "spark.sql.orc.columnarReaderBatchSize";

  /** Number of rows that is small enough for images and large enough for speed. */
  public static final String FEW = "64";

  private WideRows() {}

  /** Makes {@code spark} read {@link #FEW} rows at a time. */
  public static void prepare(SparkSession spark) {
    spark.conf().set(BATCH_ROWS, FEW);
    spark.conf().set(ORC_BATCH_ROWS, FEW);
  }
}
