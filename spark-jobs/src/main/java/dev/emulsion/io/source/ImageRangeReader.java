package dev.emulsion.io.source;

import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads encoded images that stand in files, whole or in a range of one, and nothing else of them.
 * What lies side by side in one file is read by one task in order.
 *
 * @param maxBytes of one image; of a larger one a byte more is read, enough to see that it is
 */
public record ImageRangeReader(ByteRanges places, SerializableHadoopConf conf, int maxBytes)
    implements Serializable {

  /** Small beside what a task reads, so that tasks are even; large beside an image. */
  private static final long STRETCH_BYTES = 8L << 20;

  /** Finds the place of a {@link Samples#LOCATION}. */
  public interface ByteRanges extends Serializable {
    ByteRange of(String location);
  }

  /**
   * Where an image is.
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
   * The {@link Samples#PAYLOAD} of an index, by that many tasks. An image of no bytes is not looked
   * for: it was missing when the index was made.
   */
  public Dataset<Row> read(Dataset<Row> index, int tasks) {
    Column packed = functions.col("value");
    Column stretch =
        functions
            .udf(
                (UDF1<byte[], String>) row -> stretch(IndexRowCodec.location(row)),
                DataTypes.StringType)
            .apply(packed);
    Column location =
        functions
            .udf((UDF1<byte[], String>) IndexRowCodec::location, DataTypes.StringType)
            .apply(packed);
    return index
        .map((MapFunction<Row, byte[]>) IndexRowCodec::of, Encoders.BINARY())
        .repartition(tasks, stretch)
        .sortWithinPartitions(location)
        .mapPartitions(
            (MapPartitionsFunction<byte[], Row>) Reading::new, Encoders.row(Samples.PAYLOAD));
  }

  /** The path of the file that an image is the whole of, as people write it. */
  Column file() {
    return functions
        .udf(
            (UDF1<String, String>)
                location -> {
                  URI file = places.of(location).file().toUri();
                  return "file".equals(file.getScheme())
                      ? file.getPath()
                      : places.of(location).file().toString();
                },
            DataTypes.StringType)
        .apply(functions.col(Samples.LOCATION));
  }

  private String stretch(String location) {
    ByteRange place = places.of(location);
    return place.isWhole() ? location : place.file() + "#" + place.offset() / STRETCH_BYTES;
  }

  /** One task's reading; the file stays open for the next image in it. */
  private final class Reading implements Iterator<Row> {

    private final Iterator<byte[]> index;
    private Path file;
    private FSDataInputStream in;

    Reading(Iterator<byte[]> index) {
      this.index = index;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
    }

    @Override
    public boolean hasNext() {
      return index.hasNext();
    }

    @Override
    public Row next() {
      Row row = IndexRowCodec.read(index.next());
      String location = row.getString(3);
      byte[] image = row.getLong(4) == 0 ? new byte[0] : read(location, row.getLong(4));
      return RowFactory.create(row.get(0), row.get(1), row.get(2), location, image);
    }

    private byte[] read(String location, long length) {
      ByteRange place = places.of(location);
      int max = maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1;
      try {
        if (place.isWhole()) {
          try (FSDataInputStream whole = conf.fileSystem(place.file()).open(place.file())) {
            return whole.readNBytes(max);
          }
        }
        open(place.file());
        in.seek(place.offset());
        return in.readNBytes((int) Math.min(length, max));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read " + place.file() + ", which was there when the input was listed", e);
      }
    }

    private void open(Path next) throws IOException {
      if (!next.equals(file)) {
        close();
        in = conf.fileSystem(next).open(next);
        file = next;
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
