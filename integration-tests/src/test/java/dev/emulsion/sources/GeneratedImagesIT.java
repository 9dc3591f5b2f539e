package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.GeneratedRequest;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated images of every form. Contents are texts, because nothing is decoded. */
class GeneratedImagesIT {

  private static final DecodeLimits LIMITS = new DecodeLimits(1000, 100, 10_000);

  @TempDir private Path directory;

  private final SparkSession spark = Reading.spark();

  private static GeneratedConfig config(Path path, String... set) {
    List<String> all =
        new ArrayList<>(
            List.of("input.path=in", "output.path=out", "generated.path=\"" + path + "\""));
    all.addAll(List.of(set));
    return RecipeLoader.parse("r", "mixing-set: {path: f}\ntransform: [{diffusemix: {}}]\n", all)
        .generated()
        .orElseThrow();
  }

  private GeneratedImages open(Path path, String... set) {
    return GeneratedImages.open(spark, config(path, set), LIMITS);
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Every row of the index as {@code source|prompt|variant|location|bytes}. */
  private static List<String> index(GeneratedImages images) {
    return images.index().drop("stamp").collectAsList().stream()
        .map(row -> row.mkString("|"))
        .sorted()
        .toList();
  }

  /** The images that a condition holds for, as {@code id|prompt|variant|label|content}. */
  private static List<String> payload(GeneratedImages images, String condition, boolean labeled) {
    Dataset<Row> chosen =
        images
            .index()
            .withColumnRenamed(GeneratedImages.SOURCE, Samples.ID)
            .withColumn(
                Samples.LABELS,
                functions.array(
                    functions.concat(functions.lit("label of "), functions.col(Samples.ID))))
            .withColumn(Samples.WEIGHTS, functions.lit(null).cast("array<float>"))
            .filter(condition)
            .selectExpr(GeneratedRequest.SCHEMA.fieldNames());
    Dataset<Row> payload = images.payload(chosen, labeled);
    assertThat(payload.columns())
        .containsExactly("id", "labels", "weights", "prompt", "index", "image", "location");
    List<String> rows = new ArrayList<>();
    for (Row row : payload.collectAsList()) {
      rows.add(
          row.getString(0)
              + "|"
              + row.getString(3)
              + "|"
              + row.getInt(4)
              + "|"
              + (row.isNullAt(1) ? "none" : row.getList(1).get(0))
              + "|"
              + new String(row.<byte[]>getAs(5), StandardCharsets.UTF_8));
    }
    rows.sort(null);
    return rows;
  }

  @Test
  void aFolderIsReadByTheNamesOfItsFiles() throws IOException {
    file("g/cat/1.jpg_generated_snowy_0.jpg", "one");
    file("g/cat/1.jpg_generated_Snowy_1.png", "two");
    file("g/a:b #/deep/ä.png_generated_half%2Fhalf 🎨_0.jpg", "three");
    file("g/x_generated_y.jpg_generated_a%5F_0.jpg", "");
    file("g/cat/1.jpg", "an original");
    file("g/notes.txt", "");
    file("g/.hidden/1.jpg_generated_snowy_0.jpg", "");
    GeneratedImages images = open(directory.resolve("g"));
    assertThat(index(images))
        .containsExactly(
            "a:b #/deep/ä.png|half/half 🎨|0|a:b #/deep/ä.png_generated_half%2Fhalf 🎨_0.jpg|5",
            "cat/1.jpg|snowy|0|cat/1.jpg_generated_snowy_0.jpg|3",
            "cat/1.jpg|snowy|1|cat/1.jpg_generated_Snowy_1.png|3",
            "x_generated_y.jpg|a_|0|x_generated_y.jpg_generated_a%5F_0.jpg|0");
    assertThat(images.ignored()).isEqualTo(3);
    assertThat(images.totalBytes()).isEqualTo(11);
    assertThat(images.pathPrefix()).isEqualTo("file:" + directory + "/g/");
    assertThat(payload(images, "index = 0", false))
        .containsExactly(
            "a:b #/deep/ä.png|half/half 🎨|0|none|three",
            "cat/1.jpg|snowy|0|none|one",
            "x_generated_y.jpg|a_|0|none|");
    assertThat(payload(images, "index = 1", true))
        .containsExactly("cat/1.jpg|snowy|1|label of cat/1.jpg|two");
  }

  @Test
  void onlyChosenImagesAreRead() throws IOException {
    file("g/1_generated_a_0.jpg", "one");
    Path unread = file("g/2_generated_a_0.jpg", "two");
    GeneratedImages images = open(directory.resolve("g"));
    assertThat(images.index().count()).isEqualTo(2);
    Files.delete(unread); // reading it would fail now
    assertThat(payload(images, "id = '1'", false)).containsExactly("1|a|0|none|one");
  }

  @Test
  void aCsvMayQuoteAnything() throws IOException {
    file("t/p/1.jpg", "one");
    Path elsewhere = file("else where/2.jpg", "two");
    Path table =
        file(
            "t/table.csv",
            "\uFEFFsource_id,prompt,index,path,extra\n"
                + "cat/1.jpg,\"a \"\"Snowy\"\", cold\nday \",3,p/1.jpg,x\n"
                + "cat/1.jpg,snowy,,"
                + elsewhere
                + ",x\n"
                + "cat/2.jpg,snowy,0,file:"
                + elsewhere
                + ",x\n"
                + "cat/2.jpg,snowy,0,p/gone.jpg,x\n");
    GeneratedImages images = open(table);
    assertThat(index(images))
        .containsExactly(
            "cat/1.jpg|a \"snowy\", cold\nday|3|p/1.jpg|3",
            "cat/1.jpg|snowy|0|" + elsewhere + "|3",
            "cat/2.jpg|snowy|0|file:" + elsewhere + "|3",
            "cat/2.jpg|snowy|0|p/gone.jpg|0");
    assertThat(payload(images, "true", false))
        .containsExactly(
            "cat/1.jpg|a \"snowy\", cold\nday|3|none|one",
            "cat/1.jpg|snowy|0|none|two",
            "cat/2.jpg|snowy|0|none|",
            "cat/2.jpg|snowy|0|none|two");
    assertThat(images.pathPrefix()).isEqualTo(table + "#");
    assertThat(images.ignored()).isZero();
  }

  @Test
  void linesMayEndAsWindowsEndsThem() throws IOException {
    file("t/1.jpg", "one");
    Path table = file("t/t.csv", "source_id,prompt,path\r\na,\"x\r\ny\",1.jpg\r\n");
    assertThat(payload(open(table), "true", false)).containsExactly("a|x\ny|0|none|one");
  }

  @Test
  void jsonLinesMayBeInAFolderAndNameTheirColumns() throws IOException {
    file("t/a.jsonl", "{\"id\": 7, \"p\": \"x\", \"n\": 2, \"file\": \"1.jpg\"}\n");
    file("t/b.jsonl", "{\"id\": \"8\", \"p\": \"x\", \"file\": \"1.jpg\"}\n");
    file("t/1.jpg", "beside the table");
    file("root [1]/1.jpg", "one");
    GeneratedImages images =
        open(
            directory.resolve("t"),
            "generated.columns={source: id, prompt: p, index: n, path: file}",
            "generated.root=\"" + directory.resolve("root [1]") + "\"");
    assertThat(payload(images, "true", true))
        .containsExactly("7|x|2|label of 7|one", "8|x|0|label of 8|one");
  }

  @Test
  void parquetMayNameFiles() throws IOException {
    file("t/1.jpg", "one");
    Path table = directory.resolve("t/table");
    spark
        .sql("SELECT 'a' AS source_id, ' X ' AS prompt, 5L AS index, '../1.jpg' AS path")
        .write()
        .parquet(table.toString());
    assertThat(payload(open(table), "true", false)).containsExactly("a|x|5|none|one");
  }

  @Test
  void imagesInsideParquetAreSelectedExactly() {
    Path table = directory.resolve("inside");
    spark
        .sql(
            "SELECT concat('s', id div 3) AS source_id, concat('P', id % 3) AS prompt,"
                + " cast(concat('image ', id) AS binary) AS image FROM range(3000)")
        .repartition(5)
        .write()
        .parquet(table.toString());
    GeneratedImages images = open(table);
    assertThat(images.index().count()).isEqualTo(3000);
    assertThat(payload(images, "id like '%77'", false))
        .hasSize(30)
        .contains("s77|p1|0|none|image 232", "s977|p2|0|none|image 2933");
    assertThat(payload(images, "id like '%77' and prompt = 'p1'", true))
        .hasSize(10)
        .contains("s77|p1|0|label of s77|image 232");
    assertThat(images.index().select("location").distinct().count()).isEqualTo(3000);
    assertThat(images.index().select("bytes").distinct().first().getLong(0)).isBetween(1L, 100L);
  }

  @Test
  void imagesMayBeStructsAndTooLongOnesAreCut() {
    Path table = directory.resolve("structs");
    spark
        .sql(
            "SELECT col1 AS source_id, col2 AS prompt, 1 AS index,"
                + " named_struct('bytes', cast(col3 AS binary), 'path', 'x.jpg') AS image"
                + " FROM VALUES ('a', 'x', repeat('y', 2000)), ('a', 'x', 'one'), ('b', 'x', null)")
        .write()
        .parquet(table.toString());
    assertThat(payload(open(table), "true", false))
        .containsExactly("a|x|1|none|one", "a|x|1|none|" + "y".repeat(1001), "b|x|1|none|");
  }

  @Test
  void rowsThatCannotBeUsedAreCountedAndShown() throws IOException {
    Path table =
        file(
            "t.csv",
            "source_id,prompt,index,path\na,snowy,0,1.jpg\n,snowy,0,2.jpg\na,,0,3.jpg\n"
                + "a,snowy,-1,4.jpg\na,snowy,1.5,5.jpg\na,snowy,1,\n");
    assertThatThrownBy(() -> open(table))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every row of "
                + table
                + " needs a source id, a prompt, an index of 0 or more and an image, but 5 lack"
                + " one, such as the row with source a, prompt null, index 0, at 3.jpg; complete or"
                + " remove them");
  }

