package dev.emulsion.jobs.run;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the codec in the log of each executor, of those that join later as well. */
public final class CodecNotice {

  private static final Logger LOG = LoggerFactory.getLogger(CodecNotice.class);
  private static final String DRIVER = "driver";
  private static final AtomicBoolean IS_LOGGED = new AtomicBoolean();

  private CodecNotice() {}

  /**
   * Called by tasks; the first one of an executor logs.
   *
   * @param codec with its version, and why it is not another
   */
  public static void log(String codec) {
    SparkEnv process = SparkEnv.get();
    boolean isExecutor = process != null && !process.executorId().equals(DRIVER);
    if (isExecutor && IS_LOGGED.compareAndSet(false, true)) {
      LOG.info("executor {} decodes with {}", process.executorId(), codec);
    }
  }
}
