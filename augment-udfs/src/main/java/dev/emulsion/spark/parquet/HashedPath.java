package dev.emulsion.spark.parquet;

import dev.emulsion.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The path of a file to be written, whose SHA-256 is taken from the bytes on their way. It works
 * with every writer that creates the file through {@link #getFileSystem}, as Parquet's does.
 */
final class HashedPath extends Path {

  private static final long serialVersionUID = 1L;

  private final transient MessageDigest digest = Sha256.digest();

  HashedPath(Path path) {
    super(path.toUri());
  }

  /** The file system of the path; what is created through it counts. */
  @Override
  public FileSystem getFileSystem(Configuration conf) throws IOException {
    return new Hashing(super.getFileSystem(conf));
  }

  /** The SHA-256 of the file in hexadecimal; to be called once, when the file is closed. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private final class Hashing extends FilterFileSystem {

    Hashing(FileSystem files) {
      super(files);
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
      digest.reset();
      FSDataOutputStream file =
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
      return new FSDataOutputStream(new HashedStream(file, digest), null);
    }
  }

  private static final class HashedStream extends OutputStream implements Syncable {

    private final FSDataOutputStream file;
    private final MessageDigest digest;

    HashedStream(FSDataOutputStream file, MessageDigest digest) {
      this.file = file;
      this.digest = digest;
    }

    @Override
    public void write(int value) throws IOException {
      digest.update((byte) value);
      file.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      digest.update(bytes, offset, length);
      file.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      file.flush();
    }

    @Override
    public void hflush() throws IOException {
      file.hflush();
    }

    @Override
    public void hsync() throws IOException {
      file.hsync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
