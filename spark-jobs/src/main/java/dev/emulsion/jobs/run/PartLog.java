package dev.emulsion.jobs.run;

import dev.emulsion.image.codec.DecodeNote;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.io.run.Quarantine;
import dev.emulsion.pipeline.Reason;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * What the tasks of one part report besides their rows.
 *
 * @param metrics counts of the tasks that succeeded
 * @param quarantine where tasks record samples that they cannot use
 * @param done counts samples while the tasks run, for {@link Progress}
 */
public record PartLog(SliceMetrics metrics, Quarantine quarantine, LongAccumulator done)
    implements Serializable {

  /**
   * A log whose counters are registered with Spark.
   *
   * @param name of the part, for Spark's user interface
   */
  public static PartLog register(SparkSession spark, String name, Quarantine quarantine) {
    SliceMetrics metrics = new SliceMetrics();
    spark.sparkContext().register(metrics, "emulsion.metrics." + name);
    return new PartLog(metrics, quarantine, spark.sparkContext().longAccumulator(Progress.COUNTER));
  }

  /** Begins the log of one task. */
  public Task task() {
    return new Task();
  }

  /** One task's report. It counts when it is closed, after the task's last row. */
  public final class Task implements AutoCloseable {

    private final SliceMetrics own = new SliceMetrics();
    private final Quarantine.Log notes = quarantine.notes();
    private boolean closed;

    private Task() {}

    /** A sample has become a row. */
    public void emitted(String method, BigInteger rowDigest) {
      own.row(method, rowDigest);
      own.emitted();
      done.add(1);
    }

    /** What the image of an emitted sample loses when it is decoded. */
    public void noted(Set<DecodeNote> left) {
      own.noted(left);
    }

    /** A sample cannot be used. */
    public void quarantined(String id, Decoded.Rejected why) {
      Reason reason = Reason.ofSample(why.reason());
      own.quarantined(reason);
      own.unsupported(why.kind());
      notes.add(id, reason, why.message());
      done.add(1);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        notes.close();
        metrics.add(own);
      }
    }
  }
}
