package dev.emulsion.faults;

import dev.emulsion.faults.Fault.Step;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;

/**
 * The local file system as {@code fault://disk} and {@code fault://store}, in which every step
 * passes the {@link Fault} in force. As on HDFS, a file is not renamed onto another. On {@code
 * store}, as on S3, a file appears when its stream is closed, and replaces another all at once.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {

  private static final String SCHEME = "fault";
  private static final int BUFFER_BYTES = 4096;

  private static volatile Fault fault = Fault.NONE;

  private URI uri;

  /** Registers the scheme with a session. */
  static void register(SparkSession spark) {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs." + SCHEME + ".impl", FaultyFileSystem.class.getName());
  }

  /** Puts a fault in force, in place of the previous one. */
  static void inject(Fault next) {
    fault = next;
  }

  /** A local path as this file system names it. */
  static String path(boolean store, java.nio.file.Path local) {
    return SCHEME + "://" + (store ? "store" : "disk") + local.toAbsolutePath();
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create(SCHEME + "://" + (name.getAuthority() == null ? "" : name.getAuthority()));
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create(SCHEME + ":///") : uri; // asked before initialize
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  private boolean isStore() {
    return "store".equals(uri.getAuthority());
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return isStore() && capability.equals(StreamCapabilities.ABORTABLE_STREAM)
        || super.hasPathCapability(path, capability);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    fault.before(Step.OPEN, path);
    return super.open(path, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, overwrite);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, overwrite);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(path, flags.contains(CreateFlag.OVERWRITE));
  }

  @Override
  public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
    File file = pathToFile(path);
    fault.before(Step.CREATE, path);
    if (!overwrite && file.exists()) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Files.createDirectories(file.getParentFile().toPath());
    OutputStream out =
        isStore()
            ? new StoredFile(path, file)
            : new BufferedOutputStream(new LocalFile(path, file), BUFFER_BYTES);
    fault.after(Step.CREATE, path);
    return new FSDataOutputStream(out, null);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return passing(Step.RENAME, to, () -> !pathToFile(to).isFile() && super.rename(from, to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return passing(Step.DELETE, path, () -> super.delete(path, recursive));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return passing(
        Step.MKDIRS,
        path,
        () -> {
          Files.createDirectories(pathToFile(path).toPath());
          return true;
        });
  }

  /** A change of the file system, which returns whether it was made. */
  private interface Change {

    boolean make() throws IOException;
  }

  /** Makes a change, unless the fault in force prevents it or reports it as not made. */
  private static boolean passing(Step step, Path path, Change change) throws IOException {
    try {
      fault.before(step, path);
      boolean done = change.make();
      fault.after(step, path);
      return done;
    } catch (Fault.No no) {
      return false;
    }
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return mkdirs(path, null);
  }

  /** A file on a disk: what was written before a fault is there. */
  private static final class LocalFile extends OutputStream {

    private final Path path;
    private final FileOutputStream out;
    private boolean closed;

    LocalFile(Path path, File file) throws IOException {
      this.path = path;
      this.out = new FileOutputStream(file);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int room = fault.room(path, length);
      out.write(bytes, from, room);
      if (room < length) {
        out.close();
        throw fault.failure(path);
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try (out) {
          fault.before(Step.CLOSE, path);
        }
        fault.after(Step.CLOSE, path);
      }
    }
  }

  /** An object of a store: it is there when it is closed. */
  private static final class StoredFile extends OutputStream implements Abortable {

    private final Path path;
    private final File file;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    StoredFile(Path path, File file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] more, int from, int length) throws IOException {
      if (fault.room(path, length) < length) {
        throw fault.failure(path);
      }
      bytes.write(more, from, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        fault.before(Step.CLOSE, path);
        java.nio.file.Path upload = Files.createTempFile("faults-upload", null);
        Files.write(upload, bytes.toByteArray());
        Files.createDirectories(file.getParentFile().toPath());
        Files.move(upload, file.toPath(), StandardCopyOption.REPLACE_EXISTING);
        fault.after(Step.CLOSE, path);
      }
    }

    @Override
    public AbortableResult abort() {
      boolean late = closed;
      closed = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return late;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }
  }
}
