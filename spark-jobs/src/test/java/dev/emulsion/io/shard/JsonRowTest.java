package dev.emulsion.io.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class JsonRowTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("image", DataTypes.BinaryType)
          .add("n", DataTypes.IntegerType)
          .add("lam", DataTypes.DoubleType)
          .add("weights", DataTypes.createArrayType(DataTypes.FloatType));

  @Test
  void everyColumnButTheImageIsAKey() throws IOException {
    assertThat(text(JsonRow.write(row(3, 0.1, 0.1f, 1f), SCHEMA)))
        .isEqualTo("{\"id\":\"é\\\"\",\"n\":3,\"lam\":0.1,\"weights\":[0.1,1.0]}");
  }

  @Test
  void whatAPairDoesNotHaveIsWrittenInTheTypeOfItsColumnAndComesBackAsNull() throws IOException {
    StructType pair = pair(DataTypes.IntegerType);
    InternalRow none = new GenericInternalRow(new Object[] {null, null, null});
    assertThat(text(JsonRow.write(none, pair)))
        .isEqualTo("{\"partner_id\":\"\",\"label_partner\":-1,\"plan\":\"\"}");
    InternalRow some =
        new GenericInternalRow(
            new Object[] {UTF8String.fromString("b"), 0, UTF8String.fromString("{}")});
    assertThat(text(JsonRow.write(some, pair)))
        .isEqualTo("{\"partner_id\":\"b\",\"label_partner\":0,\"plan\":\"{}\"}");
    for (InternalRow row : List.of(none, some)) {
      assertThat(JsonRow.read(JsonRow.write(row, pair), pair)).isEqualTo(row);
    }
  }

  @Test
  void listsOfClassesAndOfWeightsHaveOneTypeToo() throws IOException {
    InternalRow none = new GenericInternalRow(new Object[] {null, null, null});
    StructType several = pair(DataTypes.createArrayType(DataTypes.IntegerType));
    StructType weights = pair(DataTypes.createArrayType(DataTypes.FloatType));
    assertThat(text(JsonRow.write(none, several))).contains("\"label_partner\":[-1],");
    assertThat(text(JsonRow.write(none, weights))).contains("\"label_partner\":[-1.0],");
    assertThat(JsonRow.read(JsonRow.write(none, several), several)).isEqualTo(none);
    assertThat(JsonRow.read(JsonRow.write(none, weights), weights)).isEqualTo(none);
  }

  private static StructType pair(DataType label) {
    return new StructType()
        .add("partner_id", DataTypes.StringType)
        .add("label_partner", label)
        .add("plan", DataTypes.StringType);
  }

  @Test
  void otherColumnsKeepTheirNullsAndTheirValues() throws IOException {
    InternalRow row = new GenericInternalRow(new Object[] {null, null, null, null, null});
    byte[] json = JsonRow.write(row, SCHEMA);
    assertThat(text(json)).isEqualTo("{\"id\":null,\"n\":null,\"lam\":null,\"weights\":null}");
    assertThat(JsonRow.read(json, SCHEMA)).isEqualTo(row);
    assertThat(JsonRow.read(bytes("{\"id\":\"\",\"n\":-1}"), SCHEMA).isNullAt(0)).isFalse();
    assertThat(JsonRow.read(bytes("{\"id\":\"\",\"n\":-1}"), SCHEMA).getInt(2)).isEqualTo(-1);
  }

  @Test
  void aWholeFloatHasAFractionSoThatItsTypeIsThatOfTheOthers() throws IOException {
    assertThat(text(JsonRow.write(row(1, 1.0, 0f, 1e10f), SCHEMA)))
        .isEqualTo("{\"id\":\"é\\\"\",\"n\":1,\"lam\":1.0,\"weights\":[0.0,1.0E10]}");
  }

  @Test
  void numbersComeBackToTheLastBit() throws IOException {
    float[] floats = {1f / 3, Float.MIN_VALUE, Float.MAX_VALUE, 1.17549435E-38f, 16777217f, 0f};
    for (float value : floats) {
      InternalRow row = row(Integer.MIN_VALUE, value / 3.0, value, -value);
      assertThat(JsonRow.read(JsonRow.write(row, SCHEMA), SCHEMA)).isEqualTo(row);
    }
  }

  @Test
  void unknownKeysAreIgnoredAndMissingOnesAreNull() throws IOException {
    InternalRow row = JsonRow.read(bytes("{\"more\":{\"a\":[1]},\"n\":1}"), SCHEMA);
    assertThat(row.getInt(2)).isEqualTo(1);
    assertThat(row.isNullAt(0)).isTrue();
  }

  @Test
  void aValueOfAnotherTypeIsAnError() {
    assertThatThrownBy(() -> JsonRow.read(bytes("{\"n\":\"1\"}"), SCHEMA))
        .hasMessage("/n must be a number, was 1");
    assertThatThrownBy(() -> JsonRow.read(bytes("{\"weights\":1}"), SCHEMA))
        .hasMessage("/weights must be a list, was 1");
    assertThatThrownBy(() -> JsonRow.read(bytes("[]"), SCHEMA))
        .hasMessage("the text must be an object, was [");
  }

  private static InternalRow row(int n, double lambda, Float... weights) {
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString("é\""), null, n, lambda, new GenericArrayData((Object[]) weights)
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
