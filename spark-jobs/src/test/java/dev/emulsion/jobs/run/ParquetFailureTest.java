package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.spark.SparkException;
import org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException;
import org.junit.jupiter.api.Test;

class ParquetFailureTest {

  private static Exception aborted(Throwable cause) {
    return new SparkException("Job aborted due to stage failure", cause);
  }

  @Test
  void filesWithTwoTypesOfOneColumnAreNamed() {
    Throwable conversion = new SchemaColumnConvertNotSupportedException("[label]", "INT64", "int");
    Exception failure =
        aborted(
            new SparkException(
                "Parquet column cannot be converted in file file:/in/b.parquet. Column: [label],"
                    + " Expected: int, Found: INT64.",
                conversion));
    assertThat(ParquetFailure.in(failure).orElseThrow())
        .hasMessage(
            "all files of a table must have one type per column: Parquet column cannot be converted"
                + " in file file:/in/b.parquet. Column: [label], Expected: int, Found: INT64. Write"
                + " them with one type, or read them one at a time");
  }

  @Test
  void aFileThatWasReplacedWhileItWasReadIsNamed() {
    Exception failure =
        aborted(
            new RuntimeException(
                "file:/in/a.parquet is not a Parquet file. Expected magic number at tail, but found"
                    + " [65, 82, 49, 0]"));
    assertThat(ParquetFailure.in(failure).orElseThrow())
        .hasMessage(
            "file:/in/a.parquet must be a whole Parquet file and stay as it is during a run, but it"
                + " is damaged, or was replaced after the input was listed; restore it and run the"
                + " same command again");
  }

  @Test
  void aTypeThatTheLibraryDoesNotKnowIsTold() {
    SchemaElement root = new SchemaElement("schema").setNum_children(1);
    SchemaElement half = new SchemaElement("half").setType(Type.FIXED_LEN_BYTE_ARRAY);
    half.setType_length(2).setLogicalType(new LogicalType()); // as it reads an unknown one
    FileMetaData footer = new FileMetaData(1, List.of(root, half), 0, List.of());
    Throwable thrown = null;
    try {
      new ParquetMetadataConverter().fromParquetMetadata(footer);
    } catch (Exception e) {
      thrown = e;
    }
    assertThat(ParquetFailure.in(aborted(thrown)).orElseThrow())
        .hasMessageStartingWith(
            "some Parquet files, but not all, have a column of a type that is newer than the");
  }

  @Test
  void otherFailuresAreNot() {
    assertThat(ParquetFailure.in(aborted(new NullPointerException("ours")))).isEmpty();
  }
}
