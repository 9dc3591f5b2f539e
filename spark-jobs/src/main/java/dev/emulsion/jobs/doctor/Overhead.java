package dev.emulsion.jobs.doctor;

import java.util.Optional;
import org.apache.spark.SparkConf;

/** The memory of an executor's container next to its heap, as YARN and Kubernetes are asked for. */
final class Overhead {

  private static final long MIN_MEBIBYTES = 384;
  private static final double SHARE = 0.1;

  private Overhead() {}

  /** Bytes; empty on a cluster without containers. */
  static Optional<Long> bytes(SparkConf conf) {
    String master = conf.get("spark.master");
    if (!master.startsWith("yarn") && !master.startsWith("k8s")) {
      return Optional.empty();
    }
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    double share =
        conf.getDouble(
            "spark.executor.memoryOverheadFactor",
            conf.getDouble("spark.kubernetes.memoryOverheadFactor", SHARE));
    long usual = Math.max(MIN_MEBIBYTES, (long) (share * heap));
    return Optional.of(conf.getSizeAsMb("spark.executor.memoryOverhead", usual + "m") << 20);
  }
}
