package dev.emulsion.io.fs;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder that tasks can access. Names in it may contain any character: colons, percent signs,
 * blanks.
 *
 * @param path with scheme and authority
 */
public record RemoteDirectory(String path, SerializableHadoopConf conf) implements Serializable {

  public static RemoteDirectory of(FileStatus folder, SerializableHadoopConf conf) {
    return new RemoteDirectory(folder.getPath().toString(), conf);
  }

  FileSystem fileSystem() throws IOException {
    return conf.fileSystem(new Path(path));
  }

  /** The entries of the folder at {@code relative}; empty means this folder. */
  public RemoteIterator<FileStatus> children(String relative) throws IOException {
    return fileSystem().listStatusIterator(resolve(relative));
  }

  /** Not {@code new Path(folder, name)}: a colon in a file name would read as a scheme. */
  public Path resolve(String relative) {
    if (relative.isEmpty()) {
      return new Path(path);
    }
    String parent = new Path(path).toUri().getPath();
    return absolute((parent.endsWith("/") ? parent : parent + "/") + relative);
  }

  /** An absolute path on the file system of this folder. */
  public Path absolute(String absolute) {
    Path here = new Path(path);
    return new Path(here.toUri().getScheme(), here.toUri().getAuthority(), absolute);
  }

  /** The path with a trailing slash. */
  public String prefix() {
    return path.endsWith("/") ? path : path + "/";
  }
}
