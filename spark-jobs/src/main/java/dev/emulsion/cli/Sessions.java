package dev.emulsion.cli;

import dev.emulsion.spark.parquet.WideRows;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one place that makes a {@code SparkSession}. What {@code spark-submit} sets is kept. */
public final class Sessions {

  private Sessions() {}

  /** A session on the cluster that submitted us, else on this machine's cores. */
  public static SparkSession open(String command) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "emulsion " + command);
    // JPEG does not compress: compressing the shuffle costs time and saves nothing.
    conf.setIfMissing("spark.shuffle.compress", "false");
    conf.setIfMissing("spark.shuffle.spill.compress", "false");
    conf.setIfMissing(WideRows.BATCH_ROWS, WideRows.FEW);
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local")) {
      // Hadoop checks local files in blocks of 512 bytes, and writes them in pieces as small.
      conf.setIfMissing("spark.hadoop.file.bytes-per-checksum", "65536");
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      conf.setIfMissing("spark.sql.shuffle.partitions", "16");
    }
    S3A.addTo(conf);
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
