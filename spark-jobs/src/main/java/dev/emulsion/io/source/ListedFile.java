package dev.emulsion.io.source;

import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.FoundFile;
import dev.emulsion.io.fs.RemoteDirectory;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;

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

  /**
   * Finds the file. Where none has the name as it is listed, a name that differs in the form of its
   * accents alone is as good: composed (NFC) or decomposed (NFD), each folder on its own.
   *
   * @param folder whose file system paths from the root are on
   * @return the path as it is spelled on the file system; without a length if there is no file
   */
  public static FoundFile find(RemoteDirectory folder, String listed) {
    Optional<FoundFile> exact = at(folder, listed);
    return exact.or(() -> spelledOtherwise(folder, listed)).orElse(new FoundFile(listed, 0, 0));
  }

  private static Optional<FoundFile> spelledOtherwise(RemoteDirectory folder, String listed) {
    if (spellings(listed).size() < 2) {
      return Optional.empty();
    }
    int root = listed.startsWith("/") ? 1 : URI.matcher(listed).matches() ? rootOf(listed) : 0;
    String found = listed.substring(0, root);
    for (String part : listed.substring(root).split("(?<=/)")) {
      String before = found;
      found =
          spellings(part).stream()
              .map(spelling -> before + spelling)
              .filter(path -> exists(folder, path))
              .findFirst()
              .orElse(before + part);
    }
    return at(folder, found);
  }

  /** The length of a scheme, an authority and the slash after them. */
  private static int rootOf(String uri) {
    int authority = uri.indexOf("://");
    int slash = uri.indexOf('/', authority < 0 ? 0 : authority + 3);
    return slash < 0 ? uri.length() : slash + 1;
  }

  /** A name and its other forms; one for most names. */
  private static Set<String> spellings(String name) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(name);
    spellings.add(Normalizer.normalize(name, Normalizer.Form.NFC));
    spellings.add(Normalizer.normalize(name, Normalizer.Form.NFD));
    return spellings;
  }

  /**
   * Opens a file to read what was listed. Where the store can, it sends no byte of another version
   * that appears while the file is read.
   *
   * @throws dev.emulsion.DataException if the file is not the one that was listed
   */
  static FSDataInputStream open(Path file, long stamp, SerializableHadoopConf conf)
      throws IOException {
    FileSystem fs = conf.fileSystem(file);
    FileStatus now = fs.getFileStatus(file);
    FileStamp.requireUnchanged(file, stamp, FileStamp.of(now));
    return FutureIO.awaitFuture(fs.openFile(file).withFileStatus(now).build());
  }

  /**
   * Checks after reading that the file was the one that was listed all the time. A store with ETags
   * checks that itself.
   *
   * @throws dev.emulsion.DataException if it was replaced since {@link #open}
   */
  static void requireUnchanged(Path file, long stamp, SerializableHadoopConf conf)
      throws IOException {
    FileSystem fs = conf.fileSystem(file);
    if (stamp == FileStamp.UNKNOWN
        || fs.hasPathCapability(file, CommonPathCapabilities.ETAGS_AVAILABLE)) {
      return;
    }
    try {
      FileStamp.requireUnchanged(file, stamp, FileStamp.of(fs.getFileStatus(file)));
    } catch (FileNotFoundException deleted) {
      return; // it was read to its end
    }
  }

  private static boolean exists(RemoteDirectory folder, String listed) {
    return status(folder, listed).isPresent();
  }

  private static Optional<FoundFile> at(RemoteDirectory folder, String listed) {
    return status(folder, listed)
        .filter(FileStatus::isFile)
        .map(file -> new FoundFile(listed, file.getLen(), FileStamp.of(file)));
  }

  private static Optional<FileStatus> status(RemoteDirectory folder, String listed) {
    Path file = of(folder, listed);
    try {
      return Optional.of(folder.conf().fileSystem(file).getFileStatus(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look up " + file + ": " + e.getMessage(), e);
    }
  }
}
