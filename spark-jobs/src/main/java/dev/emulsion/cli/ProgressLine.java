package dev.emulsion.cli;

import dev.emulsion.jobs.run.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Shows the progress of a run: images done, images per second, time left. On a terminal it updates
 * one line; elsewhere it prints a line every few seconds, for logs.
 */
final class ProgressLine extends SparkListener implements Progress {

  private static final Duration ON_TERMINAL = Duration.ofMillis(500);
  private static final Duration IN_LOGS = Duration.ofSeconds(10);

  private final SparkSession spark;
  private final PrintWriter out;
  private final boolean terminal;
  private final Map<Long, Long> byTask = new HashMap<>();
  private long started = System.nanoTime();
  private long total;
  private long finished;
  private long printedAt;
  private int width;

  ProgressLine(SparkSession spark, PrintWriter out) {
    this.spark = spark;
    this.out = out;
    this.terminal = System.console() != null && System.getenv("TERM") != null;
  }

  @Override
  public synchronized void epoch(int epoch, int epochs, long samples, long done) {
    if (total == 0) {
      total = samples * epochs;
      started = System.nanoTime();
      out.println(begin(samples, epochs));
      out.flush();
      spark.sparkContext().addSparkListener(this);
    }
    total -= done;
  }

  @Override
  public void at(Milestone milestone) {}

  @Override
  public synchronized void end() {
    spark.sparkContext().removeSparkListener(this);
    if (terminal && width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
    }
  }

  private long running() {
    return byTask.values().stream().mapToLong(n -> n).sum();
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
        JavaConverters.seqAsJavaList(event.accumUpdates())) {
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

  private void show() {
    long now = System.nanoTime();
    long done = finished + running();
    Duration pause = terminal ? ON_TERMINAL : IN_LOGS;
    if (done == 0 || now - printedAt < pause.toNanos()) {
      return;
    }
    printedAt = now;
    double rate = done / ((now - started) / 1e9);
    String line =
        String.format(
            "%,d of %,d images (%d%%), %s, %s left",
            done,
            total,
            100 * done / Math.max(1, total),
            Counts.rate(rate, "images"),
            time(Math.max(0, total - done) / rate));
    if (terminal) {
      width = Math.max(width, line.length());
      out.print("\r" + line + " ".repeat(width - line.length()));
    } else {
      out.println(line);
    }
    out.flush();
  }

  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format("%d:%02d", whole / 60, whole % 60)
        : String.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
