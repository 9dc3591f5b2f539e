package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.ingest.IngestReport;
import dev.emulsion.spark.parquet.ShardFormat;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a catalog, and the Parquet files of Hugging Face datasets. */
class TablesIT {

  private static final String COLUMNS = "input.columns={id: id, image: image, label: label}";

  @TempDir private Path directory;

  private final SparkSession spark = Reading.spark();

  @AfterEach
  void dropTheView() {
    spark.catalog().dropTempView("images");
  }

  private Dataset<Row> rows(String... values) {
    return spark.sql(
        "SELECT col1 AS id, cast(col2 AS binary) AS image, col3 AS label FROM VALUES "
            + String.join(", ", values));
  }

  private Reading view(Dataset<Row> rows, String... set) {
    rows.createOrReplaceTempView("images");
    String[] all = Arrays.copyOf(set, set.length + 1);
    all[set.length] = COLUMNS;
    return Reading.of("{format: table, path: images}", all);
  }

  @Test
  void aViewIsRead() {
    Reading reading = view(rows("('a', 'one', 2)", "('b', null, 0)", "(null, 'three', null)"));
    assertThat(reading.all()).containsExactly(" none three", "a [2] one", "b [0] ");
    assertThat(reading.endingWith("a")).containsExactly("a [2] one");
    assertThat(view(rows("('a', 'abcdef', 2)"), "decode.max-bytes=3").all())
        .containsExactly("a [2] abcd");
  }

  @Test
  void aSelectionOfATableHasExactlyThoseRows() {
    Dataset<Row> many =
        spark.sql(
            "SELECT concat('p', id) AS id, cast(concat('image ', id) AS binary) AS image,"
                + " id % 7 AS label FROM range(3000)");
    assertThat(view(many).endingWith("77")).hasSize(30).contains("p1077 [6] image 1077");
    Path files = directory.resolve("files");
    many.repartition(5).write().parquet(files.toString());
    assertThat(Reading.of(Reading.input("parquet", files), COLUMNS).endingWith("77"))
        .hasSize(30)
        .contains("p1077 [6] image 1077");
  }

  @Test
  void theFirstRowOfAnIdIsTheSameEveryTimeAndIdenticalRowsAreOne() {
    String[] values = {"('a', 'one', 1)", "('a', 'two', 1)", "('a', 'one', 1)", "('b', 'x', 0)"};
    Reading reading = view(rows(values), "input.duplicates=first");
    assertThat(reading.samples().index().select("id", "location").distinct().count()).isEqualTo(4);
    assertThat(reading.all()).containsExactly("a [1] one", "a [1] two", "b [0] x");
    assertThat(reading.endingWith("a")).containsExactly("a [1] one", "a [1] two");
  }

  @Test
  void duplicatesAreCountedOnceEach() {
    Dataset<Row> images =
        spark
            .createDataset(List.of(1, 2, 2, 2, 3), Encoders.INT())
            .map(
                (MapFunction<Integer, byte[]>) n -> TestImages.encoded(n, 8, 8, "png"),
                Encoders.BINARY())
            .selectExpr("'p' || length(value) AS id", "value AS image", "0 AS label");
    long ids = images.select("id").distinct().count();
    images.createOrReplaceTempView("images");
    IngestReport report =
        new IngestJob(
                spark,
                Reading.recipe(
                    "{format: table, path: images}",
                    directory.resolve("out"),
                    COLUMNS,
                    "input.duplicates=first"))
            .run();
    assertThat(report.table().in()).isEqualTo(5);
    assertThat(report.table().written()).isEqualTo(ids);
    assertThat(report.table().duplicates()).isEqualTo(5 - ids);
    assertThat(
            spark.read().parquet(directory.resolve("out.emulsion/quarantine").toString()).count())
        .isEqualTo(5 - ids);
  }

