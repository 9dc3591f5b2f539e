package dev.emulsion.cli;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Spark settings for {@code s3a://}. S3 has no rename, so Hadoop's own committer copies every file
 * and is not safe there. The magic committer uploads the files of a task in parts and completes the
 * uploads when the job commits.
 *
 * <p>The settings are added only if S3A and Spark's bindings to its committers are on the class
 * path. Settings of the user or the platform have priority.
 */
final class S3A {

  private static final String HADOOP = "spark.hadoop.";
  private static final String CLOUD = "org.apache.spark.internal.io.cloud.";
  private static final String COMMITTERS = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";

  /** Makes Spark commit through the file system; the same as in {@code conf/spark/s3a.conf}. */
  static final Map<String, String> BINDINGS =
      Map.of(
          "spark.sql.sources.commitProtocolClass", CLOUD + "PathOutputCommitProtocol",
          "spark.sql.parquet.output.committer.class", CLOUD + "BindingParquetOutputCommitter");

  /** Selects the committer of S3A; the same as in {@code conf/spark/s3a.conf}. */
  static final Map<String, String> COMMITTER =
      Map.of(
          HADOOP + "mapreduce.outputcommitter.factory.scheme.s3a",
          COMMITTERS,
          HADOOP + "fs.s3a.committer.name",
          "magic");

  /** The SDK's default chain of credential providers. */
  static final String CHAIN = "com.amazonaws.auth.DefaultAWSCredentialsProviderChain";

  private static final String HADOOP_CREDENTIALS =
      "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider";

  /**
   * Credential providers of a local run: Hadoop's configuration, as S3A does by default, then the
   * SDK's chain, which unlike S3A's reads {@code ~/.aws}.
   */
  static final Map<String, String> CREDENTIALS =
      Map.of(
          HADOOP + "fs.s3a.aws.credentials.provider",
          "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
              + HADOOP_CREDENTIALS
              + ","
              + CHAIN);

  private S3A() {}

  /** Adds the settings that {@code conf} lacks. */
  static void addTo(SparkConf conf) {
    boolean bound = BINDINGS.keySet().stream().anyMatch(conf::contains);
    if (!bound && BINDINGS.values().stream().allMatch(S3A::exists) && exists(COMMITTERS)) {
      BINDINGS.forEach(conf::set);
      setIfMissing(conf, COMMITTER);
    }
    if (conf.get("spark.master").startsWith("local") && usesSdk1()) {
      setIfMissing(conf, CREDENTIALS);
    }
  }

  /** A value in the platform's {@code core-site.xml} has priority, too. */
  private static void setIfMissing(SparkConf conf, Map<String, String> settings) {
    Configuration platform = new Configuration();
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              String[] sources = platform.getPropertySources(key.substring(HADOOP.length()));
              if (sources == null || sources[0].endsWith("-default.xml")) {
                conf.setIfMissing(key, value);
              }
            });
  }

  /** Whether S3A uses version 1 of the AWS SDK, as Hadoop up to 3.3 does. */
  private static boolean usesSdk1() {
    try {
      return type("com.amazonaws.auth.AWSCredentialsProvider")
              .isAssignableFrom(type(HADOOP_CREDENTIALS))
          && exists(CHAIN);
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean exists(String name) {
    try {
      type(name);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
  }
}
