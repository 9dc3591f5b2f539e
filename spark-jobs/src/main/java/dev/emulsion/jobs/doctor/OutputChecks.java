package dev.emulsion.jobs.doctor;

import java.util.Optional;
import java.util.function.Function;

/**
 * Judges how files are committed to an output, and who may write them.
 *
 * @param scheme of the output, such as {@code s3a}
 * @param setting values of Spark's and Hadoop's settings
 */
record OutputChecks(String scheme, Function<String, Optional<String>> setting) {

  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String DEFAULT_PROTOCOL = "SQLHadoopMapReduceCommitProtocol";
  private static final String FACTORY = "mapreduce.outputcommitter.factory.scheme.s3a";
  private static final String VERSION = "mapreduce.fileoutputcommitter.algorithm.version";
  private static final long MAX_SKEW_MILLIS = 60_000;

  /** What a file system says about the time of a file: see {@link OutputFacts#skewMillis}. */
  static Optional<Finding> clock(OutputFacts output) {
    return output.skewMillis() <= MAX_SKEW_MILLIS
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "clock",
                "differs from that of "
                    + output.path()
                    + " by "
                    + output.skewMillis() / 1000
                    + " s; set it by NTP: the times of files are compared"));
  }

  static Finding output(OutputFacts output) {
    return Finding.ok(
        "output",
        output.path()
            + (output.isEmpty()
                ? " can be written"
                : " can be written; it is not empty: augment resumes its own run there, and refuses"
                    + " anything else"));
  }

  Finding committer() {
    Optional<String> protocol =
        setting.apply(PROTOCOL).filter(name -> !name.endsWith("." + DEFAULT_PROTOCOL));
    boolean isBound =
        protocol.filter(name -> name.endsWith("PathOutputCommitProtocol")).isPresent();
    if (protocol.isPresent() && !isBound) {
      return Finding.ok("committer", "that of the platform, " + protocol.get());
    }
    if (scheme.equals("s3a")) {
      return onS3(isBound);
    }
    return setting.apply(VERSION).filter("2"::equals).isPresent()
        ? Finding.warning(
            "committer",
            "with " + VERSION + " 2, a task that fails leaves files behind; set it to 1")
        : Finding.ok("committer", "files are renamed on " + scheme + "://");
  }

  private Finding onS3(boolean isBound) {
    String name = setting.apply("fs.s3a.committer.name").orElse("file");
    boolean isS3A =
        setting.apply(FACTORY).filter(it -> it.endsWith("S3ACommitterFactory")).isPresent();
    return isBound && isS3A && !name.equals("file")
        ? Finding.ok("committer", name + " committer of S3A")
        : Finding.warning(
            "committer",
            "files are renamed, which on S3 copies each of them and is not atomic; put"
                + " spark-hadoop-cloud and hadoop-aws on the class path, or use the settings of"
                + " conf/spark/s3a.conf");
  }
}
