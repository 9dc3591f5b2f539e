package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that the names of an input's files start from in ids: the input itself, or the folder
 * of a single file, or the last folder before the first wildcard of a pattern.
 *
 * @param folder without scheme and authority, with a trailing slash
 */
record InputRoot(String folder) implements Serializable {

  private static final String WILDCARDS = "*?[{\\";

  /**
   * The root of {@code input.path}.
   *
   * @throws ConfigException if it cannot be looked up
   */
  static InputRoot of(String path, SerializableHadoopConf conf) {
    try {
      Path given = new Path(path);
      FileSystem fs = conf.fileSystem(given);
      String whole = fs.makeQualified(given).toUri().getPath();
      boolean isFolder = fs.exists(given) && fs.getFileStatus(given).isDirectory();
      int end = isFolder ? whole.length() : fs.exists(given) ? whole.length() - 1 : fixed(whole);
      String folder = isFolder ? whole : whole.substring(0, whole.lastIndexOf('/', end));
      return new InputRoot(folder.endsWith("/") ? folder : folder + "/");
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read input.path " + path + ": " + e.getMessage(), e);
    }
  }

  private static int fixed(String pattern) {
    int end = 0;
    while (end < pattern.length() - 1 && WILDCARDS.indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** A file's path from the root. */
  String relative(Path file) {
    String path = file.toUri().getPath();
    return path.startsWith(folder) ? path.substring(folder.length()) : path;
  }

  /** The same of a file that is named by a URI, with escapes. */
  String relative(String uri) {
    return relative(TableScan.path(uri));
  }
}
