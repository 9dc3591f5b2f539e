package dev.emulsion.io.shard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.emulsion.spark.OutputSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Converts rows to JSON objects and back: one key per column, except for binary columns. Numbers
 * are written as the shortest decimals that parse to the same value, by an algorithm that is the
 * same in every Java version.
 *
 * <p>Some readers take the type of a key from the first few rows. So a key has the same type in
 * every row: floats have a fraction, such as {@code 1.0}, and where one of {@link
 * OutputSchema#OPTIONAL} has no value, it is written as {@code ""}, {@code -1}, {@code [-1]} or
 * {@code [-1.0]}, which no row has otherwise, and read as null.
 */
final class JsonRow {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonRow() {}

  static byte[] write(InternalRow row, StructType schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < schema.size(); i++) {
        DataType type = schema.fields()[i].dataType();
        if (!(type instanceof BinaryType)) {
          String name = schema.fields()[i].name();
          json.writeFieldName(name);
          if (!row.isNullAt(i)) {
            write(json, row.get(i, type), type);
          } else if (OutputSchema.OPTIONAL.contains(name)) {
            write(json, absent(type), type);
          } else {
            json.writeNull();
          }
        }
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Object value, DataType type) throws IOException {
    if (type instanceof ArrayType array) {
      ArrayData elements = (ArrayData) value;
      json.writeStartArray();
      for (int i = 0; i < elements.numElements(); i++) {
        write(json, elements.get(i, array.elementType()), array.elementType());
      }
      json.writeEndArray();
    } else if (type.equals(DataTypes.IntegerType)) {
      json.writeNumber((Integer) value);
    } else if (type.equals(DataTypes.FloatType)) {
      json.writeNumber((Float) value);
    } else if (type.equals(DataTypes.DoubleType)) {
      json.writeNumber((Double) value);
    } else {
      json.writeString(value.toString());
    }
  }

  /** The value that is written for no value. */
  private static Object absent(DataType type) {
    if (type instanceof ArrayType array) {
      return new GenericArrayData(new Object[] {absent(array.elementType())});
    }
    if (type.equals(DataTypes.StringType)) {
      return UTF8String.EMPTY_UTF8;
    }
    if (type.equals(DataTypes.IntegerType)) {
      return -1;
    }
    if (type.equals(DataTypes.FloatType)) {
      return -1f;
    }
    return -1.0;
  }

  /**
   * Parses a row of {@code schema}. Columns without a key are null, and so are binary columns.
   *
   * @throws IOException if the bytes are not such an object
   */
  static GenericInternalRow read(byte[] bytes, StructType schema) throws IOException {
    GenericInternalRow row = new GenericInternalRow(schema.size());
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "an object", json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        scala.Option<Object> index = schema.getFieldIndex(name);
        if (index.isEmpty()) {
          json.skipChildren();
        } else if (value != JsonToken.VALUE_NULL) {
          int i = (Integer) index.get();
          DataType type = schema.fields()[i].dataType();
          Object read = read(json, type);
          if (!OutputSchema.OPTIONAL.contains(name) || !read.equals(absent(type))) {
            row.update(i, read);
          }
        }
      }
    }
    return row;
  }

  private static Object read(JsonParser json, DataType type) throws IOException {
    if (type instanceof ArrayType array) {
      require(json.currentToken() == JsonToken.START_ARRAY, "a list", json);
      List<Object> elements = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        elements.add(read(json, array.elementType()));
      }
      return new GenericArrayData(elements.toArray());
    }
    if (type.equals(DataTypes.StringType)) {
      return UTF8String.fromString(json.getText());
    }
    require(json.currentToken().isNumeric(), "a number", json);
    // from the text: parsing a double first would round a float twice
    String number = json.getText();
    if (type.equals(DataTypes.IntegerType)) {
      return Integer.valueOf(number);
    }
    return type.equals(DataTypes.FloatType)
        ? (Object) Float.valueOf(number)
        : (Object) Double.valueOf(number);
  }

  private static void require(boolean holds, String expected, JsonParser json) throws IOException {
    if (!holds) {
      String path = json.getParsingContext().pathAsPointer().toString();
      throw new IOException(
          (path.isEmpty() ? "the text" : path)
              + " must be "
              + expected
              + ", was "
              + json.getText());
    }
  }
}
