package dev.emulsion.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.SparkSession;

/** The local file system as {@code opened:}, which notes the files that are opened for reading. */
public final class OpenedFiles extends RawLocalFileSystem {

  /** The names of the files that were opened, without folders. */
  public static final Set<String> NAMES = new ConcurrentSkipListSet<>();

  /** Registers the scheme with a session. */
  public static void register(SparkSession spark) {
    spark.sparkContext().hadoopConfiguration().set("fs.opened.impl", OpenedFiles.class.getName());
  }

  @Override
  public URI getUri() {
    return URI.create("opened:///");
  }

  @Override
  public String getScheme() {
    return "opened";
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    NAMES.add(path.getName());
    return super.open(path, bufferSize);
  }
}
