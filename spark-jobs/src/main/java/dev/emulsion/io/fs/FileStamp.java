package dev.emulsion.io.fs;

import dev.emulsion.DataException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Identifies the content of a file that was listed: a number of 64 bits made from its length and
 * its ETag, or its modification time where the store has no ETags. Another number means another
 * content; an equal number, as far as a file system knows, the same.
 */
public final class FileStamp {

  /** The stamp of a file of which nothing is known. It is never compared. */
  public static final long UNKNOWN = 0;

  private FileStamp() {}

  /** The stamp of a listed file; never {@link #UNKNOWN}. */
  public static long of(FileStatus file) {
    String etag = file instanceof EtagSource source ? source.getEtag() : null;
    return etag == null || etag.isEmpty()
        ? of(file.getLen(), file.getModificationTime())
        : known(mixed(file.getLen(), etag.replace("\"", "").chars().asLongStream().toArray()));
  }

  /**
   * The stamp of a file without an ETag; never {@link #UNKNOWN}.
   *
   * @param length in bytes
   * @param modified milliseconds since 1970
   */
  public static long of(long length, long modified) {
    return known(mixed(length, modified));
  }

  /**
   * Checks that a file is the one that was listed.
   *
   * @param listed its stamp then
   * @param now its stamp as it is about to be read
   * @throws DataException otherwise
   */
  public static void requireUnchanged(Path file, long listed, long now) {
    if (listed != UNKNOWN && listed != now) {
      throw changed(file);
    }
  }

  /** What to throw when {@code file} is not the one that was listed. */
  public static DataException changed(Path file) {
    return new DataException(
        file
            + " must stay as it is during a run, but was replaced or written again after the input"
            + " was listed; restore it and run the same command again, or run with the new file"
            + " and another output directory");
  }

  private static long known(long stamp) {
    return stamp == UNKNOWN ? 1 : stamp;
  }

  /** FNV-1a, a word at a time, with a shift that carries high bits down. */
  private static long mixed(long first, long... rest) {
    long hash = step(0xcbf29ce484222325L, first);
    for (long word : rest) {
      hash = step(hash, word);
    }
    return hash;
  }

  private static long step(long hash, long word) {
    long product = (hash ^ word) * 0x100000001b3L;
    return product ^ product >>> 32;
  }
}
