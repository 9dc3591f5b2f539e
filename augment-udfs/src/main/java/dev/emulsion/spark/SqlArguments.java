package dev.emulsion.spark;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;

/** The arguments of one call of a {@link SqlFunction}, of which optional ones may be missing. */
final class SqlArguments {

  private final List<SqlParameter> parameters;
  private final InternalRow row;
  private final List<DataType> types;

  /**
   * @param types of the values in {@code row}
   */
  SqlArguments(List<SqlParameter> parameters, InternalRow row, List<DataType> types) {
    this.parameters = parameters;
    this.row = row;
    this.types = types;
  }

  /** Whether there is an argument {@code i}. */
  boolean has(int i) {
    return i < types.size();
  }

  private String name(int i) {
    return parameters.get(i).name();
  }

  boolean isNull(int i) {
    return row.isNullAt(i);
  }

  byte[] bytes(int i) {
    return row.getBinary(i);
  }

  /**
   * Decodes argument {@code i}.
   *
   * @throws DataException if it is no image that can be read
   */
  Image image(int i, ImageCodec codec) {
    Decoded decoded = codec.decode(bytes(i));
    if (decoded instanceof Decoded.DecodedImage found) {
      return found.image();
    }
    String name = name(i);
    throw new DataException(
        "cannot decode %s: %s; to skip such rows, require emulsion_decode_info(%s).reason IS NULL"
            .formatted(name, ((Decoded.Rejected) decoded).message(), name));
  }

  String text(int i) {
    return row.getUTF8String(i).toString();
  }

  String text(int i, String fallback) {
    return has(i) ? text(i) : fallback;
  }

  int integer(int i) {
    return (int) WholeNumbers.value(row, i, types.get(i), IntegerType, name(i));
  }

  int integer(int i, int fallback) {
    return has(i) ? integer(i) : fallback;
  }

  long whole(int i) {
    return WholeNumbers.value(row, i, types.get(i), LongType, name(i));
  }

  double number(int i) {
    return row.getDouble(i);
  }

  double number(int i, double fallback) {
    return has(i) ? number(i) : fallback;
  }

  int[] integers(int i) {
    ArrayData array = elements(i);
    DataType type = ((ArrayType) types.get(i)).elementType();
    int[] values = new int[array.numElements()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (int) WholeNumbers.value(array, k, type, IntegerType, name(i));
    }
    return values;
  }

  /** An array of finite doubles, each number rounded to the nearest float. */
  float[] floats(int i) {
    ArrayData array = elements(i);
    float[] values = new float[array.numElements()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) array.getDouble(k);
      int at = k;
      Require.that(
          Float.isFinite(values[k]),
          () -> name(i) + " must be finite, was " + array.getDouble(at) + " at index " + at);
    }
    return values;
  }

  private ArrayData elements(int i) {
    ArrayData array = row.getArray(i);
    for (int k = 0; k < array.numElements(); k++) {
      int at = k;
      Require.that(
          !array.isNullAt(k), () -> name(i) + " must not contain NULL, has one at index " + at);
    }
    return array;
  }
}
