package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class ContentDigestTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("count", DataTypes.IntegerType)
          .add("big", DataTypes.LongType)
          .add("share", DataTypes.DoubleType)
          .add("bytes", DataTypes.BinaryType)
          .add("indices", DataTypes.createArrayType(DataTypes.IntegerType))
          .add("weights", DataTypes.createArrayType(DataTypes.FloatType))
          .add("names", DataTypes.createArrayType(DataTypes.StringType));

  @Test
  void hashesTheColumnsAsDocumented() throws Exception {
    Row row =
        RowFactory.create(
            "né",
            7,
            null,
            0.5,
            new byte[] {1, 2},
            new int[] {3, 4},
            new float[] {0.25f, 0.75f},
            JavaConverters.asScalaBuffer(List.of("a", "bé")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(1);
    writeBytes(out, "né".getBytes(StandardCharsets.UTF_8));
    out.writeByte(1);
    out.writeInt(7);
    out.writeByte(0);
    out.writeByte(1);
    out.writeDouble(0.5);
    out.writeByte(1);
    writeBytes(out, new byte[] {1, 2});
    out.writeByte(1);
    out.writeInt(2);
    out.writeInt(3);
    out.writeInt(4);
    out.writeByte(1);
    out.writeInt(2);
    out.writeFloat(0.25f);
    out.writeFloat(0.75f);
    out.writeByte(1);
    out.writeInt(2);
    writeBytes(out, "a".getBytes(StandardCharsets.UTF_8));
    writeBytes(out, "bé".getBytes(StandardCharsets.UTF_8));
    byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    BigInteger expected = new BigInteger(1, Arrays.copyOf(sha, 16));

    assertThat(new ContentDigest(SCHEMA).of(row)).isEqualTo(expected);
    assertThat(ContentDigest.hex(expected)).hasSize(32);
  }

  @Test
  void rowsReadBackHashLikeRowsAsWritten() {
    Row made =
        RowFactory.create("a", 1, 2L, 3.0, new byte[5000], new int[] {1}, new float[] {1f}, null);
    Row read =
        RowFactory.create(
            "a",
            1,
            2L,
            3.0,
            new byte[5000],
            JavaConverters.asScalaBuffer(List.of(1)),
            JavaConverters.asScalaBuffer(List.of(1f)),
            null);
    ContentDigest digest = new ContentDigest(SCHEMA);
    assertThat(digest.of(read)).isEqualTo(digest.of(made));
  }

  @Test
  void theSumWrapsAt128Bits() {
    BigInteger max = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    assertThat(ContentDigest.sum(max, BigInteger.TWO)).isEqualTo(BigInteger.ONE);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
