package dev.emulsion.s3;

import dev.emulsion.cli.Sessions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The session of a local command, on two cores, with everything about S3 as a user gives it: where
 * it is in Spark's settings, credentials where the SDK looks for them.
 */
final class S3Session implements AutoCloseable {

  private final Map<String, String> properties = new TreeMap<>();
  private final SparkSession spark;

  private S3Session(S3Server s3) {
    SparkSession.getDefaultSession().foreach(S3Session::stop);
    properties.put("spark.master", "local[2]");
    properties.put("spark.sql.shuffle.partitions", "4");
    properties.putAll(s3.settings());
    properties.putAll(s3.properties());
    properties.forEach(System::setProperty);
    spark = Sessions.open("test");
  }

  static S3Session open(S3Server s3) {
    return new S3Session(s3);
  }

  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    properties.keySet().forEach(System::clearProperty);
    stop(spark);
  }

  private static Void stop(SparkSession session) {
    session.stop();
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
    return null;
  }
}
