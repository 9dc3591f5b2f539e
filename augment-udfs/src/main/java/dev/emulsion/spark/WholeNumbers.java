package dev.emulsion.spark;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;

import dev.emulsion.Require;
import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;

/**
 * Numbers as arguments where whole ones belong. Spark's casts to {@code INT} drop fractions and the
 * upper bits, so that class 2.9 became 2 and 4294967297 became 1. Here numbers keep their value as
 * far as the function, which refuses such ones.
 */
final class WholeNumbers {

  private static final BigDecimal LARGEST_INT = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final BigDecimal SMALLEST_INT = BigDecimal.valueOf(Integer.MIN_VALUE);
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);

  private WholeNumbers() {}

  /**
   * What an argument is cast to.
   *
   * @param declared type of the parameter
   * @param given type of the argument
   */
  static DataType input(DataType declared, DataType given) {
    if (declared instanceof ArrayType wanted && given instanceof ArrayType array) {
      return DataTypes.createArrayType(
          input(wanted.elementType(), array.elementType()), wanted.containsNull());
    }
    if (!declared.equals(IntegerType) && !declared.equals(LongType)) {
      return declared;
    }
    if (given.equals(LongType) || given.equals(DoubleType) || given instanceof DecimalType) {
      return given;
    }
    return given instanceof FloatType ? DoubleType : declared;
  }

  /**
   * The value at {@code i}.
   *
   * @param type of the value: one that {@link #input} returns
   * @param declared {@code INT} or {@code BIGINT}
   * @throws IllegalArgumentException if it is not whole, or out of the range of {@code declared}
   */
  static long value(SpecializedGetters from, int i, DataType type, DataType declared, String name) {
    if (type.equals(IntegerType)) {
      return from.getInt(i);
    }
    if (type instanceof DecimalType decimal) {
      BigDecimal value =
          from.getDecimal(i, decimal.precision(), decimal.scale()).toJavaBigDecimal();
      return whole(value, declared, name);
    }
    if (type.equals(LongType)) {
      long value = from.getLong(i);
      return declared.equals(LongType) ? value : whole(BigDecimal.valueOf(value), declared, name);
    }
    double value = from.getDouble(i);
    Require.that(
        Double.isFinite(value) && value == Math.rint(value),
        () -> name + " must be a whole number, was " + value);
    return whole(new BigDecimal(value), declared, name);
  }

  private static long whole(BigDecimal value, DataType declared, String name) {
    Require.that(
        value.stripTrailingZeros().scale() <= 0,
        () -> name + " must be a whole number, was " + value.toPlainString());
    BigDecimal smallest = declared.equals(IntegerType) ? SMALLEST_INT : SMALLEST;
    BigDecimal largest = declared.equals(IntegerType) ? LARGEST_INT : LARGEST;
    Require.that(
        value.compareTo(smallest) >= 0 && value.compareTo(largest) <= 0,
        () ->
            "%s must be from %s to %s, was %s"
                .formatted(name, smallest, largest, value.toPlainString()));
    return value.longValueExact();
  }
}
