package dev.emulsion.jobs.doctor;

import dev.emulsion.jobs.run.Masters;
import org.apache.spark.SparkConf;

/** Judges under which name the driver can be reached. */
final class NetworkChecks {

  private NetworkChecks() {}

  /**
   * @param isReached whether executors have answered
   */
  static Finding host(ProcessFacts driver, boolean isReached, SparkConf conf) {
    String address = conf.get("spark.driver.host", "");
    if (Masters.isLocal(conf.get("spark.master"))) {
      return Finding.ok("host", address + ", which is all that a local run needs");
    }
    if (isReached) {
      return Finding.ok("host", "the executors reach the driver at " + address);
    }
    if (isLoopback(address)) {
      return Finding.failure(
          "host",
          "the executors cannot reach the driver at "
              + address
              + "; set spark.driver.host, or SPARK_LOCAL_IP, to an address of this machine in their"
              + " network");
    }
    String advice = "; set spark.driver.host to an address of this machine in their network";
    return driver.host().isEmpty()
        ? Finding.warning(
            "host", "the name of the driver's machine does not resolve there" + advice)
        : Finding.warning("host", "it is unknown whether executors reach " + address + advice);
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
  }
}
