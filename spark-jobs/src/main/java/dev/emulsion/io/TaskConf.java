package dev.emulsion.io;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Hadoop's configuration for tasks. It is broadcast: reading its thousand entries anew would cost
 * every task some milliseconds.
 */
public final class TaskConf implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> conf;

  private TaskConf(Broadcast<SerializableConfiguration> conf) {
    this.conf = conf;
  }

  /** The configuration of this session. */
  public static TaskConf of(SparkSession spark) {
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return new TaskConf(new JavaSparkContext(spark.sparkContext()).broadcast(conf));
  }

  /** The configuration, on whatever machine this runs. */
  public Configuration get() {
    return conf.value().value();
  }
}
