package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.ContentDigest;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows in every profile, read back by our reader and by others, value by value. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfilesIT {

  private static final int IMAGES = 30;
  private static final int HEIGHT = 18;
  private static final int WIDTH = 22;

  @TempDir private static Path directory;

  /** By name: what each run writes, and the runs. */
  private final Map<String, String> outputs = new LinkedHashMap<>();

  private final Map<String, Manifest> runs = new TreeMap<>();

  @BeforeAll
  void writeEveryProfile() throws IOException {
    outputs.put("raw", "profile: raw");
    outputs.put("hf", "profile: hf, quality: 90, subsampling: 4:4:4");
    outputs.put("hf-png", "profile: hf, encoding: png, footer: sidecar");
    outputs.put("arrow", "profile: arrow");
    outputs.put("webdataset", "profile: webdataset, quality: 80");
    outputs.put("webdataset-webp", "profile: webdataset, encoding: webp");
    Path photos = TestImages.folder(directory.resolve("images"), IMAGES, 3);
    for (String name : outputs.keySet()) {
      runs.put(name, run(photos, name, name));
    }
  }

  private Manifest run(Path photos, String name, String folder) {
    String recipe =
        String.join(
            "\n",
            "input: {path: " + photos + "}",
            "output: {path: " + directory.resolve(folder) + ", " + outputs.get(name) + "}",
            "transform: [{random-resized-crop: {size: [" + HEIGHT + ", " + WIDTH + "]}}]",
            "mix: {cutmix: {}, p: 0.8}",
            "pairing: {buckets: 3}",
            "labels: {smoothing: 0.1}");
    return new AugmentJob(
            LocalSpark.session(), RecipeLoader.parse(name + ".yaml", recipe, List.of()))
        .run()
        .manifest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp"})
  void verifyReadsBackWhatWasWritten(String name) {
    VerifyReport report =
        new VerifyJob(LocalSpark.session(), directory.resolve(name).toString()).run();
    assertThat(report.problems()).isEmpty();
  }

  @Test
  void losslessImagesAreThoseOfTheTensors() {
    Map<String, Image> expected = images("raw");
    assertThat(expected).hasSize(IMAGES);
    assertThat(images("hf-png")).isEqualTo(expected);
    assertThat(images("webdataset-webp")).isEqualTo(expected);
  }

  @Test
  void jpegImagesAreTheTensorsEncoded() {
    Map<String, Image> pictures = images("raw");
    var codec = ImageCodecs.of(recipe("raw").decode());
    for (String name : List.of("hf", "webdataset")) {
      Encoding encoding =
          name.equals("hf")
              ? new Encoding(Format.JPEG, 90, Subsampling.NONE)
              : new Encoding(Format.JPEG, 80, Subsampling.BY_2X2);
      for (Row row : rows(name)) {
        Image picture = pictures.get(row.<String>getAs(OutputSchema.ROW_ID));
        assertThat(row.<byte[]>getAs(OutputSchema.IMAGE))
            .isEqualTo(codec.encode(picture, encoding));
      }
    }
  }

  @Test
  void arrowHoldsTheTensorsNormalized() {
    Map<String, Row> raw = new TreeMap<>();
    rows("raw").forEach(row -> raw.put(row.getString(0), row));
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] std = {0.229f, 0.224f, 0.225f};
    for (Row row : rows("arrow")) {
      byte[] samples = raw.get(row.getString(0)).getAs(OutputSchema.IMAGE);
      ByteBuffer floats =
          ByteBuffer.wrap(row.<byte[]>getAs(OutputSchema.IMAGE)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(floats.remaining()).isEqualTo(4 * samples.length);
      for (int i = 0; i < samples.length; i++) {
        int channel = i / (HEIGHT * WIDTH);
        assertThat(floats.getFloat(4 * i))
            .isEqualTo(((samples[i] & 0xFF) / 255f - mean[channel]) / std[channel]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow"})
  void duckDbReadsTheRowsThatWereWritten(String name) throws SQLException {
    assertThat(digest(name, duckDb(name))).isEqualTo(runs.get(name).contentDigest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow"})
  void avroReadsTheRowsThatWereWritten(String name) throws IOException {
    assertThat(digest(name, avro(name))).isEqualTo(runs.get(name).contentDigest());
  }

  @Test
  void arrowDatasetReadsTensorsOfOneShape() throws Exception {
    Map<String, Row> expected = new TreeMap<>();
    rows("arrow").forEach(row -> expected.put(row.getString(0), row));
    int read = 0;
    for (Path shard : shards("arrow")) {
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

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow"})
  void everyFooterHasTheKeysOfItsProfile(String name) throws IOException {
    Map<String, List<String>> own =
        Map.of(
            "raw", List.of("emulsion.tensors", "emulsion.run"),
            "hf", List.of("emulsion.tensors", "emulsion.run", "huggingface"),
            "arrow", List.of("emulsion.tensors", "emulsion.run", "ARROW:schema"));
    List<Path> shards = shards(name);
    assertThat(shards).hasSize(3);
    for (Path shard : shards) {
      assertThat(footer(shard)).containsKeys(own.get(name).toArray(new String[0]));
      assertThat(footer(shard)).containsEntry("emulsion.run", runs.get(name).runId());
    }
  }

  @Test
  void theHuggingFaceFooterIsWhatDatasetsWrites() throws IOException {
    String names = "{\"names\":[\"class0\",\"class1\",\"class2\"],\"_type\":\"ClassLabel\"}";
    assertThat(footer(shards("hf").get(0)).get("huggingface"))
        .startsWith(
            "{\"info\":{\"features\":{\"row_id\":{\"dtype\":\"string\",\"_type\":\"Value\"}")
        .contains("\"epoch\":{\"dtype\":\"int32\",\"_type\":\"Value\"}")
        .contains("\"image\":{\"_type\":\"Image\"}")
        .contains("\"label_base\":" + names + ",\"label_partner\":" + names)
        .contains("\"lambda\":{\"dtype\":\"float64\",\"_type\":\"Value\"}")
        .contains(
            "\"soft_label\":{\"feature\":{\"dtype\":\"float32\",\"_type\":\"Value\"},"
                + "\"_type\":\"List\"}");
  }

  @Test
  void aSidecarHoldsWhatTheFootersDoNot() throws IOException {
    assertThat(footer(shards("hf-png").get(0)))
        .doesNotContainKeys("emulsion.run", "emulsion.tensors", "huggingface");
    String sidecar = Files.readString(directory.resolve("hf-png/_emulsion/metadata.json"));
    assertThat(sidecar)
        .contains("\"emulsion.run\" : \"" + runs.get("hf-png").runId() + "\"")
        .contains("\"huggingface\"", "\\\"encoding\\\":\\\"png\\\"");
  }

  @Test
  void verifyNoticesMetadataOfAnotherRun() throws IOException {
    Path metadata = directory.resolve("webdataset/_emulsion/metadata.json");
    String text = Files.readString(metadata);
    String runId = runs.get("webdataset").runId();
    Files.deleteIfExists(metadata.resolveSibling(".metadata.json.crc"));
    Files.writeString(metadata, text.replace(runId, "another"));
    try {
      assertThat(
              new VerifyJob(LocalSpark.session(), directory.resolve("webdataset").toString())
                  .run()
                  .problems())
          .singleElement()
          .asString()
          .endsWith("metadata.json must be of run " + runId + ", was of another");
    } finally {
      Files.writeString(metadata, text);
    }
  }

  @Test
  void theReaderOfTheProfileStandsBesideTheData() throws IOException {
    for (String name : outputs.keySet()) {
      assertThat(Files.readString(directory.resolve(name + "/_emulsion/README.md")))
          .startsWith("## Reading profile " + name.replaceFirst("-.*", "") + "\n");
    }
  }

  @Test
  void sparkKnowsTheFormatsByTheirShortNames() {
    SparkSession spark = LocalSpark.session();
    assertThat(spark.read().format("emulsion-shard").load(epoch("raw")).count()).isEqualTo(IMAGES);
    assertThat(
            spark
                .read()
                .format("emulsion-webdataset")
                .schema("row_id string, `lambda` double")
                .load(epoch("webdataset"))
                .select("row_id")
                .distinct()
                .count())
        .isEqualTo(IMAGES);
    String path = directory.resolve("by-name").toString();
    spark
        .range(3)
        .coalesce(1)
        .write()
        .format("emulsion-shard")
        .option("emulsion.footer", "{\"Author\":\"you\"}")
        .save(path);
    assertThat(spark.read().parquet(path).count()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow", "webdataset"})
  void placesNameTheFileOfEveryRow(String name) throws IOException {
    List<Row> places =
        new ShardReader(LocalSpark.session(), recipe(name)).places(epoch(name)).collectAsList();
    assertThat(places).extracting(row -> row.getString(0)).doesNotHaveDuplicates().hasSize(IMAGES);
    assertThat(places)
        .extracting(row -> Path.of(URI.create(row.getString(1))))
        .containsOnlyElementsOf(shards(name));
  }

  @Test
  void tarShardsAreEqualByteForByte() throws IOException {
    run(directory.resolve("images"), "webdataset", "again");
    List<Path> shards = shards("webdataset");
    List<Path> again = shards("again");
    assertThat(again).hasSameSizeAs(shards);
    for (int i = 0; i < shards.size(); i++) {
      assertThat(again.get(i)).hasSameBinaryContentAs(shards.get(i));
    }
  }

  private Recipe recipe(String name) {
    return RecipeLoader.load(directory.resolve(name + "/_emulsion/recipe.yaml"), List.of());
  }

  private String epoch(String name) {
    return directory.resolve(name + "/epoch=0").toString();
  }

  private List<Row> rows(String name) {
    return new ShardReader(LocalSpark.session(), recipe(name)).rows(epoch(name)).collectAsList();
  }

  private Map<String, Image> images(String name) {
    ImageColumn images = ImageColumn.of(recipe(name));
    Map<String, Image> pictures = new TreeMap<>();
    rows(name).forEach(row -> pictures.put(row.getString(0), images.decode(row)));
    return pictures;
  }

  private List<Path> shards(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(epoch(name)))) {
      return files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList();
    }
  }

  private static Map<String, String> footer(Path shard) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(input(shard))) {
      return reader.getFooter().getFileMetaData().getKeyValueMetaData();
    }
  }

  private static HadoopInputFile input(Path file) throws IOException {
    return HadoopInputFile.fromPath(
        new org.apache.hadoop.fs.Path(file.toString()), new Configuration());
  }

  private String digest(String name, List<Row> rows) {
    ContentDigest digest = new ContentDigest(OutputSchema.of(recipe(name).labels()));
    BigInteger sum = BigInteger.ZERO;
    for (Row row : rows) {
      sum = ContentDigest.sum(sum, digest.of(row));
    }
    return ContentDigest.hex(sum);
  }

  private List<Row> duckDb(String name) throws SQLException {
    StructType schema = OutputSchema.of(recipe(name).labels());
    List<Row> rows = new ArrayList<>();
    String image = name.startsWith("hf") ? "image.bytes" : "image";
    StringBuilder columns = new StringBuilder();
    for (StructField field : schema.fields()) {
      columns.append(columns.isEmpty() ? "" : ", ");
      columns.append(field.name().equals("image") ? image : '"' + field.name() + '"');
    }
    String files = "read_parquet('" + epoch(name) + "/*.parquet', hive_partitioning = false)";
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
    StructType schema = OutputSchema.of(recipe(name).labels());
    Configuration conf = new Configuration();
    conf.setBoolean("parquet.avro.add-list-element-records", false);
    conf.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
    List<Row> rows = new ArrayList<>();
    for (Path shard : shards(name)) {
      try (ParquetReader<GenericRecord> reader =
          AvroParquetReader.<GenericRecord>builder(input(shard)).withConf(conf).build()) {
        for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
          Object[] values = new Object[schema.size()];
          for (int i = 0; i < values.length; i++) {
            Object value = row.get(schema.fields()[i].name());
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

  /** What another reader gave, as our schema types it. */
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
}
