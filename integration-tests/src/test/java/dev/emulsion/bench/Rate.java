package dev.emulsion.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Images per second of wall-clock time, and per second of CPU time of this process, which is
 * comparable even while others use the machine.
 */
record Rate(double perSecond, double perCpuSecond) {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Start of a measurement, in nanoseconds. */
  record Clock(long wall, long cpu) {

    Rate rate(long images) {
      Clock now = start();
      return new Rate(images / ((now.wall - wall) / 1e9), images / ((now.cpu - cpu) / 1e9));
    }
  }

  static Clock start() {
    return new Clock(System.nanoTime(), PROCESS.getProcessCpuTime());
  }

  /** The medians of both rates. */
  static Rate median(List<Rate> rates) {
    return new Rate(median(rates, Rate::perSecond), median(rates, Rate::perCpuSecond));
  }

  private static double median(List<Rate> rates, ToDoubleFunction<Rate> part) {
    double[] sorted = rates.stream().mapToDouble(part).sorted().toArray();
    int middle = sorted.length / 2;
    return (sorted[middle] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.0f images/s (%.0f per CPU second)", perSecond, perCpuSecond);
  }
}
