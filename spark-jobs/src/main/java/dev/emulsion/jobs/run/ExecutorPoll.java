package dev.emulsion.jobs.run;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.Utils;
import scala.Tuple2;

/** Asks every executor by tasks that last long enough to reach all. */
public final class ExecutorPoll {

  private static final int ROUNDS = 5;
  private static final int TASK_MILLIS = 200;

  /** More are a burden for the driver; executors are fewer than cores. */
  private static final int MAX_TASKS_FOR_CORES = 2000;

  private ExecutorPoll() {}

  /** What an executor answers. */
  @FunctionalInterface
  public interface Question<T> extends Serializable {

    /**
     * Asks the executor that this task runs in.
     *
     * @param name such as {@code executor 3 on worker-7}
     */
    T ask(String name);
  }

  /** How the driver gets the answers of the tasks, and how long it waits. */
  @FunctionalInterface
  public interface Wait {

    <R> List<R> collect(JavaRDD<R> answers);
  }

  /** The answer of each executor that there is now, by name. */
  public static <T> List<T> ask(JavaSparkContext spark, Question<T> question, Wait wait) {
    Map<String, T> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS && (round == 0 || answers.size() < count(spark)); round++) {
      int cores = Math.min(MAX_TASKS_FOR_CORES, 2 * spark.defaultParallelism());
      int tasks = Math.max(cores, 2 * count(spark));
      wait.collect(
              spark
                  .parallelize(Collections.nCopies(tasks, 0), tasks)
                  .map((Function<Integer, Tuple2<String, T>>) any -> answer(question)))
          .forEach(answer -> answers.put(answer._1(), answer._2()));
    }
    return List.copyOf(answers.values());
  }

  private static <T> Tuple2<String, T> answer(Question<T> question) throws InterruptedException {
    Thread.sleep(TASK_MILLIS); // so that no executor runs all of them
    String name = "executor " + SparkEnv.get().executorId() + " on " + Utils.localHostName();
    return new Tuple2<>(name, question.ask(name));
  }

  /** The number of executors, without the driver. */
  private static int count(JavaSparkContext spark) {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }
}
