package dev.emulsion.io.fs;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder that every task knows. Names below it may hold anything: colons, percent signs, blanks.
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

  /** What is directly in the folder at {@code relative}, empty for this one. */
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

  /** A path that begins with a slash, on the file system of this folder. */
  public Path absolute(String absolute) {
    Path here = new Path(path);
    return new Path(here.toUri().getScheme(), here.toUri().getAuthority(), absolute);
  }

  /** This folder with a slash at its end. */
  public String prefix() {
    return path.endsWith("/") ? path : path + "/";
  }
}
