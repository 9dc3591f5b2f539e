package dev.emulsion.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.spark.OutputSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowLocationTest {

  @ParameterizedTest
  @CsvSource({
    "file:///my%20runs/100%25/epoch=0/part-0, file:/my runs/100%/epoch=0/part-0",
    "s3a://bucket/%C3%A9/epoch=0/part-0, s3a://bucket/é/epoch=0/part-0",
  })
  void theFileIsAPathThatCanBeOpened(String uri, String path) {
    StructType schema =
        new StructType()
            .add(OutputSchema.ROW_ID, DataTypes.StringType)
            .add(RowLocation.FILE, DataTypes.StringType);
    Row row = new GenericRowWithSchema(new Object[] {"a@0.0", uri}, schema);

    assertThat(RowLocation.of(row)).isEqualTo(new RowLocation("a@0.0", path));
  }
}
