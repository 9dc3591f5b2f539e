package dev.emulsion.testing;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;

/**
 * The bytes that Spark shuffles while it is open, as Spark's own metrics count them.
 *
 * <pre>{@code
 * try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
 *   job.run();
 *   assertThat(shuffled.written()).isLessThan(1_000);
 * }
 * }</pre>
 */
public final class ShuffledBytes implements AutoCloseable {

  private final SparkSession spark;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onStageCompleted(SparkListenerStageCompleted stage) {
          TaskMetrics metrics = stage.stageInfo().taskMetrics();
          written.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
          read.addAndGet(metrics.shuffleReadMetrics().totalBytesRead());
        }
      };

  private ShuffledBytes(SparkSession spark) {
    this.spark = spark;
  }

  public static ShuffledBytes of(SparkSession spark) {
    ShuffledBytes counter = new ShuffledBytes(spark);
    spark.sparkContext().addSparkListener(counter.listener);
    return counter;
  }

  /** Bytes written for shuffles by every stage that has ended. */
  public long written() {
    awaitEvents();
    return written.get();
  }

  /** Bytes that stages have fetched from shuffles. */
  public long read() {
    awaitEvents();
    return read.get();
  }

  private void awaitEvents() {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(listener);
  }
}
