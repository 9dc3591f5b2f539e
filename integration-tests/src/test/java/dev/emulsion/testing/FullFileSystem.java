package dev.emulsion.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.sql.SparkSession;

/** The local file system as {@code full:}: creates some files, and has no space for more. */
public final class FullFileSystem extends RawLocalFileSystem {

  /** What it says about a file that it cannot create. */
  public static final String REASON = "No space left on device";

  /** The number of files that can still be created. */
  public static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

  /** Registers the scheme with a session. */
  public static void register(SparkSession spark) {
    spark.sparkContext().hadoopConfiguration().set("fs.full.impl", FullFileSystem.class.getName());
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  protected OutputStream createOutputStreamWithMode(
      Path path, boolean append, FsPermission permission) throws IOException {
    take();
    return super.createOutputStreamWithMode(path, append, permission);
  }

  @Override
  protected OutputStream createOutputStream(Path path, boolean append) throws IOException {
    take();
    return super.createOutputStream(path, append);
  }

  private static void take() throws IOException {
    if (LEFT.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      throw new IOException(REASON);
    }
  }
}
