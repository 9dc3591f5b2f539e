package dev.emulsion.spark;

import dev.emulsion.Require;
import dev.emulsion.attention.AttentionGrid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;

/** Converts attention maps to column values and back. */
public final class AttentionColumn {

  /** The type that the MLlib stages produce: a list of rows, each a list of weights. */
  public static final DataType NESTED =
      DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType, false), false);

  /** The largest finite float16. */
  private static final float LARGEST = 65504f;

  private AttentionColumn() {}

  /**
   * The weights as float16, little-endian, row by row. Each is rounded to the nearest float16, so
   * weights below 2^-25 become zero; weights above the largest float16, 65504, become 65504.
   */
  public static byte[] bytes(AttentionGrid grid) {
    float[] weights = grid.weights();
    ByteBuffer bytes =
        ByteBuffer.allocate(weights.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float weight : weights) {
      bytes.putShort(Float16.bits(Math.min(weight, LARGEST)));
    }
    return bytes.array();
  }

  /**
   * Reads the map that {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if the number of bytes is wrong, or a weight is negative or
   *     not finite
   */
  public static AttentionGrid of(byte[] bytes, int rows, int columns) {
    Require.that(
        bytes.length == (long) rows * columns * Short.BYTES,
        () ->
            "attention must have "
                + (long) rows * columns * Short.BYTES
                + " bytes for "
                + rows
                + "×"
                + columns
                + " cells of float16, had "
                + bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] weights = new float[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Float16.value(buffer.getShort());
    }
    return new AttentionGrid(rows, columns, weights);
  }

  /** Whether a column holds maps as lists of rows of numbers. */
  public static boolean isNested(DataType type) {
    return type instanceof ArrayType rows
        && rows.elementType() instanceof ArrayType row
        && isNumber(row.elementType());
  }

  /** Whether weights may have this type. */
  public static boolean isNumber(DataType type) {
    return type.equals(DataTypes.FloatType) || type.equals(DataTypes.DoubleType);
  }

  /**
   * Reads a list of rows.
   *
   * @throws IllegalArgumentException if a row has another length, a row or a weight is null, or a
   *     weight is negative or not finite
   */
  public static AttentionGrid ofNested(List<scala.collection.Seq<Number>> rows) {
    Require.that(
        rows.stream().noneMatch(Objects::isNull), "a map must not contain null, has a row of it");
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    float[] weights = new float[rows.size() * columns];
    int i = 0;
    for (scala.collection.Seq<Number> row : rows) {
      Require.that(row.size() == columns, "all rows of a map must have one length");
      for (Number weight : JavaConverters.seqAsJavaList(row)) {
        Require.that(weight != null, "a map must not contain null, has a weight of it");
        weights[i++] = weight.floatValue();
      }
    }
    return new AttentionGrid(rows.size(), columns, weights);
  }

  /** The map as a value of type {@link #NESTED}. */
  public static float[][] nested(AttentionGrid grid) {
    float[][] nested = new float[grid.rows()][grid.columns()];
    for (int row = 0; row < grid.rows(); row++) {
      for (int column = 0; column < grid.columns(); column++) {
        nested[row][column] = grid.weight(row, column);
      }
    }
    return nested;
  }
}
