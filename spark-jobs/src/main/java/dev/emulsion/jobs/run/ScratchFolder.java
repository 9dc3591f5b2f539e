package dev.emulsion.jobs.run;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;

/**
 * A folder of a machine in which Spark keeps shuffled data and other temporary files.
 *
 * @param freeBytes free space for this user
 * @param problem why it cannot be written; empty if it can
 */
public record ScratchFolder(String path, long freeBytes, String problem) implements Serializable {

  /** All folders of this process, of which Spark uses those that it can write. */
  public static List<ScratchFolder> all(SparkConf conf) {
    return Stream.of(Utils.getConfiguredLocalDirs(conf))
        .map(String::strip)
        .map(ScratchFolder::at)
        .toList();
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
