package dev.emulsion.io.shard;

import dev.emulsion.DataException;
import dev.emulsion.io.fs.Tar;
import dev.emulsion.io.fs.Tar.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of one tar shard, in its order. Images that are not requested are skipped by seeking.
 */
final class WebDatasetRows implements Iterator<InternalRow> {

  private final String path;
  private final Tar tar;
  private final StructType schema;
  private final int image;
  private Optional<Member> member;

  private WebDatasetRows(String path, Tar tar, StructType schema) throws IOException {
    this.path = path;
    this.tar = tar;
    this.schema = schema;
    this.image = WebDatasetFormat.binary(schema);
    this.member = tar.next();
  }

  /** Opens a shard, which is closed when the task ends. */
  static Iterator<InternalRow> open(Path path, long length, StructType schema, Configuration conf) {
    try {
      FSDataInputStream in = path.getFileSystem(conf).open(path);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(in));
      return new WebDatasetRows(path.toString(), new Tar(path.toString(), in, length), schema);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private static void close(FSDataInputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    return member.isPresent();
  }

  /** Reads the members of one key, which are consecutive. */
  @Override
  public InternalRow next() {
    String key = key(member.orElseThrow(NoSuchElementException::new));
    Optional<Member> imageMember = Optional.empty();
    Optional<Member> json = Optional.empty();
    try {
      while (member.isPresent() && key(member.get()).equals(key)) {
        String extension = member.get().name().substring(key.length() + 1);
        if (extension.equals("json")) {
          json = member;
        } else if (WebDatasetFormat.EXTENSIONS.contains(extension)) {
          imageMember = member;
        }
        member = tar.next();
      }
      if (imageMember.isEmpty() || json.isEmpty()) {
        throw new DataException(
            path
                + ": "
                + key
                + " must have an image and a .json; the shard is incomplete, copy or write it"
                + " again");
      }
      GenericInternalRow row = row(json.get());
      if (image >= 0) {
        row.update(image, tar.read(imageMember.get(), Integer.MAX_VALUE));
      }
      return row;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  private GenericInternalRow row(Member json) throws IOException {
    byte[] bytes = tar.read(json, Integer.MAX_VALUE);
    try {
      return JsonRow.read(bytes, schema);
    } catch (IOException e) {
      throw new DataException(
          path + ": " + json.name() + " cannot be read: " + e.getMessage() + "; write it again", e);
    }
  }

  private String key(Member any) {
    int dot = any.name().indexOf('.');
    if (dot <= 0) {
      throw new DataException(path + ": " + any.name() + " must be named KEY.EXTENSION");
    }
    return any.name().substring(0, dot);
  }
}
