package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.cluster.Distribution.Ended;
import dev.emulsion.cluster.Distribution.Running;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.testing.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bundle on YARN, with recipe, input and output on HDFS, while executors vanish and tasks run
 * twice: every row is there once, byte for byte as in a local run. What happened to executors and
 * tasks is read from Spark's own log of events.
 */
@Tag("slow")
class YarnIT {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Path FOLDER = TemporaryFolder.create("yarn");
  private static final Map<Distribution, HadoopCluster> CLUSTERS = new LinkedHashMap<>();

  @AfterAll
  static void close() {
    CLUSTERS.values().forEach(HadoopCluster::close);
  }

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void anExecutorIsKilledInTheMiddle(Distribution spark) throws Exception {
    Run run = new Run(spark, "killed", "client", List.of("spark.executor.instances=2"));
    run.awaitFirstSlice();
    run.executor().destroyForcibly();
    run.requireRowsOfLocalRun();
    assertThat(run.events("SparkListenerExecutorRemoved")).anyMatch(it -> it.contains("137"));
  }

  /** On a fast machine the run may end before the executor has left. */
  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void anExecutorIsDecommissionedWhileTheirNumberChanges(Distribution spark) throws Exception {
    Run run =
        new Run(
            spark,
            "decommissioned",
            "client",
            List.of(
                "spark.decommission.enabled=true",
                "spark.storage.decommission.enabled=true",
                // by default an executor stays for half a minute, longer than the rest of the run
                "spark.storage.decommission.replicationReattemptInterval=1s",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.initialExecutors=1",
                "spark.dynamicAllocation.minExecutors=1",
                "spark.dynamicAllocation.maxExecutors=3"));
    run.awaitFirstSlice();
    String executor = Long.toString(run.executor().pid());
    assertThat(new ProcessBuilder("kill", "-PWR", executor).start().waitFor()).isZero();
    run.requireRowsOfLocalRun();
    assertThat(run.events("SparkListenerExecutorAdded")).hasSizeGreaterThan(1);
    assertThat(run.events("SparkListenerExecutorRemoved"))
        .anyMatch(it -> it.contains("decommission"));
  }

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void theDriverIsOnTheClusterAndSlowTasksRunTwice(Distribution spark) throws Exception {
    Path plugin = Distribution.jarOf(FOLDER.resolve("slow.jar"), SlowTask.class);
    Run run =
        new Run(
            spark,
            "speculated",
            "cluster",
            List.of(
                "spark.executor.instances=2",
                "spark.jars=" + plugin,
                "spark.plugins=" + SlowTask.class.getName(),
                "spark.speculation=true",
                "spark.speculation.quantile=0.4",
                "spark.speculation.task.duration.threshold=2s"));
    run.requireRowsOfLocalRun();
    assertThat(run.events("SparkListenerTaskStart"))
        .anyMatch(it -> it.contains("\"Speculative\":true"));
  }

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void theExitCodeOfADriverOnTheClusterReachesYarn(Distribution spark) throws Exception {
    HadoopCluster cluster = cluster(spark);
    List<String> options =
        List.of("--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=1");
    Ended ended = cluster.submit(options, List.of("augment", "--recipe", "no-such")).await();
    assertThat(ended.exitCode()).isNotZero();
    assertThat(ended.log()).contains("User application exited with 2");
  }

  private static synchronized HadoopCluster cluster(Distribution spark)
      throws IOException, InterruptedException {
    if (!CLUSTERS.containsKey(spark)) {
      Path folder = Files.createDirectories(FOLDER.resolve("hadoop-" + CLUSTERS.size()));
      HadoopCluster cluster = HadoopCluster.start(spark, folder);
      CLUSTERS.put(spark, cluster);
      cluster.upload(ClusterRuns.IMAGES, "/images");
      cluster.upload(Path.of("../conf/recipes/quickstart.yaml"), "/my.yaml");
    }
    return CLUSTERS.get(spark);
  }

  /** A submitted run. */
  private static final class Run {

    private final HadoopCluster cluster;
    private final Path events;
    private final String output;
    private final Running submitted;

    Run(Distribution spark, String name, String deployMode, List<String> settings)
        throws IOException, InterruptedException {
      this.cluster = cluster(spark);
      this.events = Files.createDirectories(FOLDER.resolve("events").resolve(name));
      this.output = cluster.uri("/" + name);
      List<String> options = new ArrayList<>(List.of("--deploy-mode", deployMode));
      List<String> all = new ArrayList<>(settings);
      all.addAll(
          List.of(
              "spark.driver.memory=700m",
              "spark.executor.memory=700m",
              "spark.executor.cores=1",
              "spark.yarn.maxAppAttempts=1",
              "spark.eventLog.enabled=true",
              "spark.eventLog.compress=false",
              "spark.eventLog.dir=" + events.toUri()));
      all.forEach(setting -> options.addAll(List.of("--conf", setting)));
      this.submitted =
          cluster.submit(
              options,
              ClusterRuns.command(cluster.uri("/my.yaml"), cluster.uri("/images"), output));
    }

    /** Waits until the run has committed something, and has more to write. */
    void awaitFirstSlice() throws IOException, InterruptedException {
      RunDirectory run = RunDirectory.reading(output, new Configuration());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (run.runFiles("epoch-0").stream().noneMatch(it -> it.startsWith("slice-"))) {
        assertThat(submitted.process().isAlive()).as(submitted.tail()).isTrue();
        assertThat(System.nanoTime()).as(submitted.tail()).isLessThan(deadline);
        Thread.sleep(100);
      }
    }

    /** The JVM of an executor. */
    ProcessHandle executor() {
      List<ProcessHandle> executors = cluster.executors();
      assertThat(executors).isNotEmpty();
      return executors.get(0);
    }

    void requireRowsOfLocalRun() throws IOException, InterruptedException {
      Ended ended = submitted.await();
      assertThat(ended.exitCode()).as(ended.log()).isZero();
      ClusterRuns.requireRowsOfLocalRun(output);
    }

    /** The events of a type, each a line of JSON. */
    List<String> events(String type) throws IOException {
      List<String> found = new ArrayList<>();
      try (Stream<Path> files = Files.walk(events)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.readAllLines(file, StandardCharsets.UTF_8).stream()
              .filter(line -> line.startsWith("{\"Event\":\"" + type + "\""))
              .forEach(found::add);
        }
      }
      return found;
    }
  }
}
