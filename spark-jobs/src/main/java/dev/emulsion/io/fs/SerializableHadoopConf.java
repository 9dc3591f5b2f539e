package dev.emulsion.io.fs;

import dev.emulsion.ConfigException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Hadoop's configuration for use in tasks. It is broadcast, because deserializing its thousand
 * entries in every task would take milliseconds each time.
 */
public final class SerializableHadoopConf implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> conf;

  private SerializableHadoopConf(Broadcast<SerializableConfiguration> conf) {
    this.conf = conf;
  }

  /** The configuration of this session. */
  public static SerializableHadoopConf of(SparkSession spark) {
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return new SerializableHadoopConf(new JavaSparkContext(spark.sparkContext()).broadcast(conf));
  }

  /** The configuration, on the driver or an executor. */
  public Configuration get() {
    return conf.value().value();
  }

  /** The file system of a path; the local one without checksums, which do not support colons. */
  public FileSystem fileSystem(Path path) throws IOException {
    FileSystem fs = path.getFileSystem(get());
    return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
  }

  /** The {@link #status} of {@code input.path}. */
  public FileStatus input(String path) {
    return status("input.path", path);
  }

  /**
   * The status of the path that a recipe key names.
   *
   * @throws ConfigException if it does not exist or cannot be read
   */
  public FileStatus status(String key, String path) {
    try {
      Path given = new Path(path);
      return fileSystem(given).getFileStatus(given);
    } catch (FileNotFoundException e) {
      throw new ConfigException(key + " " + path + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read " + key + " " + path + ": " + e.getMessage(), e);
    }
  }
}