  @Test
  void missingPathsAndColumnsAreNamed() throws IOException {
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> open(gone))
        .isInstanceOf(ConfigException.class)
        .hasMessage("generated.path " + gone + " does not exist");
    Path table = file("t/a.csv", "source,prompt,path\na,b,c\n");
    assertThatThrownBy(() -> open(table))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "generated.columns.source names source_id, but the table has source, prompt, path;"
                + " name the one that is meant");
    file("t/b.jsonl", "{}");
    assertThatThrownBy(() -> open(directory.resolve("t")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "generated.path must be a folder, or a table that ends with .parquet, .csv, .jsonl,"
                + " .ndjson or .json; file:"
                + directory
                + "/t holds a.csv and b.jsonl; name the one that is meant");
    assertThatThrownBy(() -> open(file("t.xml", "")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("/t.xml is neither");
    Path bare = directory.resolve("bare");
    spark.sql("SELECT 'a' AS source_id, 'x' AS prompt").write().parquet(bare.toString());
    assertThatThrownBy(() -> open(bare))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            bare
                + " must have a column path of paths or image of images, but has source_id,"
                + " prompt; set generated.columns");
  }

  @Test
  void encodedBytesAreNotShuffled() throws Exception {
    String big = "y".repeat(50_000);
    for (int i = 0; i < 20; i++) {
      file("g/" + i + "_generated_a_0.jpg", big);
    }
    Path table = directory.resolve("inside");
    spark
        .sql(
            "SELECT cast(id AS string) AS source_id, 'a' AS prompt,"
                + " cast(repeat('y', 50000) AS binary) AS image FROM range(20)")
        .repartition(2)
        .write()
        .parquet(table.toString());
    DecodeLimits limits = new DecodeLimits(100_000, 100, 10_000);
    GeneratedImages files = GeneratedImages.open(spark, config(directory.resolve("g")), limits);
    GeneratedImages inside = GeneratedImages.open(spark, config(table), limits);
    assertThat(shuffled(files, "id < 5", false)).isLessThan(10_000);
    assertThat(shuffled(files, "id < 5", true)).isLessThan(10_000);
    assertThat(shuffled(inside, "id < 5", false)).isLessThan(10_000);
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      assertThat(shuffled(inside, "id < 5", true)).isBetween(5L * 50_000, 5L * 50_000 + 10_000);
    } finally {
      spark.conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
  }

  /** Bytes that Spark shuffles for the payload of five images. */
  private long shuffled(GeneratedImages images, String condition, boolean labeled)
      throws Exception {
    AtomicLong bytes = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted stage) {
            bytes.addAndGet(stage.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
          }
        };
    images.index().count();
    spark.sparkContext().addSparkListener(listener);
    try {
      assertThat(payload(images, condition, labeled)).hasSize(5);
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return bytes.get();
  }

  @Test
  void theFormatMayBeStated() throws IOException {
    file("g/1_generated_a_0.jpg", "one");
    file("g/list.csv", "source_id,prompt,path\n2,b,1_generated_a_0.jpg\n");
    assertThat(payload(open(directory.resolve("g")), "true", false))
        .containsExactly("2|b|0|none|one");
    assertThat(payload(open(directory.resolve("g"), "generated.format=folder"), "true", false))
        .containsExactly("1|a|0|none|one");
    assertThatThrownBy(() -> open(directory.resolve("g/list.csv"), "generated.format=folder"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "generated.path must be a folder when generated.format is folder, was the file "
                + directory.resolve("g/list.csv")
                + "; name a folder, or remove generated.format");
  }
}
