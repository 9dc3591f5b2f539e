package dev.emulsion.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.ColumnChunkProperties;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FooterOrderTest {

  /** The footer lists the constants in their order, however a hash set of this process does. */
  @ParameterizedTest
  @CsvSource({
    "BIT_PACKED PLAIN, PLAIN BIT_PACKED",
    "PLAIN BIT_PACKED, PLAIN BIT_PACKED",
    "RLE PLAIN, PLAIN RLE",
    "BIT_PACKED RLE PLAIN, PLAIN RLE BIT_PACKED",
    "RLE BIT_PACKED PLAIN, PLAIN RLE BIT_PACKED",
    "BIT_PACKED PLAIN RLE, PLAIN RLE BIT_PACKED",
    "PLAIN_DICTIONARY RLE, RLE PLAIN_DICTIONARY",
    "PLAIN_DICTIONARY RLE PLAIN, PLAIN RLE PLAIN_DICTIONARY",
  })
  void theEncodingsOfAColumnAreListedInOneOrder(String collected, String listed) {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message row { required int32 number; optional group some { optional binary name; } }");
    FooterOrder.fix(schema);
    for (ColumnDescriptor column : schema.getColumns()) {
      ColumnChunkProperties written =
          ColumnChunkProperties.get(
              ColumnPath.get(column.getPath()),
              column.getPrimitiveType(),
              CompressionCodecName.UNCOMPRESSED,
              new LinkedHashSet<>(encodings(collected)));
      List<Encoding> footer = new ArrayList<>();
      written.getEncodings().forEach(footer::add);
      assertThat(footer).isEqualTo(encodings(listed));
    }
  }

  private static List<Encoding> encodings(String names) {
    return List.of(names.split(" ")).stream().map(Encoding::valueOf).toList();
  }
}
