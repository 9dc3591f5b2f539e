package dev.emulsion.io.fs;

import dev.emulsion.recipe.InputConfig;
import org.apache.spark.sql.SparkSession;

/** Number of read tasks. It never changes the output. */
public final class ReadParallelism {

  private static final long SPLIT_BYTES = 64L << 20;

  private static final int WAITING_PER_CORE = 4;

  private ReadParallelism() {}

  /** The number of tasks for {@code bytes} of input: by size, and at least one per core. */
  public static int of(SparkSession spark, InputConfig input, long bytes) {
    return input.partitions().orElse(of(spark, bytes));
  }

  /** The number of tasks for {@code bytes} of other data. */
  public static int of(SparkSession spark, long bytes) {
    long bySize = bytes / SPLIT_BYTES + 1;
    long max = Math.max(bySize, 2L * spark.sparkContext().defaultParallelism());
    return (int) Math.min(max, 1 << 20);
  }

  /**
   * The maximum number of tasks that list or look up files: more than cores, because they mostly
   * wait.
   */
  public static int waiting(SparkSession spark) {
    return WAITING_PER_CORE * spark.sparkContext().defaultParallelism();
  }
}
