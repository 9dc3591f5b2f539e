package dev.emulsion.spark.parquet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's write support, extended by the footer keys of {@link ShardFormat#FOOTER} and the list of
 * floats of {@link ShardFormat#FLOATS}. Parquet creates it by reflection.
 */
public final class ShardWriteSupport extends WriteSupport<InternalRow> {

  private static final int NONE = -1;

  private final ParquetWriteSupport rows = new ParquetWriteSupport();
  private StructField[] fields;
  private int floats;

  @Override
  public WriteContext init(Configuration configuration) {
    WriteContext context = rows.init(configuration);
    fields =
        ((StructType) DataType.fromJson(configuration.get(ParquetWriteSupport.SPARK_ROW_SCHEMA())))
            .fields();
    floats = NONE;
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(configuration.get(ShardFormat.FLOATS))) {
        floats = i;
      }
    }
    FooterOrder.fix(context.getSchema());
    Map<String, String> metadata = new HashMap<>(context.getExtraMetaData());
    metadata.putAll(footer(configuration));
    return new WriteContext(context.getSchema(), metadata);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    rows.prepareForWrite(new OwnedBytes(recordConsumer));
  }

  @Override
  public void write(InternalRow row) {
    rows.write(floats == NONE ? row : withFloats(row));
  }

  private InternalRow withFloats(InternalRow row) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < values.length; i++) {
      if (!row.isNullAt(i)) {
        values[i] = i == floats ? floats(row.getBinary(i)) : row.get(i, fields[i].dataType());
      }
    }
    return new GenericInternalRow(values);
  }

  private static UnsafeArrayData floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return UnsafeArrayData.fromPrimitiveArray(values);
  }

  private static Map<String, String> footer(Configuration configuration) {
    try {
      return new ObjectMapper()
          .readValue(configuration.get(ShardFormat.FOOTER, "{}"), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("option " + ShardFormat.FOOTER + " must be JSON", e);
    }
  }
}
