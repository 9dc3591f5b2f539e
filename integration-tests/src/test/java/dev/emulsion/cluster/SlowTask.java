package dev.emulsion.cluster;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A plugin for Spark's executors: the first attempt of the first task of every job that writes a
 * part of epoch 0 waits before it begins, as on a machine that is overloaded.
 */
public final class SlowTask implements SparkPlugin, ExecutorPlugin {

  private static final long DELAY_MILLIS = 20_000;

  @Override
  public DriverPlugin driverPlugin() {
    return null; // Spark's word for none
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return this;
  }

  @Override
  public void init(PluginContext context, Map<String, String> settings) {}

  @Override
  public void onTaskStart() {
    TaskContext task = TaskContext.get();
    String job = Optional.ofNullable(task.getLocalProperty("spark.job.description")).orElse("");
    if (job.startsWith("epoch 0") && task.partitionId() == 0 && task.attemptNumber() == 0) {
      try {
        Thread.sleep(DELAY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the copy was faster
      }
    }
  }
}
