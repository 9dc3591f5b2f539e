package dev.emulsion.jobs.doctor;

import dev.emulsion.jobs.run.EmulsionVersion;
import java.io.Serializable;
import org.apache.hadoop.util.VersionInfo;
import scala.util.Properties;

/** The versions that a process runs, or that Emulsion was built for. */
record Versions(String java, String spark, String scala, String hadoop) implements Serializable {

  private static final String OLDEST_JAVA = "17";

  static Versions built() {
    return new Versions(
        OLDEST_JAVA, EmulsionVersion.spark(), EmulsionVersion.scala(), EmulsionVersion.hadoop());
  }

  static Versions running() {
    return new Versions(
        System.getProperty("java.version"),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        Properties.versionNumberString(),
        VersionInfo.getVersion());
  }

  /** The first number of a version such as {@code 3.5.5-amzn-1}. */
  static int major(String version) {
    return number(version, 0);
  }

  /** The first two numbers of a version. */
  static String series(String version) {
    return major(version) + "." + number(version, 1);
  }

  /** Whether {@code version} is that of {@code built}, or a later one of the same major one. */
  static boolean isFrom(String built, String version) {
    return major(version) == major(built) && number(version, 1) >= number(built, 1);
  }

  private static int number(String version, int place) {
    String[] parts = version.split("[.-]", -1);
    return place < parts.length && parts[place].matches("\\d{1,9}")
        ? Integer.parseInt(parts[place])
        : 0;
  }
}
