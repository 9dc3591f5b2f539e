package dev.emulsion.io.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Small files that exist either completely or not at all, even after a crash.
 *
 * <p>An S3 object appears when its stream is closed, all at once, and replaces the previous one, so
 * it is written in place; a rename would copy it. Elsewhere the file is written under a hidden name
 * and renamed.
 */
public final class AtomicFile {

  private static final String UNFINISHED = ".unfinished";

  private AtomicFile() {}

  /** Writes text in UTF-8, replacing an existing file. */
  public static void replace(FileSystem fs, Path path, String text) throws IOException {
    if (appearsWhenClosed(fs, path)) {
      put(fs.create(path, true), text);
    } else {
      Path unfinished = unfinished(fs, path, text);
      fs.delete(path, false);
      rename(fs, unfinished, path);
    }
  }

  /**
   * Writes text in UTF-8 to a new file. If two processes do so at once, one fails on HDFS; on S3
   * and local disks both may succeed, and either file remains.
   *
   * @throws FileAlreadyExistsException if the file exists
   */
  public static void create(FileSystem fs, Path path, String text) throws IOException {
    if (fs.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (appearsWhenClosed(fs, path)) {
      put(fs.create(path, false), text);
    } else {
      rename(fs, unfinished(fs, path, text), path);
    }
  }

  /**
   * Whether a file becomes visible when its stream is closed and not before, as in an object store.
   */
  public static boolean appearsWhenClosed(FileSystem fs, Path path) throws IOException {
    return fs.hasPathCapability(path, StreamCapabilities.ABORTABLE_STREAM);
  }

  private static void put(FSDataOutputStream out, String text) throws IOException {
    try (out) {
      write(out, text);
    }
  }

  /** Closing would make the part an object, so a stream that fails is aborted first. */
  private static void write(FSDataOutputStream out, String text) throws IOException {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      out.abort();
      throw e;
    }
  }

  /** Whether this is a file that a killed process has not finished. */
  public static boolean isUnfinished(Path file) {
    return file.getName().startsWith(".") && file.getName().endsWith(UNFINISHED);
  }

  private static Path unfinished(FileSystem fs, Path path, String text) throws IOException {
    Path unfinished = new Path(path.getParent(), "." + path.getName() + UNFINISHED);
    try (FSDataOutputStream out = fs.create(unfinished, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return unfinished;
  }

  private static void rename(FileSystem fs, Path unfinished, Path path) throws IOException {
    if (!fs.rename(unfinished, path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }
}
