package dev.emulsion.cli;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * What a session must know before it writes to {@code s3a://}. S3 has no rename: Hadoop's own
 * committer copies every file and isn't safe there. The magic committer uploads a task's files in
 * parts and completes the uploads when the job commits.
 *
 * <p>Set only where S3A and Spark's bindings to its committers are on the class path, and nothing
 * that the user or the platform has set is replaced.
 */
final class S3A {

  private static final String HADOOP = "spark.hadoop.";
  private static final String CLOUD = "org.apache.spark.internal.io.cloud.";
  private static final String COMMITTERS = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";

  /** How Spark hands its commits to the file system. {@code conf/spark/s3a.conf} has it too. */
  static final Map<String, String> BINDINGS =
      Map.of(
          "spark.sql.sources.commitProtocolClass", CLOUD + "PathOutputCommitProtocol",
          "spark.sql.parquet.output.committer.class", CLOUD + "BindingParquetOutputCommitter");

  /** What S3A does with them. {@code conf/spark/s3a.conf} has it too. */
  static final Map<String, String> COMMITTER =
      Map.of(
          HADOOP + "mapreduce.outputcommitter.factory.scheme.s3a",
          COMMITTERS,
          HADOOP + "fs.s3a.committer.name",
          "magic");

  /** The SDK's own chain. */
  static final String CHAIN = "com.amazonaws.auth.DefaultAWSCredentialsProviderChain";

  private static final String HADOOPS_KEYS =
      "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider";

  /**
   * Where a local run looks for credentials: in Hadoop's configuration, as S3A does by itself, then
   * in the SDK's chain, which unlike S3A's knows {@code ~/.aws}.
   */
  static final Map<String, String> CREDENTIALS =
      Map.of(
          HADOOP + "fs.s3a.aws.credentials.provider",
          "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider," + HADOOPS_KEYS + "," + CHAIN);

  private S3A() {}

  /** Adds what is missing. */
  static void addTo(SparkConf conf) {
    boolean bound = BINDINGS.keySet().stream().anyMatch(conf::contains);
    if (!bound && BINDINGS.values().stream().allMatch(S3A::isThere) && isThere(COMMITTERS)) {
      BINDINGS.forEach(conf::set);
      setUnlessGiven(conf, COMMITTER);
    }
    if (conf.get("spark.master").startsWith("local") && takesProvidersOfTheFirstSdk()) {
      setUnlessGiven(conf, CREDENTIALS);
    }
  }

  /** A value in the platform's {@code core-site.xml} counts as given. */
  private static void setUnlessGiven(SparkConf conf, Map<String, String> settings) {
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

  /** Hadoop up to 3.3 uses version 1 of the AWS SDK, later ones version 2. */
  private static boolean takesProvidersOfTheFirstSdk() {
    try {
      return type("com.amazonaws.auth.AWSCredentialsProvider").isAssignableFrom(type(HADOOPS_KEYS))
          && isThere(CHAIN);
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean isThere(String name) {
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
