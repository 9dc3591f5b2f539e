package dev.emulsion.io.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A row of {@link Samples#INDEX} as few bytes: half of what Spark would shuffle, which counts where
 * images are small. The location comes first; an id that is equal to it takes one byte.
 */
final class IndexRowCodec {

  private static final int SAME = -1;
  private static final int NOTHING = -2;

  private IndexRowCodec() {}

  static byte[] of(Row row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      String location = row.getString(3);
      put(out, location);
      if (row.getString(0).equals(location)) {
        put(out, SAME);
      } else {
        put(out, row.getString(0));
      }
      put(out, row.getLong(4));
      put(out, row.isNullAt(1) ? NOTHING : row.getList(1).size());
      if (!row.isNullAt(1)) {
        for (String text : row.<String>getList(1)) {
          put(out, text);
        }
      }
      put(out, row.isNullAt(2) ? NOTHING : row.getList(2).size());
      if (!row.isNullAt(2)) {
        for (Float weight : row.<Float>getList(2)) {
          out.writeBoolean(weight != null);
          out.writeFloat(weight == null ? 0 : weight);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static String location(byte[] packed) {
    try {
      return text(input(packed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The row again. */
  static Row read(byte[] packed) {
    try {
      DataInputStream in = input(packed);
      String location = text(in);
      int length = (int) number(in);
      String id = length == SAME ? location : text(in, length);
      long bytes = number(in);
      return RowFactory.create(id, texts(in), weights(in), location, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataInputStream input(byte[] packed) {
    return new DataInputStream(new ByteArrayInputStream(packed));
  }

  private static Seq<String> texts(DataInputStream in) throws IOException {
    int size = (int) number(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      texts.add(text(in));
    }
    return size == NOTHING ? null : sequence(texts);
  }

  private static Seq<Float> weights(DataInputStream in) throws IOException {
    int size = (int) number(in);
    List<Float> weights = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean there = in.readBoolean();
      float weight = in.readFloat();
      weights.add(there ? weight : null);
    }
    return size == NOTHING ? null : sequence(weights);
  }

  /** What {@code Row.getList} asks for, also in a row that was not stored in between. */
  private static <T> Seq<T> sequence(List<T> items) {
    return JavaConverters.asScalaBuffer(items).toSeq();
  }

  private static void put(DataOutputStream out, String text) throws IOException {
    if (text == null) {
      put(out, NOTHING);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(out, bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return text(in, (int) number(in));
  }

  private static String text(DataInputStream in, int length) throws IOException {
    return length == NOTHING ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Seven bits a byte, least first; small negative numbers take one byte too. */
  private static void put(DataOutputStream out, long number) throws IOException {
    long left = number << 1 ^ number >> 63;
    while (left >>> 7 != 0) {
      out.writeByte((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  private static long number(DataInputStream in) throws IOException {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.readByte();
      value |= (long) (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value >>> 1 ^ -(value & 1);
  }
}
