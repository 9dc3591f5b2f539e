package dev.emulsion.io.fs;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.util.functional.RemoteIterators;

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

  /**
   * The entries of the folder at {@code relative}; empty means this folder. A link to a file that
   * does not exist is an empty file.
   *
   * @throws dev.emulsion.DataException while iterating, if the name of a local file is not UTF-8
   * @throws dev.emulsion.ConfigException while iterating, if it cannot be read in this locale
   */
  public RemoteIterator<FileStatus> children(String relative) throws IOException {
    FileSystem fs = fileSystem();
    Path folder = resolve(relative);
    return isLocal(fs) ? localChildren(fs, folder) : fs.listStatusIterator(folder);
  }

  static boolean isLocal(FileSystem fs) {
    return "file".equals(fs.getUri().getScheme());
  }

  /** Unlike Hadoop's own listing, which omits every name that it cannot open. */
  private RemoteIterator<FileStatus> localChildren(FileSystem fs, Path folder) throws IOException {
    String[] names = new File(folder.toUri().getPath()).list();
    if (names == null) {
      return fs.listStatusIterator(folder); // says what is wrong
    }
    Iterator<String> sorted = Arrays.stream(names).sorted().iterator();
    RemoteIterator<Optional<FileStatus>> entries =
        RemoteIterators.mappingRemoteIterator(
            RemoteIterators.remoteIteratorFromIterator(sorted), name -> child(fs, folder, name));
    return RemoteIterators.mappingRemoteIterator(
        RemoteIterators.filteringRemoteIterator(entries, Optional::isPresent), Optional::get);
  }

  private Optional<FileStatus> child(FileSystem fs, Path folder, String name) throws IOException {
    String parent = folder.toUri().getPath();
    Path file = absolute((parent.endsWith("/") ? parent : parent + "/") + name);
    LocalNames.require(file.toUri().getPath());
    try {
      return Optional.of(fs.getFileStatus(file));
    } catch (FileNotFoundException e) {
      return LocalNames.isDangling(folder, name)
          ? Optional.of(new FileStatus(0, false, 1, 1, 0, file))
          : Optional.empty(); // deleted just now
    }
  }

  /**
   * The folder that {@code relative} really is, if it is a link, or if {@code linked} says that it
   * was reached through one. Only local folders can be links.
   */
  Optional<String> target(String relative, boolean linked) throws IOException {
    if (!isLocal(fileSystem())) {
      return Optional.empty();
    }
    java.nio.file.Path local = java.nio.file.Path.of(resolve(relative).toUri().getPath());
    return linked || relative.isEmpty() || Files.isSymbolicLink(local)
        ? Optional.of(local.toRealPath().toString())
        : Optional.empty();
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
