package dev.emulsion.io.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.Util;

/**
 * The file system of some Parquet files, whose footers appear without types that are newer than
 * Spark's Parquet library, such as FLOAT16: it would fail on them even if it does not read their
 * columns. The other bytes, and the lengths, are those of the files.
 */
public final class KnownTypesFileSystem extends FilterFileSystem {

  private static final String INNER = "emulsion.known-types.inner";

  /** Hadoop instantiates it. */
  public KnownTypesFileSystem() {}

  /** Options of a Spark reader that use it for the files of one scheme. */
  static Map<String, String> options(String scheme, Configuration conf) {
    String key = key(scheme);
    return Map.of(
        key,
        KnownTypesFileSystem.class.getName(),
        key + ".disable.cache",
        "true",
        INNER,
        conf.get(key, ""));
  }

  private static String key(String scheme) {
    return "fs." + scheme + ".impl";
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    Configuration inner = new Configuration(conf);
    String key = key(name.getScheme());
    inner.unset(key + ".disable.cache");
    if (inner.get(INNER, "").isEmpty()) {
      inner.unset(key);
    } else {
      inner.set(key, inner.get(INNER));
    }
    FileSystem whole = FileSystem.get(name, inner);
    fs = whole instanceof LocalFileSystem local ? local.getRaw() : whole;
    setConf(conf);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    FSDataInputStream in = fs.open(file, bufferSize);
    long length = fs.getFileStatus(file).getLen();
    byte[] footer = ParquetFooter.bytes(in, length);
    ParquetFooter known = ParquetFooter.parse(footer, false);
    in.seek(0);
    if (known.unknown().isEmpty()) {
      return in;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(known.metadata(), bytes);
    if (bytes.size() > footer.length) {
      throw new IOException(file + " has a footer that cannot be read");
    }
    byte[] shown = new byte[footer.length]; // readers ignore what follows the shorter footer
    System.arraycopy(bytes.toByteArray(), 0, shown, 0, bytes.size());
    return new FSDataInputStream(
        new Overlay(in, length - ParquetFooter.TAIL - shown.length, shown));
  }

  /** The inner file system is shared. */
  @Override
  public void close() {}

  /** A stream with other bytes from one position on. */
  private static final class Overlay extends FSInputStream {

    private final FSDataInputStream in;
    private final long start;
    private final byte[] shown;

    Overlay(FSDataInputStream in, long start, byte[] shown) {
      this.in = in;
      this.start = start;
      this.shown = shown;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long at = in.getPos();
      int count = in.read(buffer, offset, length);
      long from = Math.max(at, start);
      long to = Math.min(at + count, start + shown.length);
      if (from < to) {
        int there = offset + (int) (from - at);
        System.arraycopy(shown, (int) (from - start), buffer, there, (int) (to - from));
      }
      return count;
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) throws IOException {
      return in.seekToNewSource(target);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
