package dev.emulsion.io.run;

import dev.emulsion.io.fs.AtomicFile;
import dev.emulsion.spark.parquet.Dictionaries;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table of no or few rows that the driver writes itself: the file that Spark would write,
 * without a job.
 */
final class SmallTable {

  private static final String FILE = "part-00000.parquet";

  private final SparkSession spark;
  private final StructType schema;
  private final MessageType columns;

  /** A table with these columns. */
  SmallTable(SparkSession spark, StructType schema) {
    this.spark = spark;
    this.schema = schema;
    this.columns = new SparkToParquetSchemaConverter(spark.sessionState().conf()).convert(schema);
  }

  /** A row whose columns are not set yet. */
  Group row() {
    return new SimpleGroup(columns);
  }

  /** Writes the table, replacing what is at {@code folder}. */
  void write(String folder, List<Group> rows) {
    Path file = new Path(folder, FILE);
    try {
      FileSystem fs = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
      fs.delete(file.getParent(), true);
      fs.mkdirs(file.getParent());
      AtomicFile.replace(fs, file, file.getParent(), out -> write(out, rows));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void write(OutputStream out, List<Group> rows) throws IOException {
    try (ParquetWriter<Group> writer =
        Dictionaries.set(ExampleParquetWriter.builder(new Stream(out)))
            .withType(columns)
            .withConf(spark.sparkContext().hadoopConfiguration())
            .withExtraMetaData(
                Map.of(
                    ParquetReadSupport.SPARK_METADATA_KEY(),
                    schema.json(),
                    "org.apache.spark.version",
                    spark.version()))
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
  }

  /** A stream, which stays open, as Parquet writes to it. */
  private record Stream(OutputStream out) implements OutputFile {

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int octet) throws IOException {
          out.write(octet);
          position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          position += length;
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
