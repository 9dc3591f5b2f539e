package dev.emulsion.jobs.doctor;

import dev.emulsion.DataException;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.jobs.run.ExecutorPoll;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Asks every executor for its {@link ProcessFacts}. */
final class ExecutorProbe {

  private static final int MAX_WAIT_SECONDS = 180;

  private ExecutorProbe() {}

  /**
   * The executors that there are now, by id.
   *
   * @throws DataException if none answers, with the reason
   */
  static List<ProcessFacts> ask(JavaSparkContext spark) {
    return ExecutorPoll.ask(
        spark, name -> ProcessFacts.ask(name, SparkEnv.get().conf()), ExecutorProbe::collect);
  }

  private static <R> List<R> collect(JavaRDD<R> answers) {
    JavaFutureAction<List<R>> round = answers.collectAsync();
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
}
