package dev.emulsion.jobs;

import static dev.emulsion.jobs.ProfileRuns.HEIGHT;
import static dev.emulsion.jobs.ProfileRuns.IMAGES;
import static dev.emulsion.jobs.ProfileRuns.WIDTH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.shard.RowLocation;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows in every profile, read back by our own reader and checked value by value. */
class ProfilesIT {

  private static ProfileRuns runs;

  @TempDir private Path directory;

  @BeforeAll
  static void writeEveryProfile() throws IOException {
    runs = ProfileRuns.shared();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp"})
  void verifyReadsBackAndRendersWhatWasWritten(String name) {
    String out = runs.out(name).toString();
    assertThat(new VerifyJob(LocalSpark.session(), out, VerifyOptions.quick()).run().problems())
        .isEmpty();
    VerifyReport report =
        new VerifyJob(LocalSpark.session(), out, VerifyOptions.replaying(IMAGES, Optional.empty()))
            .run();
    assertThat(report.problems()).isEmpty();
    assertThat(report.replay().orElseThrow().rows()).isEqualTo(IMAGES);
  }

  /** Parquet shares its encoders in a process: tables of other settings would change shards. */
  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "arrow"})
  void onlyFloatsOfImagesHaveDictionariesInAnyTableOfARun(String name) throws IOException {
    Path out = runs.out(name);
    Set<String> columns = new TreeSet<>();
    for (Path folder : List.of(out, Folders.own(out))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(it -> it.toString().endsWith(".parquet")).toList()) {
          columns.addAll(columnsWithDictionaries(file));
        }
      }
    }
    assertThat(columns).isEqualTo(name.equals("arrow") ? Set.of("image.list.element") : Set.of());
  }

  private static List<String> columnsWithDictionaries(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
      return reader.getRowGroups().stream()
          .flatMap(group -> group.getColumns().stream())
          .filter(ColumnChunkMetaData::hasDictionaryPage)
          .map(column -> column.getPath().toDotString())
          .toList();
    }
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
    Map<String, Image> images = images("raw");
    var codec = ImageCodecs.of(runs.recipe("raw").decode());
    for (String name : List.of("hf", "webdataset")) {
      Encoding encoding =
          name.equals("hf")
              ? new Encoding(Format.JPEG, 90, Subsampling.NONE)
              : new Encoding(Format.JPEG, 80, Subsampling.BY_2X2);
      for (Row row : runs.rows(name)) {
        Image image = images.get(row.<String>getAs(OutputSchema.ROW_ID));
        assertThat(row.<byte[]>getAs(OutputSchema.IMAGE)).isEqualTo(codec.encode(image, encoding));
      }
    }
  }

  @Test
  void arrowHoldsTheTensorsNormalized() {
    Map<String, Row> raw = new TreeMap<>();
    runs.rows("raw").forEach(row -> raw.put(row.getString(0), row));
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] std = {0.229f, 0.224f, 0.225f};
    for (Row row : runs.rows("arrow")) {
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
  @ValueSource(strings = {"raw", "hf", "arrow"})
  void everyFooterHasTheKeysOfItsProfile(String name) throws IOException {
    Map<String, List<String>> own =
        Map.of(
            "raw", List.of("emulsion.tensors", "emulsion.run"),
            "hf", List.of("emulsion.tensors", "emulsion.run", "huggingface"),
            "arrow", List.of("emulsion.tensors", "emulsion.run", "ARROW:schema"));
    List<Path> shards = runs.shards(name);
    assertThat(shards).hasSize(3);
    for (Path shard : shards) {
      assertThat(footer(shard)).containsKeys(own.get(name).toArray(new String[0]));
      assertThat(footer(shard)).containsEntry("emulsion.run", runs.manifest(name).runId());
    }
  }

  @Test
  void theHuggingFaceFooterIsWhatDatasetsWrites() throws IOException {
    String names = "{\"names\":[\"class0\",\"class1\",\"class2\"],\"_type\":\"ClassLabel\"}";
    assertThat(footer(runs.shards("hf").get(0)).get("huggingface"))
        .startsWith(
            "{\"info\":{\"features\":{\"row_id\":{\"dtype\":\"string\",\"_type\":\"Value\"}")
        .contains("\"variant\":{\"dtype\":\"int32\",\"_type\":\"Value\"}")
        .doesNotContain("\"epoch\"")
        .contains("\"image\":{\"_type\":\"Image\"}")
        .contains("\"label_base\":" + names + ",\"label_partner\":" + names)
        .contains("\"lam\":{\"dtype\":\"float64\",\"_type\":\"Value\"}")
        .contains(
            "\"soft_label\":{\"feature\":{\"dtype\":\"float32\",\"_type\":\"Value\"},"
                + "\"_type\":\"List\"}");
  }

  @Test
  void theSidecarHoldsWhatTheFootersDoNot() throws IOException {
    assertThat(footer(runs.shards("hf-png").get(0)))
        .doesNotContainKeys("emulsion.run", "emulsion.tensors", "huggingface");
    String sidecar = Files.readString(Folders.own(runs.out("hf-png")).resolve("metadata.json"));
    assertThat(sidecar)
        .contains("\"emulsion.run\" : \"" + runs.manifest("hf-png").runId() + "\"")
        .contains("\"huggingface\"", "\\\"encoding\\\":\\\"png\\\"");
  }

  @Test
  void verifyReportsMetadataOfAnotherRun() throws IOException {
    Path metadata = Folders.own(runs.out("webdataset")).resolve("metadata.json");
    String text = Files.readString(metadata);
    String runId = runs.manifest("webdataset").runId();
    Files.writeString(metadata, text.replace(runId, "another"));
    try {
      assertThat(
              new VerifyJob(LocalSpark.session(), runs.out("webdataset").toString())
                  .run()
                  .problems())
          .extracting(Problem::message)
          .contains(
              "metadata.json must belong to run " + runId + ", was another",
              "metadata.json was edited: its SHA-256 is not the one that was sealed");
    } finally {
      Files.writeString(metadata, text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "hf", "hf-png", "arrow", "webdataset", "webdataset-webp"})
  void everyRunHasAReadmeThatShowsHowToReadIt(String name) throws IOException {
    assertThat(Files.readString(Folders.own(runs.out(name)).resolve("README.md")))
        .startsWith(name.matches("(hf|webdataset).*") ? "---\nlicense: unknown\n" : "## Reading")
        .contains("## Reading profile " + name.replaceFirst("-.*", "") + "\n");
  }

  @Test
  void sparkKnowsTheFormatsByTheirShortNames() {
    SparkSession spark = LocalSpark.session();
    assertThat(spark.read().format("emulsion-shard").load(runs.epoch("raw").toString()).count())
        .isEqualTo(IMAGES);
    assertThat(
            spark
                .read()
                .format("emulsion-webdataset")
                .schema("row_id string, lam double")
                .load(runs.epoch("webdataset").toString())
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
  void everyRowIsFoundInItsFile(String name) throws IOException {
    List<RowLocation> locations =
        RowLocation.list(
            new ShardReader(LocalSpark.session(), runs.recipe(name))
                .locations(runs.epoch(name).toString()));
    assertThat(locations).extracting(RowLocation::rowId).doesNotHaveDuplicates().hasSize(IMAGES);
    assertThat(locations)
        .extracting(location -> Path.of(URI.create(location.file())))
        .containsOnlyElementsOf(runs.shards(name));
  }

  @Test
  void tarShardsAreEqualByteForByte() throws IOException {
    runs.run("webdataset", "again");
    List<Path> shards = runs.shards("webdataset");
    List<Path> again = runs.shards("again");
    assertThat(again).hasSameSizeAs(shards);
    for (int i = 0; i < shards.size(); i++) {
      assertThat(again.get(i)).hasSameBinaryContentAs(shards.get(i));
    }
  }

  private Map<String, Image> images(String name) {
    ImageColumn column = ImageColumn.of(runs.recipe(name));
    Map<String, Image> images = new TreeMap<>();
    runs.rows(name).forEach(row -> images.put(row.getString(0), column.decode(row)));
    return images;
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
}
