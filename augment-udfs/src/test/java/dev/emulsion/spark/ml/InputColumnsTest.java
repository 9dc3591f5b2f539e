package dev.emulsion.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.label.Label;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;

/** Labels, ids and images as the columns of other people's tables hold them. */
class InputColumnsTest {

  private static Label label(DataType type, Object value) {
    StructType schema = new StructType().add("label", type);
    return InputLabelColumn.of(schema, "label").read("a", RowFactory.create(value), 0);
  }

  /** As Spark gives arrays to Java. */
  private static Object seq(Object... values) {
    return JavaConverters.asScalaBuffer(Arrays.asList(values)).toSeq();
  }

  @Test
  void aClassIsAWholeNumberOfAnyType() {
    Label two = new Label.Single(2);
    assertThat(label(DataTypes.ByteType, (byte) 2)).isEqualTo(two);
    assertThat(label(DataTypes.ShortType, (short) 2)).isEqualTo(two);
    assertThat(label(DataTypes.LongType, 2L)).isEqualTo(two);
    assertThat(label(DataTypes.FloatType, 2f)).isEqualTo(two);
    assertThat(label(new DecimalType(3, 1), new BigDecimal("2.0"))).isEqualTo(two);
  }

  @Test
  void arraysOfBytesAreClassesAndArraysOfDecimalsWeights() {
    DataType bytes = DataTypes.createArrayType(DataTypes.ByteType);
    assertThat(label(bytes, seq((byte) 3, (byte) 1))).isEqualTo(new Label.Multi(1, 3));
    DataType decimals = DataTypes.createArrayType(new DecimalType(3, 2));
    assertThat(label(decimals, seq(new BigDecimal("0.25"), new BigDecimal("0.75"))))
        .isEqualTo(new Label.Distribution(0.25f, 0.75f));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0.5, 10_000_000, Double.NaN})
  void otherNumbersAreNoClass(double value) {
    assertThatThrownBy(() -> label(DataTypes.DoubleType, value))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the label of a is invalid: a class must be a whole number from 0 to 9999999, was "
                + value);
  }

  @Test
  void nullInALabelIsNamed() {
    String message = "the label of a is invalid: it must not contain null, has one at index 1";
    assertThatThrownBy(() -> label(DataTypes.createArrayType(DataTypes.LongType), seq(1L, null)))
        .hasMessage(message);
    assertThatThrownBy(() -> label(DataTypes.createArrayType(DataTypes.DoubleType), seq(1.0, null)))
        .hasMessage(message);
  }

  private static byte[] encoded(Object height, int channels, byte... data) {
    StructType columns = ImageSchema.columnSchema();
    StructType schema = new StructType().add("image", columns);
    Object[] values = {"origin", height, 1, channels, 0, data};
    Row image = new GenericRowWithSchema(values, columns);
    return InputImageColumn.of(schema, "image").encoded(RowFactory.create(image));
  }

  @Test
  void imagesOfSparkHaveOneThreeOrFourChannels() {
    assertThat(encoded(1, 1, (byte) 9)).endsWith(9, 9, 9);
    assertThat(encoded(1, 3, (byte) 3, (byte) 2, (byte) 1)).endsWith(1, 2, 3);
    assertThat(encoded(1, 4, (byte) 3, (byte) 2, (byte) 1, (byte) 0)).endsWith(1, 2, 3);
    assertThat(encoded(1, 2, (byte) 3, (byte) 2)).isEmpty();
    assertThat(encoded(null, 1, (byte) 9)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lam | | the dataset already has a column lam, which PairMixer adds; rename or drop it"
            + " first",
        "Lam | | the dataset already has a column Lam, which PairMixer adds; rename or drop it"
            + " first",
        "x | lam | PairMixer would add two columns lam; set outputCol or planCol to another",
        "x | Plan | PairMixer would add two columns plan; set outputCol or planCol to another",
      })
  void twoColumnsOfOneNameAreRefused(String present, String output, String message) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.ShortType)
            .add("image", DataTypes.BinaryType)
            .add("label", DataTypes.ByteType)
            .add(present, DataTypes.StringType);
    PairMixer mixer = new PairMixer().setMethod("mixup");
    if (output != null) {
      mixer.setOutputCol(output);
    }
    assertThatThrownBy(() -> mixer.transformSchema(schema)).hasMessage(message);
  }
}
