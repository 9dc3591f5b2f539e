package dev.emulsion.io.run;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under {@code killed:}. After a number of changes every call fails, as if
 * the process had been killed between two of them.
 */
public final class KilledFileSystem extends RawLocalFileSystem {

  private static int changesLeft = Integer.MAX_VALUE;

  /** A configuration that knows the scheme. */
  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("fs.killed.impl", KilledFileSystem.class.getName());
    conf.setBoolean("fs.killed.impl.disable.cache", true);
    return conf;
  }

  static synchronized void killAfter(int changes) {
    changesLeft = changes;
  }

  static synchronized void revive() {
    changesLeft = Integer.MAX_VALUE;
  }

  static final class Killed extends IOException {

    private static final long serialVersionUID = 1L;
  }

  private static synchronized void change() throws Killed {
    if (changesLeft <= 0) {
      throw new Killed();
    }
    changesLeft--;
  }

  @Override
  public URI getUri() {
    return URI.create("killed:///");
  }

  @Override
  public String getScheme() {
    return "killed";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change();
    return super.delete(path, recursive);
  }
}
