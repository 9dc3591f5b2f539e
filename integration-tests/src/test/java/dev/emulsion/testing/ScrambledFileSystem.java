package dev.emulsion.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * The local file system as {@code scrambled:}: it lists backward and fails to open files on demand.
 */
public final class ScrambledFileSystem extends RawLocalFileSystem {

  /** How many of the next images that are opened fail. */
  public static final AtomicInteger FAILURES = new AtomicInteger();

  /** Registers the scheme with a session. */
  public static void register(SparkSession spark) {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.scrambled.impl", ScrambledFileSystem.class.getName());
  }

  @Override
  public URI getUri() {
    return URI.create("scrambled:///");
  }

  @Override
  public String getScheme() {
    return "scrambled";
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    List<FileStatus> entries = Arrays.asList(super.listStatus(path));
    Collections.sort(entries, (one, other) -> other.getPath().compareTo(one.getPath()));
    return entries.toArray(new FileStatus[0]);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    boolean isImage = !path.getName().endsWith(".json");
    if (isImage && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IOException("a failure on purpose while opening " + path);
    }
    return super.open(path, bufferSize);
  }
}
