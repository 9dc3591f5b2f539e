package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cluster.Distribution.Ended;
import dev.emulsion.cluster.Distribution.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bundle submitted by {@code spark-submit} of a whole distribution, to the machine itself and
 * to a standalone master with two workers. The wheel of pyspark lacks {@code sbin}, so these are
 * started by {@code bin/spark-class}.
 */
@Tag("slow")
class DistributionIT {

  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
  private static final Pattern DRIVER = Pattern.compile("driver-\\S+ is FINISHED");

  private static final List<String> SIZES =
      List.of(
          "--driver-memory",
          "700m",
          "--executor-memory",
          "900m",
          "--executor-cores",
          "1",
          "--total-executor-cores",
          "2");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void submittedToTheMachineItself(Distribution spark) throws Exception {
    augment(spark, "local", List.of("--master", "local[2]"));
  }

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void submittedToTwoWorkersWithTheDriverHereAndOnTheCluster(Distribution spark) throws Exception {
    List<Running> processes = new ArrayList<>();
    try {
      String master = start(spark, processes);
      List<String> client = new ArrayList<>(List.of("--master", master));
      client.addAll(SIZES);
      augment(spark, "client", client);

      List<String> cluster = new ArrayList<>(client);
      cluster.addAll(List.of("--deploy-mode", "cluster"));
      cluster.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
      // Spark 3.5 starts a driver on a worker without them
      cluster.addAll(List.of("--driver-java-options", JavaModuleOptions.defaultModuleOptions()));
      assertThat(augment(spark, "cluster", cluster).log()).containsPattern(DRIVER);
    } finally {
      processes.forEach(Running::close);
    }
  }

  private Ended augment(Distribution spark, String name, List<String> options) throws Exception {
    String output = folder.resolve(name).toString();
    List<String> command = ClusterRuns.command(ClusterRuns.IMAGES.toString(), output);
    Ended ended = spark.submit(folder.resolve("logs"), Map.of(), options, command).await();
    assertThat(ended.exitCode()).as(ended.log()).isZero();
    ClusterRuns.requireRowsOfLocalRun(output);
    return ended;
  }

  /** Starts a master and two workers and waits until they have found each other. */
  private String start(Distribution spark, List<Running> processes)
      throws IOException, InterruptedException {
    Running master = daemon(spark, "org.apache.spark.deploy.master.Master", List.of());
    processes.add(master);
    String address = master.awaitLog(MASTER).group(1);
    for (int w = 0; w < 2; w++) {
      String work = folder.resolve("work-" + w).toString();
      List<String> options = List.of("--cores", "2", "--memory", "2g", "--work-dir", work, address);
      processes.add(daemon(spark, "org.apache.spark.deploy.worker.Worker", options));
    }
    for (Running worker : processes.subList(1, 3)) {
      worker.awaitLog(REGISTERED);
    }
    return address;
  }

  private Running daemon(Distribution spark, String mainClass, List<String> options)
      throws IOException {
    List<String> all =
        new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    all.addAll(options);
    return spark.start(folder.resolve("logs"), mainClass, all.toArray(new String[0]));
  }
}
