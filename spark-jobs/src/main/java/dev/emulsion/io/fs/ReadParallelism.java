package dev.emulsion.io.fs;

import dev.emulsion.recipe.InputConfig;
import org.apache.spark.sql.SparkSession;

/** How many tasks read. The numbers never change the output. */
public final class ReadParallelism {

  private static final long SPLIT_BYTES = 64L << 20;

  private static final int WAITING_PER_CORE = 4;

  private ReadParallelism() {}

  /** For so many bytes: by size, and enough for every core. */
  public static int of(SparkSession spark, InputConfig input, long bytes) {
    return input.partitions().orElse(of(spark, bytes));
  }

  /** For so many bytes of what else is read. */
  public static int of(SparkSession spark, long bytes) {
    long bySize = bytes / SPLIT_BYTES + 1;
    long max = Math.max(bySize, 2L * spark.sparkContext().defaultParallelism());
    return (int) Math.min(max, 1 << 20);
  }

  /** At most, for tasks that list or look up: more than cores, because they wait for answers. */
  public static int waiting(SparkSession spark) {
    return WAITING_PER_CORE * spark.sparkContext().defaultParallelism();
  }
}
