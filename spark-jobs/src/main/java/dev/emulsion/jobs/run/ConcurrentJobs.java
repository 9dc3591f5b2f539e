package dev.emulsion.jobs.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * Runs Spark jobs in the order in which they are added, a few at a time: while the last tasks of
 * one job finish and are committed, those of another keep the cores busy. Closing cancels jobs that
 * are still running.
 */
public final class ConcurrentJobs implements AutoCloseable {

  private static final String POOL = "spark.scheduler.pool";

  /** Of {@code fairscheduler.xml}. */
  private static final String AHEAD = "emulsion-ahead";

  private final SparkContext spark;
  private final String group = UUID.randomUUID().toString();
  private final int max;
  private final ExecutorService threads;
  private final Deque<Future<?>> running = new ArrayDeque<>();

  /**
   * @param max number of jobs at a time
   */
  public ConcurrentJobs(SparkContext spark, int max) {
    this.spark = spark;
    this.max = max;
    this.threads = Executors.newFixedThreadPool(max);
  }

  /** Starts {@code job}, if necessary after waiting; fails if an earlier job failed. */
  public <T> Future<T> add(String name, Callable<T> job)
      throws ExecutionException, InterruptedException {
    while (running.size() >= max) {
      running.remove().get();
    }
    Future<T> added =
        threads.submit(
            () -> {
              spark.setJobGroup(group, name, false);
              return job.call();
            });
    running.add(added);
    return added;
  }

  /**
   * Runs {@code job} in this thread, without waiting for those that were added. Where Spark
   * schedules fairly, as the command line lets it on one machine, its tasks share the cores with
   * theirs; elsewhere they run when all those are begun.
   */
  public void ahead(Callable<?> job) throws Exception {
    String usual = spark.getLocalProperty(POOL);
    spark.setLocalProperty(POOL, AHEAD);
    try {
      job.call();
    } finally {
      spark.setLocalProperty(POOL, usual);
    }
  }

  /** Waits for all jobs; fails if one failed. */
  public void await() throws ExecutionException, InterruptedException {
    while (!running.isEmpty()) {
      running.remove().get();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    if (!running.isEmpty()) {
      spark.cancelJobGroup(group);
    }
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
