package dev.emulsion.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.parquet.ShardFormat;
import dev.emulsion.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same images are the same samples in every source format. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SixSourcesIT {

  @TempDir private static Path directory;

  private final SparkSession spark = LocalSpark.session();
  private TwoHundredImages images;
  private String digest;
  private String tableDigest;

  @BeforeAll
  void layOut() throws IOException {
    images = new TwoHundredImages();
    Path folder = images.folder(directory.resolve("images"));
    images.csv(folder.resolve("list.csv"), folder);
    images.tars(directory.resolve("tars"), 37);
    images.table(spark).repartition(3).write().parquet(path("parquet"));
    images
        .table(spark)
        .write()
        .format("orc")
        .option("path", path("orc"))
        .saveAsTable("two_hundred_images");
    images.table(spark).createOrReplaceTempView("images_of_a_view");
    String names = "\"" + String.join("\", \"", images.classes()) + "\"";
    String features =
        "{\\\"info\\\": {\\\"features\\\": {\\\"image\\\": {\\\"_type\\\": \\\"Image\\\"},"
            + " \\\"label\\\": {\\\"names\\\": ["
            + names.replace("\"", "\\\"")
            + "], \\\"_type\\\": \\\"ClassLabel\\\"}}}}";
    images
        .hub(spark)
        .write()
        .format(ShardFormat.class.getName())
        .option(ShardFormat.FOOTER, "{\"huggingface\": \"" + features + "\"}")
        .save(path("hub"));
    String folderInput = sources().findFirst().orElseThrow().input();
    digest = augment("folder", folderInput);
    Path staged = directory.resolve("staged-reference");
    tableDigest = new IngestJob(spark, recipe(folderInput, staged)).run().table().contentDigest();
  }

  @AfterAll
  void dropTheTable() {
    spark.sql("DROP TABLE two_hundred_images");
    spark.catalog().dropTempView("images_of_a_view");
  }

  /** A source and the recipe's section that names it. */
  record Source(String name, String input) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Source> sources() {
    String columns = "columns: {id: id, image: image, label: name}";
    return Stream.of(
        new Source("folder", "{path: %s, ids: stem}".formatted(path("images"))),
        new Source(
            "list", "{format: manifest, path: %s, ids: stem}".formatted(path("images/list.csv"))),
        new Source("tars", "{format: webdataset, path: %s}".formatted(path("tars"))),
        new Source(
            "parquet", "{format: parquet, path: %s, %s}".formatted(path("parquet"), columns)),
        new Source("hub", "{format: huggingface, path: %s, ids: stem}".formatted(path("hub"))),
        new Source("orc", "{format: table, path: two_hundred_images, %s}".formatted(columns)),
        new Source(
            "view",
            "{format: table, path: images_of_a_view, columns: {id: id, image: image, label:"
                + " number}}"));
  }

  static String path(String name) {
    return directory.resolve(name).toString();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theRowsAreTheSame(Source source) {
    assertThat(augment("of-" + source, source.input())).isEqualTo(digest);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theSampleTableIsTheSame(Source source) {
    Path staged = directory.resolve("staged-" + source);
    SampleTable.Marker marker = new IngestJob(spark, recipe(source.input(), staged)).run().table();
    assertThat(List.of(marker.in(), marker.written(), marker.quarantined(), marker.duplicates()))
        .containsExactly(200L, 200L, 0L, 0L);
    assertThat(marker.contentDigest()).isEqualTo(tableDigest);
  }

  @Test
  void theSampleTableGivesTheSameRowsWithAnyFormat() {
    String input = "{format: webdataset, path: %s}".formatted(path("staged-reference"));
    assertThat(augment("of-staged", input)).isEqualTo(digest);
  }

  @Test
  void theSampleTableHoldsTheFilesAsTheyWere() throws Exception {
    Path staged = directory.resolve("staged-values");
    String tars = sources().filter(s -> s.name().equals("tars")).findFirst().get().input();
    new IngestJob(spark, recipe(tars, staged)).run();
    List<Row> rows =
        spark.read().parquet(staged.resolve("samples").toString()).orderBy("id").collectAsList();
    List<TwoHundredImages.EncodedImage> expected =
        images.images().stream()
            .sorted(Comparator.comparing(TwoHundredImages.EncodedImage::id))
            .toList();
    assertThat(rows).hasSize(TwoHundredImages.COUNT);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      TwoHundredImages.EncodedImage image = expected.get(i);
      String sha256 =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image.bytes()));
      assertThat(row.<byte[]>getAs("image")).isEqualTo(image.bytes());
      assertThat(
              List.<Object>of(
                  row.getAs("id"),
                  row.getAs("label"),
                  row.getAs("height"),
                  row.getAs("width"),
                  row.getAs("channels"),
                  row.getAs("format"),
                  row.getAs("bytes"),
                  row.getAs("sha256")))
          .isEqualTo(
              List.<Object>of(
                  image.id(),
                  image.label(),
                  48,
                  48,
                  3,
                  "jpeg",
                  (long) image.bytes().length,
                  sha256));
    }
  }

  private String augment(String out, String input) {
    Recipe recipe = recipe(input, directory.resolve("out-" + out));
    return new AugmentJob(spark, recipe).run().manifest().contentDigest();
  }

  private static Recipe recipe(String input, Path output) {
    String yaml =
        String.join(
            "\n",
            "seed: 3",
            "input: " + input,
            "transform: [{random-resized-crop: {size: 16}}]",
            "mix: {cutmix: {}}",
            "output: {path: " + output + "}");
    return RecipeLoader.parse("six-sources.yaml", yaml, List.of());
  }
}
