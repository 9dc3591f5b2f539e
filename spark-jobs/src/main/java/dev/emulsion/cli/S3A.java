package dev.emulsion.cli;

import dev.emulsion.jobs.run.Masters;
import java.util.Map;
import java.util.Optional;
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

  /** The default chains of credential providers of versions 1 and 2 of the SDK, by an interface. */
  private static final Map<String, String> CHAINS =
      Map.of(
          "com.amazonaws.auth.AWSCredentialsProvider",
          "com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
          "software.amazon.awssdk.auth.credentials.AwsCredentialsProvider",
          "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider");

  private static final String HADOOP_CREDENTIALS =
      "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider";

  /** Names the credential providers of S3A. */
  static final String CREDENTIALS = HADOOP + "fs.s3a.aws.credentials.provider";

  private S3A() {}

  /** Adds the settings that {@code conf} lacks. */
  static void addTo(SparkConf conf) {
    boolean bound = BINDINGS.keySet().stream().anyMatch(conf::contains);
    if (!bound && BINDINGS.values().stream().allMatch(S3A::exists) && exists(COMMITTERS)) {
      BINDINGS.forEach(conf::set);
      setIfMissing(conf, COMMITTER);
    }
    if (Masters.isLocal(conf.get("spark.master"))) {
      credentials().ifPresent(settings -> setIfMissing(conf, settings));
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

  /**
   * Credential providers of a local run: Hadoop's configuration, as S3A does by default, then the
   * SDK's chain, which unlike S3A's reads {@code ~/.aws}.
   */
  private static Optional<Map<String, String>> credentials() {
    return CHAINS.entrySet().stream()
        .filter(chain -> isProvider(chain.getKey()) && exists(chain.getValue()))
        .map(
            chain ->
                Map.of(
                    CREDENTIALS,
                    "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider,"
                        + HADOOP_CREDENTIALS
                        + ","
                        + chain.getValue()))
        .findAny(); // of version 1 up to Hadoop 3.3, of version 2 since
  }

  /** Whether S3A's own providers have this interface of an SDK. */
  private static boolean isProvider(String sdk) {
    try {
      return type(sdk).isAssignableFrom(type(HADOOP_CREDENTIALS));
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
