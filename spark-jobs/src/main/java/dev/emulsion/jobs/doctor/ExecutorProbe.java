package dev.emulsion.jobs.doctor;

import dev.emulsion.DataException;
import dev.emulsion.jobs.run.Errors;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.Utils;

/** Asks every executor for its {@link ProcessFacts} by tasks that last long enough to reach all. */
final class ExecutorProbe {

  private static final int ROUNDS = 5;
  private static final int TASK_MILLIS = 200;
  private static final int MAX_WAIT_SECONDS = 180;

  private ExecutorProbe() {}

  /**
   * The executors that there are now, by id.
   *
   * @throws DataException if none answers, with the reason
   */
  static List<ProcessFacts> ask(JavaSparkContext spark) {
    Map<String, ProcessFacts> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS && (round == 0 || answers.size() < count(spark)); round++) {
      int tasks = 2 * Math.max(spark.defaultParallelism(), count(spark));
      for (ProcessFacts facts : await(round(spark, tasks))) {
        answers.put(facts.name(), facts);
      }
    }
    return List.copyOf(answers.values());
  }

  private static JavaFutureAction<List<ProcessFacts>> round(JavaSparkContext spark, int tasks) {
    return spark
        .parallelize(Collections.nCopies(tasks, 0), tasks)
        .map((Function<Integer, ProcessFacts>) any -> answer())
        .collectAsync();
  }

  private static ProcessFacts answer() throws InterruptedException {
    Thread.sleep(TASK_MILLIS); // so that no executor runs all of them
    String name = "executor " + SparkEnv.get().executorId() + " on " + Utils.localHostName();
    return ProcessFacts.ask(name, SparkEnv.get().conf());
  }

  private static List<ProcessFacts> await(JavaFutureAction<List<ProcessFacts>> round) {
    try {
      return round.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      round.cancel(true);
      throw new DataException(
          "none has run a task within "
              + MAX_WAIT_SECONDS
              + " s; ask for fewer or smaller executors, or look in the cluster's log why none"
              + " starts",
          e);
    } catch (ExecutionException e) {
      throw new DataException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An older Java cannot load the classes that would say so. */
  static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("UnsupportedClassVersionError")) {
        return "they run a Java before 17; set spark.executorEnv.JAVA_HOME to a later one";
      }
    }
    return "they cannot run a task: " + Errors.rootMessage(failure);
  }

  /** The number of executors, without the driver. */
  private static int count(JavaSparkContext spark) {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }
}
