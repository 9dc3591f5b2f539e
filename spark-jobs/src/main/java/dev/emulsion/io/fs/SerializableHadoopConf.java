package dev.emulsion.io.fs;

import dev.emulsion.ConfigException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
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

  /**
   * The file system of a path; the local one without checksums, which do not support colons.
   *
   * @throws ConfigException if a local path cannot be opened in the locale of this process
   */
  public FileSystem fileSystem(Path path) throws IOException {
    FileSystem fs = path.getFileSystem(get());
    if (fs instanceof LocalFileSystem local) {
      LocalNames.require(path.toUri().getPath());
      return local.getRaw();
    }
    return fs;
  }

  /**
   * What is at a path: the file or folder of that very name or, if there is none, all that match it
   * as a pattern of Hadoop's.
   *
   * @throws ConfigException if there is nothing, or it cannot be read
   */
  public List<FileStatus> matches(String key, String path) {
    try {
      Path given = new Path(path);
      FileSystem fs = fileSystem(given);
      if (fs.exists(given)) {
        return List.of(fs.getFileStatus(given));
      }
      FileStatus[] matches = fs.globStatus(given);
      if (matches == null || matches.length == 0) {
        throw new ConfigException(key + " " + path + " does not exist");
      }
      requireNames(fs, given);
      return List.of(matches);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read " + key + " " + path + ": " + e.getMessage(), e);
    }
  }

  /** A pattern omits names that cannot be read, so each of its folders is searched for them. */
  private void requireNames(FileSystem fs, Path pattern) throws IOException {
    for (Path at = pattern.getParent(); at != null; at = at.getParent()) {
      FileStatus[] folders = fs.globStatus(at);
      for (FileStatus folder : folders == null ? new FileStatus[0] : folders) {
        if (folder.isDirectory() && RemoteDirectory.isLocal(fs)) {
          RemoteIterator<FileStatus> entries = RemoteDirectory.of(folder, this).children("");
          while (entries.hasNext()) {
            entries.next();
          }
        }
      }
      if (folders != null && folders.length == 1 && fs.exists(at)) {
        return;
      }
    }
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