  @Test
  void aMissingTableIsNamed() {
    assertThatThrownBy(() -> Reading.of("{format: table, path: no.such_table}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("cannot read input.path no.such_table as a table of the catalog: ");
  }

  private Path hub(String features, Dataset<Row> rows) {
    Path files = directory.resolve("hub");
    String json = "{\"info\": {\"features\": {" + features + "}}}";
    rows.write()
        .format(ShardFormat.class.getName())
        .option(ShardFormat.FOOTER, "{\"huggingface\": \"" + json.replace("\"", "\\\"") + "\"}")
        .save(files.toString());
    return files;
  }

  @Test
  void theFooterNamesColumnsAndClasses() {
    Dataset<Row> rows =
        rows("('a.jpg', 'one', 1)")
            .selectExpr("struct(image AS bytes, id AS path) AS img", "label AS fine", "7 AS width");
    Path files =
        hub(
            "\"img\": {\"_type\": \"Image\"}, \"width\": {\"dtype\": \"int32\", \"_type\":"
                + " \"Value\"}, \"fine\": {\"names\": [\"cat\", \"dog\"], \"_type\":"
                + " \"ClassLabel\"}",
            rows);
    Reading reading = Reading.of(Reading.input("huggingface", files));
    assertThat(reading.all()).containsExactly("a.jpg [1] one");
    assertThat(reading.samples().info().classNames()).contains(List.of("cat", "dog"));
    assertThat(reading.classes()).containsExactly("cat", "dog");
  }

  @Test
  void classesInListsAreFoundInEveryFormOfList() {
    String names = "{\"names\": [\"cat\", \"dog\"], \"_type\": \"ClassLabel\"}";
    Dataset<Row> rows =
        rows("('a.jpg', 'one', 1)")
            .selectExpr(
                "struct(image AS bytes, id AS path) AS image",
                "array(0, label) AS old",
                "array(label) AS new",
                "array(label) AS oldest");
    Path files =
        hub(
            "\"image\": {\"_type\": \"Image\"}, \"old\": {\"feature\": "
                + names
                + ", \"_type\": \"Sequence\"}, \"new\": {\"feature\": "
                + names
                + ", \"_type\": \"List\"}, \"oldest\": ["
                + names
                + "]",
            rows);
    for (String column : List.of("old", "new", "oldest")) {
      Reading reading =
          Reading.of(Reading.input("huggingface", files), "input.columns.label=" + column);
      assertThat(reading.samples().info().classNames()).contains(List.of("cat", "dog"));
    }
    assertThatThrownBy(() -> Reading.of(Reading.input("huggingface", files)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.label must name one of the columns of type ClassLabel: old, new,"
                + " oldest");
  }

  private Path hubOfTwo() {
    Path files = directory.resolve("two");
    for (String names : List.of("\"cat\", \"coffee\"", "\"coffee\", \"cat\"")) {
      String footer =
          "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": ["
              + names
              + "], \"_type\": \"ClassLabel\"}}}}";
      // what is a cat has number 0 in the first file and 1 in the second
      rows(names.startsWith("\"cat") ? "('a', 'cat', 0)" : "('b', 'cat', 1)")
          .selectExpr("struct(image AS bytes, cast(null AS string) AS path) AS image", "label")
          .write()
          .format(ShardFormat.class.getName())
          .option(ShardFormat.FOOTER, "{\"huggingface\": \"" + footer.replace("\"", "\\\"") + "\"}")
          .save(files.resolve(names.substring(1, 4)).toString());
    }
    return files.resolve("*/*.parquet");
  }

  @Test
  void namesInAnotherOrderAreRefusedOrReadByName() {
    String input = Reading.input("huggingface", hubOfTwo());
    assertThatThrownBy(() -> Reading.of(input))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "all files must list the classes of label in one order, but class 0 is cat in "
                + directory)
        .hasMessageContaining(".parquet and coffee in " + directory)
        .hasMessageEndingWith(".parquet; set labels.order to lexical, which goes by the names");
    Reading named = Reading.of(input, "labels.order=lexical");
    assertThat(named.all()).allMatch(row -> row.endsWith(" [cat] cat")).hasSize(2);
    assertThat(named.classes("labels.order=lexical")).containsExactly("cat");
    assertThatThrownBy(
            () ->
                Reading.of(
                    Reading.input("parquet", directory.resolve("two/*/*.parquet")),
                    "input.columns.label=label"))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("; read them one at a time, or set input.format to huggingface");
  }

  @Test
  void rowsWithoutPathAndIdAreNamedByFileAndNumber() {
    hubOfTwo();
    String input = "{format: parquet, path: '" + directory.resolve("two/cof") + "'}";
    Reading one = Reading.of(input);
    assertThat(one.all()).hasSize(1);
    String id = one.all().get(0).split(" ")[0];
    assertThat(id).matches("part-[^/]*\\.parquet#0");
    // a pattern begins where its first wildcard is
    Reading glob =
        Reading.of(Reading.input("parquet", directory.resolve("two/co?/part-*.parquet")));
    assertThat(glob.all()).containsExactly("cof/" + id + " [1] cat");
    Path plain = directory.resolve("plain");
    rows("('a', 'one', 2)").drop("id").coalesce(1).write().parquet(plain.toString());
    assertThat(Reading.of(Reading.input("parquet", plain)).all())
        .singleElement()
        .asString()
        .matches("part-[^/]*\\.parquet#0 \\[2] one");
  }

  @Test
  void labelsAreReadFromEveryTypeOfNumber() {
    for (String type :
        List.of(
            "tinyint",
            "smallint",
            "int",
            "bigint",
            "float",
            "double",
            "decimal(20,0)",
            "decimal(5,2)",
            "string")) {
      Dataset<Row> rows = rows("('a', 'one', 2)", "('b', 'two', 10)");
      Reading reading = view(rows.withColumn("label", rows.col("label").cast(type)));
      assertThat(reading.classes()).as(type).hasSize(11).startsWith("0", "1").endsWith("10");
    }
    assertThat(view(rows("('a', 'one', true)", "('b', 'two', false)")).classes())
        .containsExactly("false", "true");
    Reading half = view(rows("('a', 'one', 1.5d)", "('b', 'two', 1d)"));
    assertThatThrownBy(half::classes)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a label must be a whole class number, was 1.5 for a (1 in all)");
    Reading gap = view(rows("('a', 'one', double('NaN'))", "('b', 'two', 1d)"));
    assertThatThrownBy(gap::classes)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("every sample needs a label, but a has none (1 in all)");
    assertThatThrownBy(() -> view(rows("('a', 'one', date '2024-01-01')")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("an array of strings or numbers, but label is date");
  }

  @Test
  void namesOfFoldersAreTextAsItIsWritten() {
    for (String label : List.of("1d", "1f", "00", "01", "2024-01-01", "true", "a%2Fb")) {
      rows("('" + label.replace("%2F", "/") + "', 'one', 0)")
          .drop("label")
          .write()
          .parquet(directory.resolve("hive/label=" + label).toString());
    }
    Reading reading = Reading.of(Reading.input("parquet", directory.resolve("hive")), COLUMNS);
    assertThat(reading.classes())
        .containsExactly("00", "01", "1d", "1f", "2024-01-01", "a/b", "true");
    assertThat(reading.all()).allMatch(row -> row.matches("(\\S+) \\[\\1] one"));
    assertThat(spark.conf().get("spark.sql.sources.partitionColumnTypeInference.enabled"))
        .isEqualTo("true");
  }

  @Test
  void columnsWhoseNamesDifferInCaseMatterOnlyWhereTheyAreNamed() {
    Path file = directory.resolve("case");
    spark.conf().set("spark.sql.caseSensitive", true);
    try {
      rows("('a', 'one', 2)")
          .selectExpr("id", "image", "label", "1 AS other", "2 AS Other")
          .coalesce(1)
          .write()
          .parquet(file.toString());
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
    String input = Reading.input("parquet", file);
    assertThat(Reading.of(input, COLUMNS).all()).containsExactly("a [2] one");
    assertThatThrownBy(() -> Reading.of(input, COLUMNS, "input.columns.label=other"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.label must name a column that Spark can read, but other is one of other"
                + " and Other, which Spark does not distinguish by case; write it as another");
  }

  @Test
  void foldersOfDifferentDepthAreNamed() {
    Path hive = directory.resolve("uneven");
    rows("('a', 'one', 0)").drop("label").write().parquet(hive.resolve("label=cat").toString());
    rows("('b', 'two', 0)").drop("label").write().parquet(hive.resolve("label=dog/k=1").toString());
    assertThatThrownBy(() -> Reading.of(Reading.input("parquet", hive), COLUMNS))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            "cannot read input.path "
                + hive
                + " as Parquet: all files must be in folders of the same keys, such as label=cat,"
                + " but Conflicting partition column names detected: ")
        .hasMessageEndingWith("; move the files, or name folders of one kind")
        .hasMessageNotContaining("\n");
  }

  /** The file was written by pyarrow 26.0.1, with columns of float16, time64[ns] and a struct. */
  @Test
  void columnsThatSparkCannotReadMatterOnlyWhereTheyAreNamed() throws IOException {
    Path file = directory.resolve("newer.parquet");
    try (InputStream in = getClass().getResourceAsStream("/parquet/newer-types.parquet")) {
      Files.copy(in, file);
    }
    String input = Reading.input("parquet", file);
    assertThat(Reading.of(input, COLUMNS).all()).containsExactly("a [1] one", "b [0] two");
    assertThat(Reading.of(input, COLUMNS).endingWith("b")).containsExactly("b [0] two");
    assertThatThrownBy(() -> Reading.of(input, COLUMNS, "input.columns.label=time"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.label must name a column that Spark can read, but time is of the"
                + " Parquet type int64 (TIME(NANOS,false)); write it as another");
    assertThatThrownBy(() -> Reading.of(input, COLUMNS, "input.columns.id=half"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "input.columns.id must name a column that Spark can read, but half is of a type that"
                + " is newer than the Parquet library of Spark, such as FLOAT16; write it as"
                + " another");
  }

  @Test
  void aFooterWithoutFeaturesIsNamed() {
    Path files = directory.resolve("plain");
    rows("('a', 'one', 1)").write().parquet(files.toString());
    assertThatThrownBy(() -> Reading.of(Reading.input("huggingface", files)))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "was not written by Hugging Face datasets: its footer has no key huggingface with"
                + " features; set input.format to parquet");
  }

  @Test
  void labelsBeyondTheNamesAreRejected() {
    Path files =
        hub(
            "\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": [\"cat\"], \"_type\":"
                + " \"ClassLabel\"}",
            rows("('a.jpg', 'one', -1)")
                .selectExpr("struct(image AS bytes, id AS path) AS image", "label"));
    IngestJob job =
        new IngestJob(
            spark, Reading.recipe(Reading.input("huggingface", files), directory.resolve("out")));
    assertThatThrownBy(job::run)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a class number must be 0 or more, was -1 for a.jpg (1 in all)");
  }
}
