package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cluster.Distribution.Ended;
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
 * to a standalone master with two workers.
 */
@Tag("slow")
@Tag("lines")
class DistributionIT {

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
    StandaloneCluster workers = StandaloneCluster.start(spark, folder.resolve("workers"));
    List<ProcessHandle> processes = workers.processes();
    try (workers) {
      assertThat(processes).hasSizeGreaterThanOrEqualTo(3); // a script may not have ended yet
      List<String> client = new ArrayList<>(List.of("--master", workers.master()));
      client.addAll(SIZES);
      augment(spark, "client", client);
      assertThat(workers.executorLogs()) // an executor that joins late may have no task
          .anyMatch(log -> log.contains("decodes with native (OpenCV"));

      assertThat(doctor(spark, client))
          .contains("executors    ok: 2 answered\n")
          .endsWith("\nA run can start here.\n");

      List<String> cluster = new ArrayList<>(client);
      cluster.addAll(List.of("--deploy-mode", "cluster"));
      cluster.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
      // Spark 3.5 starts a driver on a worker without them
      cluster.addAll(List.of("--driver-java-options", JavaModuleOptions.defaultModuleOptions()));
      assertThat(augment(spark, "cluster", cluster).log()).containsPattern(DRIVER);
    }
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }

  private String doctor(Distribution spark, List<String> options) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"));
    List<String> command =
        List.of(
            "doctor",
            "--recipe=quickstart",
            "--input=" + ClusterRuns.IMAGES,
            "--output=" + folder.resolve("new"));
    Ended ended = spark.submit(folder.resolve("logs"), Map.of(), all, command).await();
    assertThat(ended.exitCode()).as(ended.output() + ended.log()).isZero();
    return ended.output();
  }

  /** Images are decoded by OpenCV, whose libraries only the bundle has. */
  private Ended augment(Distribution spark, String name, List<String> options) throws Exception {
    String output = folder.resolve(name).toString();
    List<String> command = ClusterRuns.command(ClusterRuns.IMAGES.toString(), output);
    Ended ended = spark.submit(folder.resolve("logs"), Map.of(), options, command).await();
    assertThat(ended.exitCode()).as(ended.log()).isZero();
    assertThat(ClusterRuns.requireRowsOfLocalRun(output).codec()).startsWith("native (OpenCV");
    return ended;
  }
}
