package dev.emulsion.io.source;

import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** A file that a list names: by a URI, by a path from the root, or relative to a folder. */
public final class ListedFile {

  /** A scheme and a slash: what comes before another colon is part of a name. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

  private ListedFile() {}

  /**
   * Where the file is.
   *
   * @param folder whose file system paths from the root are on
   */
  public static Path of(RemoteDirectory folder, String listed) {
    if (URI.matcher(listed).matches()) {
      return new Path(listed);
    }
    return listed.startsWith("/") ? folder.absolute(listed) : folder.resolve(listed);
  }

  /** 0 where there is no file. */
  public static long length(Path file, SerializableHadoopConf conf) {
    try {
      return conf.fileSystem(file).getFileStatus(file).getLen();
    } catch (FileNotFoundException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look up " + file + ": " + e.getMessage(), e);
    }
  }
}
