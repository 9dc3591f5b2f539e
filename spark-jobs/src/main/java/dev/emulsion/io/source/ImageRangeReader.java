package dev.emulsion.io.source;

import dev.emulsion.io.fs.FileStamp;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.spark.LocalRows;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads encoded images from files. An image is a whole file or a range of bytes in one; nothing
 * else is read. One task reads neighboring ranges of a file in order.
 *
 * @param ranges finds the image of a location
 * @param maxBytes of one image; a larger one is cut off one byte above this limit, which shows that
 *     it is too large
 */
public record ImageRangeReader(ByteRanges ranges, SerializableHadoopConf conf, int maxBytes)
    implements Serializable {

  /** Much less than a task reads, so that tasks are even, and much more than an image has. */
  private static final long STRETCH_BYTES = 8L << 20;

  private static final long OPENING_BYTES = 16L << 10;

  /** Finds the image of a {@link Samples#LOCATION}. */
  public interface ByteRanges extends Serializable {
    ByteRange at(String location);
  }

  /**
   * An image within a file.
   *
   * @param offset of its first byte; negative if the image is the whole file
   */
  public record ByteRange(Path file, long offset) {

    public static ByteRange whole(Path file) {
      return new ByteRange(file, -1);
    }

    boolean isWhole() {
      return offset < 0;
    }
  }

  /**
   * Reads the images of an index. An image without bytes in the index is not opened: its file was
   * missing when the index was made.
   *
   * @param index rows that begin with those of {@link IndexRow#SCHEMA}
   * @return rows of {@link PayloadRow#SCHEMA}
   */
  public Dataset<Row> read(Dataset<Row> index, int tasks) {
    return LocalRows.of(index)
        .map(rows -> divided(index.sparkSession(), rows, tasks))
        .orElseGet(() -> shuffled(index, tasks))
        .mapPartitions(
            (MapPartitionsFunction<byte[], Row>) Reading::new, Encoders.row(PayloadRow.SCHEMA));
  }

  /** Encoded rows that the driver holds, in order of location, with about equal bytes per task. */
  private Dataset<byte[]> divided(SparkSession spark, List<Row> index, int tasks) {
    List<IndexRow> rows =
        index.stream().map(IndexRow::of).sorted(Comparator.comparing(IndexRow::location)).toList();
    long all = rows.stream().mapToLong(ImageRangeReader::cost).sum();
    List<List<byte[]>> parts = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      parts.add(new ArrayList<>());
    }
    long before = 0;
    for (IndexRow row : rows) {
      parts.get((int) (before * tasks / all)).add(IndexRowCodec.encode(row));
      before += cost(row);
    }
    return spark.createDataset(
        new JavaSparkContext(spark.sparkContext())
            .parallelize(parts, tasks)
            .flatMap(List::iterator)
            .rdd(),
        Encoders.BINARY());
  }

  /** What a file costs in bytes: opening one takes as long as reading some. */
  private static long cost(IndexRow row) {
    return row.bytes() + OPENING_BYTES;
  }

  /** Encoded rows in tasks, of which each has whole stretches of files in order of location. */
  private Dataset<byte[]> shuffled(Dataset<Row> index, int tasks) {
    Column encoded = functions.col("value");
    Column stretch =
        functions
            .udf(
                (UDF1<byte[], String>) row -> stretch(IndexRowCodec.location(row)),
                DataTypes.StringType)
            .apply(encoded);
    Column location =
        functions
            .udf((UDF1<byte[], String>) IndexRowCodec::location, DataTypes.StringType)
            .apply(encoded);
    return index
        .map(
            (MapFunction<Row, byte[]>) row -> IndexRowCodec.encode(IndexRow.of(row)),
            Encoders.BINARY())
        .repartition(tasks, stretch)
        .sortWithinPartitions(location);
  }

  /** The path of an image that is a whole file; local paths are without a scheme. */
  Column file() {
    return functions
        .udf(
            (UDF1<String, String>)
                location -> {
                  Path file = ranges.at(location).file();
                  return "file".equals(file.toUri().getScheme())
                      ? file.toUri().getPath()
                      : file.toString();
                },
            DataTypes.StringType)
        .apply(functions.col(Samples.LOCATION));
  }

  private String stretch(String location) {
    ByteRange range = ranges.at(location);
    return range.isWhole() ? location : range.file() + "#" + range.offset() / STRETCH_BYTES;
  }

  /** Reads the images of one task. A file stays open for the next range in it. */
  private final class Reading implements Iterator<Row> {

    private final Iterator<byte[]> index;
    private Path file;
    private long stamp;
    private FSDataInputStream in;

    Reading(Iterator<byte[]> index) {
      this.index = index;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
    }

    @Override
    public boolean hasNext() {
      if (index.hasNext()) {
        return true;
      }
      finish();
      return false;
    }

    @Override
    public Row next() {
      IndexRow row = IndexRowCodec.decode(index.next());
      byte[] image = row.bytes() == 0 ? new byte[0] : read(row);
      return new PayloadRow(row.id(), row.label(), row.location(), image).toRow();
    }

    private byte[] read(IndexRow row) {
      ByteRange range = ranges.at(row.location());
      int max = maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1;
      int length = (int) Math.min(row.bytes(), max);
      try {
        byte[] image;
        if (range.isWhole()) {
          try (FSDataInputStream whole = ListedFile.open(range.file(), row.stamp(), conf)) {
            image = whole.readNBytes(length);
          }
          ListedFile.requireUnchanged(range.file(), row.stamp(), conf);
        } else {
          open(range.file(), row.stamp());
          in.seek(range.offset());
          image = in.readNBytes(length);
        }
        if (image.length < length) {
          throw FileStamp.changed(range.file());
        }
        return image;
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read " + range.file() + ", which existed when the input was listed", e);
      }
    }

    private void open(Path next, long listed) throws IOException {
      if (!next.equals(file)) {
        finish();
        in = ListedFile.open(next, listed, conf);
        file = next;
        stamp = listed;
      }
    }

    /** Closes a file of which everything was read that is wanted. */
    private void finish() {
      Path read = file;
      close();
      try {
        if (read != null) {
          ListedFile.requireUnchanged(read, stamp, conf);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look up " + read + ": " + e.getMessage(), e);
      }
    }

    private void close() {
      try {
        if (in != null) {
          in.close();
        }
        in = null;
        file = null;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + file, e);
      }
    }
  }
}
