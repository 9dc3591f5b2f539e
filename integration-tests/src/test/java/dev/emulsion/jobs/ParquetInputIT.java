package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.census.LabelScan;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet tables of encoded images, with columns as users have them. */
class ParquetInputIT {

  private static final int ROWS = 40;

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @Tag("main")
  @Test
  void idsImagesAndNamesAreReadAndAMissingImageIsQuarantined() {
    Dataset<Row> rows =
        table()
            .withColumn("image", functions.expr("if(id = 'p7', null, image)"))
            .select("id", "image", "name");
    AugmentReport report =
        augment(
            write(rows),
            "input.columns.id=id",
            "input.columns.image=image",
            "input.columns.label=name",
            "quarantine.max-fraction=0.1");
    assertThat(report.reasons()).containsExactly(Map.entry("EMPTY", 1L));
    assertThat(report.rows()).isEqualTo(ROWS - 1);
    Set<String> expected = ids();
    expected.remove("p7");
    assertThat(bases()).isEqualTo(expected);
    assertThat(classes()).isEqualTo("{\"classes\":[\"ant\",\"bee\",\"cow\"]");
  }

  @Test
  void aStructOfBytesAndPathNeedsNoIdColumn() {
    Dataset<Row> hub =
        table()
            .select(
                functions
                    .struct(functions.col("image").as("bytes"), functions.col("id").as("path"))
                    .as("image"),
                functions.col("number").as("label"));
    AugmentReport report = augment(write(hub));
    assertThat(report.rows()).isEqualTo(ROWS);
    assertThat(bases()).isEqualTo(ids());
    assertThat(classes()).isEqualTo("{\"classes\":[\"0\",\"1\",\"2\"]");
  }

  @Test
  void filesAndInputPartitionsDoNotMatter() {
    Dataset<Row> rows = table().select("id", "image", "number");
    String[] set = {
      "input.columns.id=id", "input.columns.image=image", "input.columns.label=number"
    };
    Path one = directory.resolve("one");
    rows.coalesce(1).write().parquet(one.toString());
    Path many = directory.resolve("many");
    rows.repartition(9).write().parquet(many.toString());
    String digest =
        augment(one, with(set, "output.path=" + directory.resolve("a"))).manifest().contentDigest();
    assertThat(
            augment(many, with(set, "output.path=" + directory.resolve("b"), "input.partitions=3"))
                .manifest()
                .contentDigest())
        .isEqualTo(digest);
  }

  @Tag("main")
  @Test
  void columnsThatAreMissingAreNamed() {
    Path table = write(table());
    assertThatThrownBy(() -> open(table, "input.columns.image=pixels"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.image names pixels, but the table has id, image, name, number, half;"
                + " name the one that is meant");
    assertThatThrownBy(
            () ->
                open(
                    table,
                    "input.columns.id=id",
                    "input.columns.image=image",
                    "input.columns.label=image"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.label must be a string, a boolean or a number, or an array of strings or"
                + " numbers, but image is binary");
  }

  @Test
  void missingLabelsAndClassesOutOfRangeAreCounted() {
    String[] set = {"input.columns.id=id", "input.columns.image=image"};
    Path gaps = write(table().withColumn("name", functions.expr("if(id like '%3', null, name)")));
    assertThatThrownBy(() -> open(gaps, with(set, "input.columns.label=name")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample needs a label, but p13 has none (4 in all); remove such samples from the"
                + " input, or label them");
    assertThatThrownBy(
            () -> open(gaps, with(set, "input.columns.label=number", "labels.classes=2")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "a class number must be between 0 and 1, was 2 for p11 (13 in all); set labels.classes"
                + " to the number of classes, or correct the labels");
  }

  @Test
  void aPathThatIsNotATableIsNamed() {
    assertThatThrownBy(() -> open(directory.resolve("nowhere")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("input.path " + directory.resolve("nowhere") + " does not exist");
  }

  private AugmentReport augment(Path table, String... set) {
    return new AugmentJob(spark, recipe(table, set)).run();
  }

  /** Opens the source and scans its labels, as every job does first. */
  private void open(Path table, String... set) {
    Recipe recipe = recipe(table, set);
    Samples samples = Samples.open(spark, recipe);
    LabelScan.reader(samples.info(), samples.index(), recipe.labels());
  }

  private Recipe recipe(Path table, String... set) {
    return Recipes.input("format: parquet, path: " + table).to(directory.resolve("out")).load(set);
  }

  private static String[] with(String[] set, String... more) {
    List<String> all = new ArrayList<>(List.of(set));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  private Path write(Dataset<Row> rows) {
    Path table = directory.resolve("table");
    rows.write().parquet(table.toString());
    return table;
  }

  private Dataset<Row> table() {
    List<Row> rows = new ArrayList<>();
    String[] names = {"bee", "ant", "cow"};
    for (int i = 0; i < ROWS; i++) {
      byte[] image = TestImages.encoded(i, 30, 40, "jpg");
      rows.add(RowFactory.create("p" + i, image, names[i % 3], (long) (i % 3), i / 2.0));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("name", DataTypes.StringType)
            .add("number", DataTypes.LongType)
            .add("half", DataTypes.DoubleType));
  }

  private static Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < ROWS; i++) {
      ids.add("p" + i);
    }
    return ids;
  }

  private Set<String> bases() {
    Set<String> bases = new TreeSet<>();
    spark
        .read()
        .parquet(directory.resolve("out/epoch=0").toString())
        .select("base_id")
        .collectAsList()
        .forEach(row -> bases.add(row.getString(0)));
    return bases;
  }

  /** The beginning of classes.json, without white space. */
  private String classes() {
    String json =
        spark
            .read()
            .option("wholetext", true)
            .text(directory.resolve("out.emulsion/classes.json").toString())
            .first()
            .getString(0)
            .replaceAll("\\s", "");
    return json.substring(0, json.indexOf(']') + 1);
  }
}
