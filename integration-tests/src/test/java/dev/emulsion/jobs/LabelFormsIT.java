package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.ConfigException;
import dev.emulsion.io.source.IndexRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.census.LabelReader;
import dev.emulsion.jobs.census.LabelScan;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.preview.PreviewReport;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels of every form, from the column of a table to the shards. */
class LabelFormsIT {

  private static final int ROWS = 24;
  private static final DataType NAMES = DataTypes.createArrayType(DataTypes.StringType);
  private static final DataType NUMBERS = DataTypes.createArrayType(DataTypes.LongType);
  private static final DataType WEIGHTS = DataTypes.createArrayType(DataTypes.DoubleType);

  /** In alphabetical order, so that a name's index is its place here. */
  private static final List<String> ANIMALS = List.of("ant", "bee", "cow", "dog");

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private Dataset<Row> index;

  @Test
  void severalNamesPerSampleAreMixedAsTheSumOfTheirOneHots() throws IOException {
    // image i shows animal i mod 4 and the next one; "dog" and "ant" for every fourth
    IntFunction<int[]> classes = i -> new int[] {i % 4, (i + 1) % 4};
    Path table =
        write(
            NAMES,
            i -> Arrays.stream(classes.apply(i)).mapToObj(ANIMALS::get).toArray(String[]::new));
    AugmentReport report = augment(table, "labels.smoothing=0.25");
    Map<String, double[]> soft = new HashMap<>();
    for (int i = 0; i < ROWS; i++) {
      // s/K = 0.0625 everywhere, and 0.75 more where the class is on
      double[] row = {0.0625, 0.0625, 0.0625, 0.0625};
      for (int k : classes.apply(i)) {
        row[k] += 0.75;
      }
      soft.put("p" + i, row);
    }
    List<Row> rows = rows();
    assertMixed(rows, soft);
    for (Row row : rows) {
      int base = Integer.parseInt(row.<String>getAs("base_id").substring(1));
      assertThat(row.<Integer>getList(row.fieldIndex("label_base")))
          .containsExactly(
              Arrays.stream(classes.apply(base)).sorted().boxed().toArray(Integer[]::new));
    }
    assertThat(verify().problems()).isEmpty();
    JsonNode list =
        new ObjectMapper().readTree(Folders.own(out("")).resolve("classes.json").toFile());
    assertThat(list.path("kind").asText()).isEqualTo("multi");
    // every animal is in two of four images
    ANIMALS.forEach(
        name -> assertThat(list.path("samples").path(name).asInt()).isEqualTo(ROWS / 2));
    assertThat(footer())
        .isEqualTo(
            "{\"kind\":\"multi\",\"classes\":4,\"names\":[\"ant\",\"bee\",\"cow\",\"dog\"]}");
    assertThat(legends()).contains("ant, bee", "ant, dog").allMatch(text -> text.contains(", "));

    // auto and the kind that it finds are one run
    AugmentReport second = augment(table, "labels.smoothing=0.25", "labels.kind=multi");
    assertThat(second.outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    assertThat(second.manifest().runId()).isEqualTo(report.manifest().runId());
  }

  @Test
  void severalNumbersPerSampleLeaveTheClassesBetweenThemEmpty() {
    // a class that repeats counts once
    LabelReader reader =
        scan(NUMBERS, i -> i % 2 == 0 ? new long[] {5, 0, 5} : new long[] {2}, "labels.classes=8");
    assertThat(reader.classes()).hasSize(8);
    assertThat(reader.read(IndexRow.of(indexRow("p0")))).isEqualTo(new Label.Multi(0, 5));
    assertThat(reader.read(IndexRow.of(indexRow("p1")))).isEqualTo(new Label.Multi(2));
  }

  @Test
  void integersPerClassAreWeightsIfTheRecipeSaysSo() {
    LabelReader reader =
        scan(
            NUMBERS,
            i -> i % 2 == 0 ? new long[] {0, 1} : new long[] {1, 1},
            "labels.kind=distribution");
    assertThat(reader.read(IndexRow.of(indexRow("p0")))).isEqualTo(new Label.Distribution(0, 1));
    assertThat(reader.read(IndexRow.of(indexRow("p1")))).isEqualTo(new Label.Distribution(1, 1));
  }

  @Test
  void singleClassesMayBeReadAsListsOfOne() {
    LabelReader reader = scan(DataTypes.IntegerType, i -> i % 3, "labels.kind=multi");
    assertThat(reader.read(IndexRow.of(indexRow("p5")))).isEqualTo(new Label.Multi(2));
  }

  @Test
  void weightsAreMixedAsTheyAre() throws IOException {
    IntFunction<double[]> weights =
        i -> i % 3 == 0 ? new double[] {0.5, 0.25, 0.25} : new double[] {0, i, 0};
    augment(WEIGHTS, weights::apply, "labels.smoothing=0.5");
    Map<String, double[]> soft = new HashMap<>();
    for (int i = 0; i < ROWS; i++) {
      // half of each weight, and 0.5 / 3 more
      soft.put("p" + i, Arrays.stream(weights.apply(i)).map(w -> w / 2 + 0.5 / 3).toArray());
    }
    List<Row> rows = rows();
    assertMixed(rows, soft);
    for (Row row : rows) {
      int base = Integer.parseInt(row.<String>getAs("base_id").substring(1));
      List<Float> kept = row.getList(row.fieldIndex("label_base"));
      assertThat(kept.stream().mapToDouble(w -> w).toArray()).containsExactly(weights.apply(base));
    }
    assertThat(verify().problems()).isEmpty();
    assertThat(footer())
        .isEqualTo("{\"kind\":\"distribution\",\"classes\":3,\"names\":[\"0\",\"1\",\"2\"]}");
    assertThat(legends()).contains("0 (0.50), 1 (0.25), 2 (0.25)");
  }

  @Test
  void mllibLoadsTheIndexerAndGivesTheSameIndices() throws IOException {
    augment(DataTypes.StringType, i -> ANIMALS.get(3 - i % 4));
    StringIndexerModel model =
        StringIndexerModel.load(Folders.own(out("")).resolve("string-indexer").toString());
    List<Row> indexed =
        model
            .transform(spark.createDataset(ANIMALS, Encoders.STRING()).toDF("label"))
            .select("label", "label_index")
            .collectAsList();
    assertThat(indexed)
        .containsExactly(
            RowFactory.create("ant", 0.0),
            RowFactory.create("bee", 1.0),
            RowFactory.create("cow", 2.0),
            RowFactory.create("dog", 3.0));
    for (Row row : rows()) {
      int base = Integer.parseInt(row.<String>getAs("base_id").substring(1));
      assertThat(row.<Integer>getAs("label_base")).isEqualTo(3 - base % 4);
    }
    assertThat(footer()).startsWith("{\"kind\":\"single\"");
  }

  @Test
  void aKindThatTheColumnCannotHaveIsRejected() {
    Path lists = write(NAMES, i -> new String[] {"ant"});
    assertThatThrownBy(() -> scan(lists, "labels.kind=single"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "labels.kind is single, but the input has a list of classes per sample; set labels.kind"
                + " to auto, or name another column");
    assertThatThrownBy(() -> scan(lists, "labels.kind=distribution"))
        .hasMessageStartingWith("labels.kind is distribution, but the input has a list of classes");
  }

  /** Asserts λ of the base and 1 − λ of the partner, dense and sparse. */
  private static void assertMixed(List<Row> rows, Map<String, double[]> soft) {
    assertThat(rows).hasSize(ROWS);
    assertThat(rows).anyMatch(row -> row.<Double>getAs("lam") < 0.9);
    for (Row row : rows) {
      double lambda = row.getAs("lam");
      double[] base = soft.get(row.<String>getAs("base_id"));
      double[] partner = soft.get(row.<String>getAs("partner_id"));
      List<Float> dense = row.getList(row.fieldIndex("soft_label"));
      double[] sparse = new double[base.length];
      List<Integer> indices = row.getList(row.fieldIndex("label_indices"));
      List<Float> weights = row.getList(row.fieldIndex("label_weights"));
      for (int i = 0; i < indices.size(); i++) {
        sparse[indices.get(i)] = weights.get(i);
      }
      for (int k = 0; k < base.length; k++) {
        double expected = lambda * base[k] + (1 - lambda) * partner[k];
        assertThat((double) dense.get(k)).isCloseTo(expected, within(1e-5));
        assertThat(sparse[k]).isEqualTo((double) dense.get(k));
      }
    }
  }

  private void augment(DataType type, IntFunction<Object> label, String... set) {
    augment(write(type, label), set);
  }

  private AugmentReport augment(Path table, String... set) {
    return new AugmentJob(spark, recipe(table, set)).run();
  }

  private Recipe recipe(Path table, String... set) {
    return Recipes.input("format: parquet, path: " + table + ", columns: {id: id}")
        .with("mix", "{mixup: {alpha: 1}}")
        .with("pairing", "{buckets: 2}")
        .to(out(""))
        .load(set);
  }

  private LabelReader scan(DataType type, IntFunction<Object> label, String... set) {
    return scan(write(type, label), set);
  }

  /** Opens the table and scans its labels, as every job does first. */
  private LabelReader scan(Path table, String... set) {
    Recipe recipe = recipe(table, set);
    Samples samples = Samples.open(spark, recipe);
    index = samples.index();
    return LabelScan.reader(samples.info(), index, recipe.labels());
  }

  /** The sample of the table that was scanned last. */
  private Row indexRow(String id) {
    return index.filter(functions.col(Samples.ID).equalTo(id)).first();
  }

  private Path write(DataType type, IntFunction<Object> label) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(RowFactory.create("p" + i, TestImages.encoded(i, 20, 20, "png"), label.apply(i)));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("label", type);
    Path table = directory.resolve("table");
    spark.createDataFrame(rows, schema).write().parquet(table.toString());
    return table;
  }

  private Path out(String name) {
    return directory.resolve("out").resolve(name);
  }

  private List<Row> rows() {
    return spark.read().parquet(out("epoch=0").toString()).collectAsList();
  }

  private VerifyReport verify() {
    return new VerifyJob(spark, out("").toString()).run();
  }

  private List<String> legends() {
    return new PreviewJob(spark, out("").toString(), ROWS)
        .run().examples().stream().map(PreviewReport.Example::baseLabel).toList();
  }

  private String footer() throws IOException {
    try (var files = Files.list(out("epoch=0"))) {
      Path shard = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(
                  new org.apache.hadoop.fs.Path(shard.toUri()), new Configuration()))) {
        return reader.getFileMetaData().getKeyValueMetaData().get("emulsion.labels");
      }
    }
  }
}
