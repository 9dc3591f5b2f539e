package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.Samples;
import dev.emulsion.random.SampleKey;
import dev.emulsion.ring.PartitionKeys;
import dev.emulsion.ring.RingPartitioner;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Puts the samples of each group of {@code pairing.scope: group} next to each other, so that a run
 * reads only the files of the group that it shuffles.
 */
public final class GroupStaging {

  /** What one task writes, about. */
  private static final long TASK_BYTES = 1L << 30;

  private GroupStaging() {}

  /**
   * Shuffles encoded images, so that every partition holds samples of one group.
   *
   * @param payload rows of {@link Samples#PAYLOAD}
   * @param totalBytes length of all images
   */
  public static Dataset<Row> arrange(Dataset<Row> payload, int groups, long totalBytes) {
    int tasksPerGroup = (int) Math.max(1, totalBytes / groups / TASK_BYTES);
    int tasks = groups * tasksPerGroup;
    PartitionKeys keys = PartitionKeys.of(tasks);
    Column key =
        functions
            .udf(
                (UDF1<String, Integer>) id -> keys.key(task(id, groups, tasksPerGroup)),
                DataTypes.IntegerType)
            .apply(functions.col(Samples.ID));
    return payload.repartition(tasks, key);
  }

  /** The task that writes a sample: one of those of its group. */
  private static int task(String id, int groups, int tasksPerGroup) {
    SampleKey sample = SampleKey.of(id);
    long group = RingPartitioner.share(sample.high(), groups);
    return (int) (group * tasksPerGroup + RingPartitioner.share(sample.low(), tasksPerGroup));
  }
}
