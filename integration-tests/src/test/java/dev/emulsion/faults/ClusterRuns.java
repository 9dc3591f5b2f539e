package dev.emulsion.faults;

import dev.emulsion.cluster.Distribution;
import dev.emulsion.cluster.StandaloneCluster;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.spark.sql.SparkSession;

/**
 * Trials on a cluster of two worker processes: an executor is killed while the command runs, and
 * Spark starts second attempts of tasks that others finish sooner. Arguments: number of trials, and
 * seed of the first. {@code EMULSION_DISTRIBUTIONS} names the Spark, of this build's version.
 */
public final class ClusterRuns {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.executor.cores", "1",
          "spark.executor.memory", "1100m", // one for each worker
          "spark.executor.extraClassPath", System.getProperty("java.class.path"),
          "spark.speculation", "true",
          "spark.speculation.interval", "20ms",
          "spark.speculation.multiplier", "1.01",
          "spark.speculation.quantile", "0.1",
          "spark.speculation.minTaskRuntime", "1ms",
          "spark.ui.enabled", "false");

  private static StandaloneCluster cluster;

  private ClusterRuns() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = TemporaryFolder.create("cluster-runs");
    SETTINGS.forEach(System::setProperty);
    cluster = StandaloneCluster.start(Distribution.first(), folder.resolve("cluster"));
    SparkSession spark = LocalSpark.session(cluster.master());
    List<Trials.Outcome> outcomes = new ArrayList<>();
    try (Trials trials = new Trials(spark, folder)) {
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        Work work = Work.ALL.get(i % Work.ALL.size());
        long seed = Long.parseLong(arguments[1]) + i;
        Trials.Outcome outcome = trials.run(Kind.EXECUTOR_LOST, work, seed);
        outcomes.add(outcome);
        outcome.problems().forEach(problem -> System.out.println(work + ": " + problem));
      }
    }
    FaultRuns.print(outcomes);
    spark.stop();
    cluster.close();
    System.exit(outcomes.stream().allMatch(Trials.Outcome::isRight) ? 0 : 1);
  }

  /** Kills one of the executors, the children of the workers; returns whether there was one. */
  static boolean killAnExecutor(RandomGenerator random) {
    List<ProcessHandle> all = cluster.processes();
    List<ProcessHandle> executors =
        all.stream().filter(process -> process.parent().filter(all::contains).isPresent()).toList();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }
}
