package dev.emulsion.cli;

import dev.emulsion.jobs.run.Progress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/** Counts the images of a run as its tasks report them, for a {@link ProgressDisplay}. */
final class ProgressLine extends SparkListener implements Progress {

  private final SparkSession spark;
  private final ProgressDisplay display;
  private final Map<Long, Long> byTask = new HashMap<>();
  private long total;
  private long finished;

  ProgressLine(SparkSession spark, PrintWriter out) {
    this.spark = spark;
    boolean terminal = System.console() != null && System.getenv("TERM") != null;
    this.display = new ProgressDisplay(out, terminal, System::nanoTime);
  }

  @Override
  public synchronized void begins(String activity) {
    display.activity(activity);
  }

  @Override
  public synchronized void warns(String warning) {
    display.begin("warning: " + warning);
  }

  @Override
  public synchronized void epoch(int epoch, int epochs, long samples, long done) {
    if (total == 0) {
      total = samples * epochs;
      display.begin(begin(samples, epochs));
      spark.sparkContext().addSparkListener(this);
    }
    total -= done;
    display.total(total);
  }

  @Override
  public void at(Milestone milestone) {}

  @Override
  public synchronized void end() {
    spark.sparkContext().removeSparkListener(this);
    display.clear();
  }

  private void show() {
    display.done(finished + byTask.values().stream().mapToLong(n -> n).sum());
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    for (var task : JavaConverters.seqAsJavaList(event.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
        if (isDone(info)) {
          byTask.put((Long) task._1(), (Long) info.update().get());
        }
      }
    }
    show();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    byTask.remove(end.taskInfo().taskId());
    if (end.taskInfo().successful()) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(end.taskInfo().accumulables())) {
        if (isDone(info)) {
          finished += (Long) info.update().get();
        }
      }
    }
    show();
  }

  /** Such as {@code 12,000 images, 3 epochs}; one epoch is not worth mentioning. */
  static String begin(long samples, int epochs) {
    String images = Counts.of(samples, "image");
    return epochs == 1 ? images : images + ", " + Counts.of(epochs, "epoch");
  }

  private static boolean isDone(AccumulableInfo info) {
    return info.name().isDefined()
        && info.name().get().equals(Progress.COUNTER)
        && info.update().isDefined()
        && info.update().get() instanceof Long;
  }
}
