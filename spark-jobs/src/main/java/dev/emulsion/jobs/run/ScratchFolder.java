package dev.emulsion.jobs.run;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * A folder of a machine in which Spark keeps shuffled data and other temporary files.
 *
 * @param freeBytes free space for this user
 * @param problem why it cannot be written; empty if it can
 */
public record ScratchFolder(String path, long freeBytes, String problem) implements Serializable {

  /** All folders of this process, of which Spark uses those that it can write. */
  public static List<ScratchFolder> all(SparkConf conf) {
    return paths(System.getenv(), conf).map(ScratchFolder::at).toList();
  }

  /**
   * As Spark chooses: the folders of a container of YARN, those that a worker has made for an
   * executor, and then what the user says.
   */
  static Stream<String> paths(Map<String, String> environment, SparkConf conf) {
    String separator = ",";
    String paths = conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    if (environment.containsKey("CONTAINER_ID")) {
      paths = environment.getOrDefault("LOCAL_DIRS", paths);
    } else if (environment.containsKey("SPARK_EXECUTOR_DIRS")) {
      paths = environment.get("SPARK_EXECUTOR_DIRS");
      separator = File.pathSeparator;
    } else if (environment.containsKey("SPARK_LOCAL_DIRS")) {
      paths = environment.get("SPARK_LOCAL_DIRS");
    }
    return Stream.of(paths.split(separator)).map(String::strip);
  }

  static ScratchFolder at(String path) {
    try {
      Path existing = Files.createDirectories(Path.of(path));
      Files.delete(Files.createTempDirectory(existing, "emulsion"));
      return new ScratchFolder(path, Files.getFileStore(existing).getUsableSpace(), "");
    } catch (IOException e) {
      return new ScratchFolder(path, 0, String.valueOf(e.getMessage()));
    }
  }

  public boolean isWritable() {
    return problem.isEmpty();
  }
}
