package dev.emulsion.io.fs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Files that exist either completely or not at all, even after a crash.
 *
 * <p>An S3 object appears when its stream is closed, all at once, and replaces the previous one, so
 * it is written in place; a rename would copy it. Elsewhere the file is written under a hidden name
 * and renamed.
 */
public final class AtomicFile {

  private static final String UNFINISHED = ".unfinished";

  /** Another process may create the file between the two steps of its replacement. */
  private static final int TRIES = 5;

  private AtomicFile() {}

  /** The content of a file. */
  public interface Content {

    /** Writes it; if this fails, there is no file. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes text in UTF-8, replacing an existing file. */
  public static void replace(FileSystem fs, Path path, String text) throws IOException {
    replace(fs, path, path.getParent(), of(text));
  }

  /**
   * Writes a file, replacing an existing one.
   *
   * @param scratch folder for the unfinished file, in the same file system
   */
  public static void replace(FileSystem fs, Path path, Path scratch, Content content)
      throws IOException {
    if (appearsWhenClosed(fs, path)) {
      put(fs.create(path, true), content);
      return;
    }
    Path unfinished = unfinished(fs, path, scratch, content);
    for (int i = 0; i < TRIES; i++) {
      fs.delete(path, false);
      if (renamed(fs, unfinished, path)) {
        return;
      }
    }
    throw new IOException("cannot rename " + unfinished + " to " + path);
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
      put(fs.create(path, false), of(text));
      return;
    }
    Path unfinished = unfinished(fs, path, path.getParent(), of(text));
    if (!renamed(fs, unfinished, path)) {
      fs.delete(unfinished, false);
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  private static Content of(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether a file becomes visible when its stream is closed and not before, as in an object store.
   */
  public static boolean appearsWhenClosed(FileSystem fs, Path path) throws IOException {
    return fs.hasPathCapability(path, StreamCapabilities.ABORTABLE_STREAM);
  }

  private static void put(FSDataOutputStream out, Content content) throws IOException {
    try (out) {
      write(out, content);
    }
  }

  /** Closing would make the part an object, so a stream that fails is aborted first. */
  private static void write(FSDataOutputStream out, Content content) throws IOException {
    try {
      content.writeTo(out);
    } catch (IOException | RuntimeException e) {
      out.abort();
      throw e;
    }
  }

  /** Whether this is a file that a killed process has not finished. */
  public static boolean isUnfinished(Path file) {
    return file.getName().startsWith(".") && file.getName().endsWith(UNFINISHED);
  }

  /** Two processes, or two attempts of a task, may write the same file at once. */
  private static Path unfinished(FileSystem fs, Path path, Path scratch, Content content)
      throws IOException {
    Path unfinished =
        new Path(scratch, "." + path.getName() + "." + UUID.randomUUID() + UNFINISHED);
    try {
      try (FSDataOutputStream out = fs.create(unfinished, true)) {
        content.writeTo(out);
      }
      return unfinished;
    } catch (IOException | RuntimeException e) {
      discard(fs, unfinished, e);
      throw e;
    } catch (FSError e) { // Hadoop's for local disks, such as full ones
      IOException failure = new IOException(e.getCause().getMessage(), e);
      discard(fs, unfinished, failure);
      throw failure;
    }
  }

  private static void discard(FileSystem fs, Path unfinished, Exception cause) {
    try {
      fs.delete(unfinished, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The reply to a rename may be lost: it is done if there is nothing left to rename. */
  private static boolean renamed(FileSystem fs, Path unfinished, Path path) throws IOException {
    return fs.rename(unfinished, path) || !fs.exists(unfinished) && fs.exists(path);
  }
}
