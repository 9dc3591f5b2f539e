package dev.emulsion.spark;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** The arguments of one call of a {@link SqlFunction}, of which optional ones may be missing. */
final class SqlArguments {

  private final List<SqlParameter> parameters;
  private final InternalRow row;
  private final int count;

  SqlArguments(List<SqlParameter> parameters, InternalRow row, int count) {
    this.parameters = parameters;
    this.row = row;
    this.count = count;
  }

  /** Whether there is an argument {@code i}. */
  boolean has(int i) {
    return i < count;
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
    String name = parameters.get(i).name();
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
    return row.getInt(i);
  }

  int integer(int i, int fallback) {
    return has(i) ? integer(i) : fallback;
  }

  long whole(int i) {
    return row.getLong(i);
  }

  double number(int i) {
    return row.getDouble(i);
  }

  double number(int i, double fallback) {
    return has(i) ? number(i) : fallback;
  }

  int[] integers(int i) {
    ArrayData array = elements(i);
    int[] values = new int[array.numElements()];
    for (int k = 0; k < values.length; k++) {
      values[k] = array.getInt(k);
    }
    return values;
  }

  /** An array of double, each number rounded to the nearest float. */
  float[] floats(int i) {
    ArrayData array = elements(i);
    float[] values = new float[array.numElements()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) array.getDouble(k);
    }
    return values;
  }

  private ArrayData elements(int i) {
    ArrayData array = row.getArray(i);
    for (int k = 0; k < array.numElements(); k++) {
      int at = k;
      Require.that(
          !array.isNullAt(k),
          () -> parameters.get(i).name() + " must not contain NULL, has one at index " + at);
    }
    return array;
  }
}
