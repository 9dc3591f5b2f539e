package dev.emulsion.testing;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM, or another for tests of the number of cores. */
public final class LocalSpark {

  private LocalSpark() {}

  /** The shared session: two cores, and tasks that are tried three times. */
  public static SparkSession session() {
    return session("local[2,3]");
  }

  /** A session on {@code master}; a session on another master is stopped first. */
  public static synchronized SparkSession session(String master) {
    SparkSession active =
        SparkSession.getDefaultSession().isDefined()
            ? SparkSession.getDefaultSession().get()
            : null;
    if (active != null && !active.sparkContext().master().equals(master)) {
      active.stop();
      SparkSession.clearDefaultSession();
      SparkSession.clearActiveSession();
    }
    return SparkSession.builder()
        .master(master)
        .appName("tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.shuffle.compress", "false")
        .config("spark.shuffle.spill.compress", "false")
        .config("spark.sql.parquet.columnarReaderBatchSize", "64")
        // one JVM runs more queries than the default keeps code of: it would compile them anew
        .config("spark.sql.codegen.cache.maxEntries", "5000")
        .getOrCreate();
  }
}
