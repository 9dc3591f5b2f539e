package dev.emulsion.jobs.doctor;

import dev.emulsion.VectorModule;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.run.ScratchFolder;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;

/**
 * What the driver or an executor says about itself and its machine.
 *
 * @param name {@code the driver}, or an executor with its host
 * @param host name of the machine; empty if it does not resolve
 * @param user the user as Hadoop knows it; empty if it cannot find out
 * @param codec the codec that {@code decode.codec: auto} takes
 * @param codecFailure why OpenCV does not load; empty if it does
 * @param vectors whether the module {@code jdk.incubator.vector} is there
 * @param heapBytes maximum of the heap
 * @param tasks number of tasks that the process runs at once
 * @param scratch where Spark keeps temporary files
 * @param temporary the folder of Java's temporary files, in which libraries are unpacked
 * @param executable whether files there may be executed
 * @param clockMillis the time
 */
record ProcessFacts(
    String name,
    String host,
    Versions versions,
    String user,
    String codec,
    String codecFailure,
    boolean vectors,
    long heapBytes,
    int tasks,
    List<ScratchFolder> scratch,
    String temporary,
    boolean executable,
    long clockMillis)
    implements Serializable {

  static final String DRIVER = "the driver";

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d{1,9}|\\*)[,\\]].*");

  /** Asks this process. */
  static ProcessFacts ask(String name, SparkConf conf) {
    String temporary = System.getProperty("java.io.tmpdir");
    return new ProcessFacts(
        name,
        or("", () -> InetAddress.getLocalHost().getHostName()),
        Versions.running(),
        or("", () -> UserGroupInformation.getCurrentUser().getShortUserName()),
        ImageCodecs.of(DecodeOptions.DEFAULT).toString(),
        ImageCodecs.nativeFailure().orElse(""),
        VectorModule.isPresent(),
        Runtime.getRuntime().maxMemory(),
        tasks(conf),
        ScratchFolder.all(conf),
        temporary,
        or(true, () -> mayExecuteIn(temporary)),
        System.currentTimeMillis());
  }

  /** As Spark counts: a process of YARN or Kubernetes has one core unless another number is set. */
  private static int tasks(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher local = LOCAL.matcher(master);
    int cores = Runtime.getRuntime().availableProcessors();
    if (local.matches()) {
      cores = local.group(1).equals("*") ? cores : Integer.parseInt(local.group(1));
    } else if (conf.contains("spark.executor.cores")) {
      cores = conf.getInt("spark.executor.cores", 1);
    } else if (!master.startsWith("spark://")) {
      cores = 1;
    }
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  private static boolean mayExecuteIn(String folder) throws IOException {
    Path probe = Files.createTempFile(Path.of(folder), "emulsion", ".so");
    try {
      return probe.toFile().setExecutable(true) && Files.isExecutable(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static <T> T or(T other, Callable<T> question) {
    try {
      return question.call();
    } catch (Exception e) {
      return other; // the checks say what it means
    }
  }
}
