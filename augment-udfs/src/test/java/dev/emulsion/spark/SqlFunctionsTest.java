package dev.emulsion.spark;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.PngWriter;
import dev.emulsion.saliency.SaliencyMap;
import dev.emulsion.saliency.SpectralResidual;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFunctionsTest {

  @Test
  void optionalParametersAreInBrackets() {
    assertThat(SqlFunctions.named("emulsion_lambda").signature())
        .isEqualTo("emulsion_lambda(alpha, seed, id[, epoch[, variant]])");
    assertThat(SqlFunctions.named("emulsion_saliency").signature())
        .isEqualTo("emulsion_saliency(image[, method[, rows[, columns]]])");
  }

  @Test
  void tasksFindTheFunctionOfACallByItsName() throws Exception {
    for (SqlFunction function : SqlFunctions.all()) {
      SqlFunction.Call call = function.call(types(function, function.required()));
      assertThat(copied(call)).isEqualTo(call);
      assertThat(copied(call).resultType()).isEqualTo(function.result());
    }
  }

  private static SqlFunction.Call copied(SqlFunction.Call call)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(call);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (SqlFunction.Call) in.readObject();
    }
  }

  @Test
  void aSaliencyMapIsThatOfTheKernelAveragedOverCells() {
    Image image = image(20, 30);
    SaliencyMap map = SpectralResidual.DEFAULT.of(image);
    AttentionGrid expected = new AttentionGrid(20, 30, map.values()).resized(4, 5);
    ArrayData rows =
        (ArrayData)
            call("emulsion_saliency", PngWriter.encode(image), text("spectral-residual"), 4, 5);
    assertThat(rows.numElements()).isEqualTo(4);
    for (int row = 0; row < 4; row++) {
      assertThat(rows.getArray(row).toFloatArray())
          .containsExactly(Arrays.copyOfRange(expected.weights(), 5 * row, 5 * row + 5));
    }
  }

  private static Image image(int height, int width) {
    byte[] samples = new byte[height * width * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * i >> 3);
    }
    return Image.of(height, width, 3, samples);
  }

  @Test
  void nullInAnArrayIsAnErrorThatNamesItsPlace() {
    ArrayData weights = new GenericArrayData(new Object[] {0.5, null});
    assertThatThrownBy(() -> call("emulsion_sparse_label", weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("emulsion_sparse_label: weights must not contain NULL, has one at index 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 4 | emulsion_resize: height must be at least 1, was 0",
        "4 | 16385 | emulsion_resize: width must be at most 16384, was 16385: larger images are"
            + " not decoded either",
        "9000 | 9000 | emulsion_resize: number of pixels must be at most 64000000, was 81000000:"
            + " larger images are not decoded either",
      })
  void aSizeThatIsNotDecodedIsNotMadeEither(int height, int width, String message) {
    byte[] encoded = PngWriter.encode(image(2, 2));
    assertThatThrownBy(() -> call("emulsion_resize", encoded, height, width)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jpeg | quality: 0 | emulsion_encode: options has 1 problem:\\n  options: quality must be"
            + " between 1 and 100, was 0",
        "png | quality: 90 | emulsion_encode: options has 1 problem:\\n  line 1: quality does not"
            + " apply: encoding png is lossless; remove it",
        "tensor | dtyp: uint8 | emulsion_encode: options has 1 problem:\\n  line 1: dtyp is not a"
            + " key; did you mean dtype?",
      })
  void aWrongOptionIsNamed(String format, String options, String message) {
    byte[] encoded = PngWriter.encode(image(2, 2));
    assertThatThrownBy(() -> call("emulsion_encode", encoded, text(format), text(options)))
        .hasMessage(message.replace("\\n", "\n"));
  }

  @Test
  void aBlendIsNoTransformOfOneImage() {
    assertThatThrownBy(
            () ->
                call(
                    "emulsion_transform",
                    PngWriter.encode(image(2, 2)),
                    text("pixmix"),
                    7L,
                    text("a")))
        .hasMessageContaining(
            "transform: pixmix needs side inputs, which one image does not have; remove it, or run"
                + " augment");
  }

  @Test
  void aPlanIsAnObject() {
    byte[] image = PngWriter.encode(image(2, 2));
    assertThatThrownBy(() -> call("emulsion_mix", image, image, text("null")))
        .hasMessage("emulsion_mix: plan must be an object of JSON, was null");
  }

  @Test
  void imagesOfTwoSizesAreNotMixed() {
    byte[] base = PngWriter.encode(image(2, 3));
    byte[] partner = PngWriter.encode(image(3, 2));
    assertThatThrownBy(() -> call("emulsion_mixup", base, partner, 0.5))
        .hasMessageStartingWith("emulsion_mixup: cannot mix 2×3×3 with 3×2×3: sizes differ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | emulsion_dense_label: indices must be between 0 and 2, was 3",
        "1 | emulsion_dense_label: indices must be different, has 1 twice",
      })
  void indicesOfALabelAreClasses(int index, String message) {
    ArrayData indices = new GenericArrayData(new Object[] {1, index});
    ArrayData weights = new GenericArrayData(new Object[] {0.5, 0.5});
    assertThatThrownBy(() -> call("emulsion_dense_label", indices, weights, 3)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.9 | label must be a whole number, was 2.9",
        "NaN | label must be a whole number, was NaN",
        "4294967297 | label must be from -2147483648 to 2147483647, was 4294967297",
      })
  void aClassIsNotCutToAWholeNumberOf32Bits(double label, String message) {
    assertThatThrownBy(
            () -> call("emulsion_soft_label", List.of(DoubleType, IntegerType), label, 4))
        .hasMessage("emulsion_soft_label: " + message);
  }

  @Test
  void wholeNumbersOfAnyTypeAreClassesAndSeeds() {
    ArrayData second = (ArrayData) call("emulsion_soft_label", 1, 2);
    assertThat(second.toFloatArray()).containsExactly(0, 1);
    for (DataType type : List.of(LongType, DoubleType, new DecimalType(20, 2))) {
      Object one = number(1, type);
      ArrayData single =
          (ArrayData) call("emulsion_soft_label", List.of(type, type), one, number(2, type));
      assertThat(single.toFloatArray()).as(type.sql()).containsExactly(0, 1);
      ArrayData several =
          (ArrayData)
              call(
                  "emulsion_soft_labels",
                  List.of(DataTypes.createArrayType(type), IntegerType),
                  new GenericArrayData(new Object[] {one}),
                  2);
      assertThat(several.toFloatArray()).as(type.sql()).containsExactly(0, 1);
      assertThat(
              call(
                  "emulsion_lambda",
                  List.of(DoubleType, type, StringType),
                  0.8,
                  one,
                  text("cat/1.jpg")))
          .as(type.sql())
          .isEqualTo(call("emulsion_lambda", 0.8, 1L, text("cat/1.jpg")));
    }
  }

  private static Object number(int value, DataType type) {
    return type.equals(LongType)
        ? (Object) (long) value
        : type.equals(DoubleType) ? (Object) (double) value : Decimal.apply(value);
  }

  @Test
  void aSeedKeepsAllOfItsDigits() {
    DecimalType decimal = new DecimalType(19, 0);
    Decimal largest = Decimal.apply(new BigDecimal(Long.MAX_VALUE), 19, 0);
    assertThat(call("emulsion_ring_key", List.of(decimal, StringType), largest, text("a")))
        .isEqualTo(call("emulsion_ring_key", Long.MAX_VALUE, text("a")));
    Decimal larger = Decimal.apply(new BigDecimal("9223372036854775808"), 19, 0);
    assertThatThrownBy(
            () -> call("emulsion_ring_key", List.of(decimal, StringType), larger, text("a")))
        .hasMessage(
            "emulsion_ring_key: seed must be from -9223372036854775808 to 9223372036854775807, was"
                + " 9223372036854775808");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void weightsAreFiniteFloats(double weight) {
    ArrayData weights = new GenericArrayData(new Object[] {0.5, weight});
    ArrayData indices = new GenericArrayData(new Object[] {0, 1});
    assertThatThrownBy(() -> call("emulsion_mix_labels", weights, weights, 0.5))
        .hasMessage("emulsion_mix_labels: base must be finite, was " + weight + " at index 1");
    assertThatThrownBy(() -> call("emulsion_dense_label", indices, weights, 2))
        .hasMessage("emulsion_dense_label: weights must be finite, was " + weight + " at index 1");
  }

  private static Object call(String function, Object... arguments) {
    return call(function, types(SqlFunctions.named(function), arguments.length), arguments);
  }

  private static Object call(String function, List<DataType> types, Object... arguments) {
    InternalRow row = new GenericInternalRow(arguments);
    return SqlFunctions.named(function).call(types).produceResult(row);
  }

  private static List<DataType> types(SqlFunction function, int count) {
    return function.parameters().stream().limit(count).map(SqlParameter::type).toList();
  }

  private static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }
}
