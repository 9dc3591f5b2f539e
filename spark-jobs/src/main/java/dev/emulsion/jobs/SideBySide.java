package dev.emulsion.jobs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * Runs Spark jobs in the order they come, some at a time: while the last tasks of one are finished
 * and committed, the other's keep the cores busy. Closing it cancels what still runs.
 */
final class SideBySide implements AutoCloseable {

  private final SparkContext spark;
  private final String group = UUID.randomUUID().toString();
  private final int most;
  private final ExecutorService threads;
  private final Deque<Future<?>> running = new ArrayDeque<>();

  /**
   * @param most jobs at a time
   */
  SideBySide(SparkContext spark, int most) {
    this.spark = spark;
    this.most = most;
    this.threads = Executors.newFixedThreadPool(most);
  }

  /** Starts {@code job}, or waits until it can; fails if one before it failed. */
  void add(String name, Runnable job) throws ExecutionException, InterruptedException {
    while (running.size() >= most) {
      running.remove().get();
    }
    running.add(
        threads.submit(
            () -> {
              spark.setJobGroup(group, name, false);
              job.run();
            }));
  }

  /** Waits for all; fails if one failed. */
  void await() throws ExecutionException, InterruptedException {
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
