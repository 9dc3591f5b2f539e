package dev.emulsion.spark;

import dev.emulsion.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The digest of a set of rows, independent of their order and files: the sum, modulo 2^128, of the
 * first 128 bits of each row's SHA-256.
 *
 * <p>A row is hashed column by column in the order of its schema: a byte 0 for null, else a byte 1
 * and the value. Integers and IEEE floats are big-endian; strings (UTF-8), binaries and arrays
 * begin with their length as four bytes. {@code docs/reproducibility.md} has the algorithm in
 * Python.
 *
 * <p>Not thread-safe.
 */
public final class ContentDigest {

  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

  private final StructType schema;
  private final MessageDigest sha256 = Sha256.digest();
  private final ByteBuffer scratch = ByteBuffer.allocate(4096);

  /** A digest of rows with this schema. */
  public ContentDigest(StructType schema) {
    this.schema = schema;
  }

  /** The summand of one row, 0 to 2^128 - 1. */
  public BigInteger of(Row row) {
    sha256.reset();
    for (int i = 0; i < schema.size(); i++) {
      put(row.isNullAt(i) ? null : row.get(i), schema.fields()[i].dataType());
    }
    flush();
    return new BigInteger(1, sha256.digest()).shiftRight(128);
  }

  /** The sum of two digests. */
  public static BigInteger sum(BigInteger one, BigInteger other) {
    return one.add(other).mod(MODULUS);
  }

  /** The digest as 32 hexadecimal digits. */
  public static String hex(BigInteger digest) {
    return String.format(Locale.ROOT, "%032x", digest);
  }

  private void put(Object value, DataType type) {
    if (value == null) {
      room(1).put((byte) 0);
      return;
    }
    room(1).put((byte) 1);
    putValue(value, type);
  }

  private void putValue(Object value, DataType type) {
    if (type.equals(DataTypes.StringType)) {
      putBytes(((String) value).getBytes(StandardCharsets.UTF_8));
    } else if (type.equals(DataTypes.BinaryType)) {
      putBytes((byte[]) value);
    } else if (type.equals(DataTypes.IntegerType)) {
      room(4).putInt((Integer) value);
    } else if (type.equals(DataTypes.LongType)) {
      room(8).putLong((Long) value);
    } else if (type.equals(DataTypes.DoubleType)) {
      room(8).putDouble((Double) value);
    } else if (type.equals(DataTypes.FloatType)) {
      room(4).putFloat((Float) value);
    } else if (type instanceof ArrayType array) {
      putArray(value, array.elementType());
    } else {
      throw new IllegalArgumentException("no digest is defined for a column of " + type);
    }
  }

  /** Elements are never null, so they have no byte for that. */
  private void putArray(Object value, DataType element) {
    if (value instanceof int[] ints) {
      room(4).putInt(ints.length);
      for (int v : ints) {
        room(4).putInt(v);
      }
    } else if (value instanceof float[] floats) {
      room(4).putInt(floats.length);
      for (float v : floats) {
        room(4).putFloat(v);
      }
    } else {
      scala.collection.Seq<?> elements = (scala.collection.Seq<?>) value;
      room(4).putInt(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        putValue(elements.apply(i), element);
      }
    }
  }

  private void putBytes(byte[] bytes) {
    room(4).putInt(bytes.length);
    flush();
    sha256.update(bytes);
  }

  private ByteBuffer room(int bytes) {
    if (scratch.remaining() < bytes) {
      flush();
    }
    return scratch;
  }

  private void flush() {
    sha256.update(scratch.array(), 0, scratch.position());
    scratch.clear();
  }
}
