package dev.emulsion.jobs;

import static dev.emulsion.jobs.ProfileRuns.HEIGHT;
import static dev.emulsion.jobs.ProfileRuns.IMAGES;
import static dev.emulsion.jobs.ProfileRuns.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.OutputSchema;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.dataset.scanner.Scanner;
import org.apache.arrow.dataset.source.Dataset;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DuckDB, Avro and Arrow read the rows that were written, value by value. */
class ForeignReadersIT {

  private static ProfileRuns runs;

  @BeforeAll
  static void writeEveryProfile() throws IOException {
    runs = ProfileRuns.shared();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow"})
  void duckDbReadsTheRowsThatWereWritten(String name) throws SQLException {
    assertThat(digest(name, duckDb(name))).isEqualTo(runs.manifest(name).contentDigest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow"})
  void avroReadsTheRowsThatWereWritten(String name) throws IOException {
    assertThat(digest(name, avro(name))).isEqualTo(runs.manifest(name).contentDigest());
  }

  @Test
  void arrowDatasetReadsTensorsOfOneShape() throws Exception {
    Map<String, Row> expected = new TreeMap<>();
    runs.rows("arrow").forEach(row -> expected.put(row.getString(0), row));
    int read = 0;
    for (Path shard : runs.shards("arrow")) {
      try (BufferAllocator allocator = new RootAllocator();
          FileSystemDatasetFactory factory =
              new FileSystemDatasetFactory(
                  allocator,
                  NativeMemoryPool.getDefault(),
                  FileFormat.PARQUET,
                  shard.toUri().toString());
          Dataset dataset = factory.finish();
          Scanner scanner = dataset.newScan(new ScanOptions(1000));
          ArrowReader reader = scanner.scanBatches()) {
        while (reader.loadNextBatch()) {
          VectorSchemaRoot batch = reader.getVectorSchemaRoot();
          assertThat(batch.getSchema().findField("image").getMetadata())
              .containsEntry("ARROW:extension:name", "arrow.fixed_shape_tensor")
              .containsEntry(
                  "ARROW:extension:metadata",
                  "{\"shape\":[3,18,22],\"dim_names\":[\"C\",\"H\",\"W\"]}");
          VarCharVector ids = (VarCharVector) batch.getVector("row_id");
          FixedSizeListVector images = (FixedSizeListVector) batch.getVector("image");
          Float4Vector values = (Float4Vector) images.getDataVector();
          int length = 3 * HEIGHT * WIDTH;
          assertThat(images.getListSize()).isEqualTo(length);
          for (int row = 0; row < batch.getRowCount(); row++) {
            float[] floats = new float[length];
            for (int i = 0; i < length; i++) {
              floats[i] = values.get(row * length + i);
            }
            Row written = expected.get(ids.getObject(row).toString());
            assertThat(bytes(floats)).isEqualTo(written.<byte[]>getAs(OutputSchema.IMAGE));
            read++;
          }
        }
      }
    }
    assertThat(read).isEqualTo(IMAGES);
  }

  private String digest(String name, List<Row> rows) {
    ContentDigest digest = new ContentDigest(OutputSchema.of(runs.recipe(name).labels()));
    BigInteger sum = BigInteger.ZERO;
    for (Row row : rows) {
      sum = ContentDigest.sum(sum, digest.of(row));
    }
    return ContentDigest.hex(sum);
  }

  private List<Row> duckDb(String name) throws SQLException {
    StructType schema = OutputSchema.of(runs.recipe(name).labels());
    List<Row> rows = new ArrayList<>();
    String image = name.startsWith("hf") ? "image.bytes" : "image";
    StringBuilder columns = new StringBuilder();
    for (StructField field : schema.fields()) {
      columns.append(columns.isEmpty() ? "" : ", ");
      columns.append(field.name().equals("image") ? image : '"' + field.name() + '"');
    }
    String files =
        "read_parquet('"
            + runs.epoch(name).toString()
            + "/*.parquet', hive_types = {'epoch': int})";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result =
            connection.createStatement().executeQuery("select " + columns + " from " + files)) {
      while (result.next()) {
        Object[] values = new Object[schema.size()];
        for (int i = 0; i < values.length; i++) {
          Object value = result.getObject(i + 1);
          if (value instanceof java.sql.Blob blob) {
            value = blob.getBytes(1, (int) blob.length());
          } else if (value instanceof java.sql.Array array) {
            value = List.of((Object[]) array.getArray());
          }
          values[i] = plain(value, schema.fields()[i].dataType());
        }
        rows.add(RowFactory.create(values));
      }
    }
    return rows;
  }

  private List<Row> avro(String name) throws IOException {
    StructType schema = OutputSchema.of(runs.recipe(name).labels());
    Configuration conf = new Configuration();
    conf.setBoolean("parquet.avro.add-list-element-records", false);
    conf.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
    List<Row> rows = new ArrayList<>();
    for (Path shard : runs.shards(name)) {
      try (ParquetReader<GenericRecord> reader =
          AvroParquetReader.<GenericRecord>builder(input(shard)).withConf(conf).build()) {
        for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
          Object[] values = new Object[schema.size()];
          for (int i = 0; i < values.length; i++) {
            String column = schema.fields()[i].name();
            // the only column that is in the path and not in the file
            Object value = column.equals(OutputSchema.EPOCH) ? (Object) 0 : row.get(column);
            if (value instanceof GenericRecord struct) {
              value = struct.get("bytes");
            }
            if (value instanceof ByteBuffer buffer) {
              byte[] bytes = new byte[buffer.remaining()];
              buffer.duplicate().get(bytes);
              value = bytes;
            }
            values[i] = plain(value, schema.fields()[i].dataType());
          }
          rows.add(RowFactory.create(values));
        }
      }
    }
    return rows;
  }

  /** Converts a value of another reader to the type of our schema. */
  private static Object plain(Object value, DataType type) {
    if (value == null || value instanceof byte[]) {
      return value;
    }
    if (value instanceof List<?> list) {
      if (type.equals(DataTypes.createArrayType(DataTypes.IntegerType, false))) {
        return list.stream().mapToInt(n -> ((Number) n).intValue()).toArray();
      }
      float[] floats = new float[list.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (Float) list.get(i);
      }
      return type.equals(DataTypes.BinaryType) ? bytes(floats) : floats;
    }
    if (type.equals(DataTypes.IntegerType)) {
      return ((Number) value).intValue();
    }
    return type.equals(DataTypes.StringType) ? value.toString() : value;
  }

  private static byte[] bytes(float[] floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return bytes.array();
  }

  private static HadoopInputFile input(Path file) throws IOException {
    return HadoopInputFile.fromPath(
        new org.apache.hadoop.fs.Path(file.toString()), new Configuration());
  }
}
