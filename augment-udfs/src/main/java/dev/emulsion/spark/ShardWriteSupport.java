package dev.emulsion.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;

/** Spark's write support, plus the keys that {@link ShardFormat#FOOTER} names. Parquet makes it. */
public final class ShardWriteSupport extends WriteSupport<InternalRow> {

  private final ParquetWriteSupport rows = new ParquetWriteSupport();

  @Override
  public WriteContext init(Configuration configuration) {
    WriteContext context = rows.init(configuration);
    FooterOrder.fix(context.getSchema());
    Map<String, String> metadata = new HashMap<>(context.getExtraMetaData());
    metadata.putAll(footer(configuration));
    return new WriteContext(context.getSchema(), metadata);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    rows.prepareForWrite(recordConsumer);
  }

  @Override
  public void write(InternalRow row) {
    rows.write(row);
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
