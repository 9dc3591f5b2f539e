package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.ClassList;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.WriteAttempt;
import dev.emulsion.io.shard.FileSizes;
import dev.emulsion.io.shard.ShardReader;
import dev.emulsion.io.shard.Shards;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.replay.ReplayJob;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import dev.emulsion.jobs.replay.Selection;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replay renders rows from their plans and names everything that differs. */
class ReplayIT {

  private static final int SIDE = 16;
  private static final int IMAGES = 12;
  private static final Selection ALL = new Selection.Where("true");

  @TempDir private static Path shared;
  private static Path images;

  /** A run of one epoch that tests copy and edit. */
  private static Path plain;

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;

  @BeforeAll
  static void augmentOnce() throws IOException {
    images = TestImages.folder(shared.resolve("images"), IMAGES, 3);
    plain = shared.resolve("out");
    run(
        Recipes.of(images)
            .with("pairing", "{buckets: 2}")
            .to(plain, "profile: raw", "footer: sidecar"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{resize: {size: [16, 16]}}, rand-augment, {random-erasing: {p: 1}}, aug-mix | uint8",
        "{simple-random-crop: {size: 16}}, three-augment | float32",
        "{random-resized-crop: {size: 16}} | float16",
      })
  void everyRowIsRenderedByteForByte(String transform, String dtype) {
    run(
        Recipes.of(images)
            .with("epochs", 2)
            .with("transform", "[" + transform + "]")
            .with(
                "mix",
                "{p: 0.8, choose: [{mixup: {alpha: 0.8}, weight: 0.5}, {cutmix: {}, weight: 0.5}]}")
            .with("pairing", "{variants: 2, buckets: 2}")
            .to(out(), "dtype: " + dtype));
    ReplayReport report = replay(ALL);
    assertThat(report.differences()).isEmpty();
    assertThat(report.rows()).isEqualTo(2 * 2 * IMAGES);
    assertThat(report.inputChanged()).isFalse();
  }

  @Test
  void aRunWithASidecarIsVerifiedAtBothDepths() {
    for (VerifyOptions options :
        List.of(VerifyOptions.quick(), VerifyOptions.replaying(IMAGES, Optional.empty()))) {
      VerifyReport report = new VerifyJob(spark, plain.toString(), options).run();
      assertThat(report.problems()).isEmpty();
      report.replay().ifPresent(replay -> assertThat(replay.rows()).isEqualTo(IMAGES));
    }
  }

  @Test
  void rowsOfATableAreRenderedFromTheRecordsThatWereUsed() throws IOException {
    // id 0 occurs twice with different images; the first is used
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(image(Integer.toString(i), i));
    }
    rows.add(image("0", 99));
    Path table = directory.resolve("table");
    spark
        .createDataFrame(
            rows, new StructType().add("id", "string").add("image", "binary").add("label", "int"))
        .coalesce(1)
        .write()
        .parquet(table.toString());
    run(
        Recipes.input("format: parquet, path: " + table + ", columns: {id: id}, duplicates: first")
            .to(out()));
    ReplayReport report = replay(ALL);
    assertThat(report.differences()).isEmpty();
    assertThat(report.rows()).isEqualTo(12);
  }

  @Test
  void aSampleOfRowsIsTheSameEveryTimeAndAtMostAllRows() throws IOException {
    copyPlainRun();
    List<String> first = savedNames(new Selection.Sample(5));
    assertThat(first).hasSize(5).doesNotHaveDuplicates();
    assertThat(savedNames(new Selection.Sample(5))).isEqualTo(first);
    assertThat(savedNames(new Selection.Sample(100))).hasSize(12).containsAll(first);
  }

  @Test
  void aChangedPixelIsNamedWithItsPosition() throws IOException {
    copyPlainRun();
    Row row = rows().first();
    byte[] image = row.<byte[]>getAs("image").clone();
    // uint8, channels first: channel 2, row 3, column 5
    int at = 2 * SIDE * SIDE + 3 * SIDE + 5;
    int before = image[at] & 0xFF;
    image[at] ^= 1;
    String id = row.getAs("row_id");
    rewrite(
        rows ->
            rows.withColumn(
                "image",
                functions
                    .when(functions.col("row_id").equalTo(id), functions.lit(image))
                    .otherwise(functions.col("image"))));
    ReplayReport report = replay(ALL);
    assertThat(report.rows()).isEqualTo(12);
    assertThat(report.differing()).isEqualTo(1);
    assertThat(report.differences())
        .containsExactly(
            new Difference(
                id,
                Kind.IMAGE,
                "1 of 256 pixels differ, the first at row 3, column 5, channel 2: stored "
                    + (before ^ 1)
                    + ", re-rendered "
                    + before,
                Optional.of(new PixelDifference(3, 5, 2, before ^ 1, before, 1, 256))));
  }

  @Test
  void aChangedPlanIsNamed() throws IOException {
    copyPlainRun();
    List<String> ids =
        rows().select("row_id").as(Encoders.STRING()).orderBy("row_id").collectAsList();
    Map<String, String> edits = new TreeMap<>();
    edits.put(ids.get(0), "'no json'");
    // the base alone becomes 15 high
    edits.put(
        ids.get(1),
        "concat(replace(substring_index(plan, '\"partner\"', 1), '\"height\":16', '\"height\":15'),"
            + " substring(plan, instr(plan, '\"partner\"')))");
    edits.put(ids.get(2), "cast(null as string)");
    StringBuilder plan = new StringBuilder("case row_id");
    edits.forEach((id, edit) -> plan.append(" when '" + id + "' then " + edit));
    rewrite(rows -> rows.withColumn("plan", functions.expr(plan + " else plan end")));
    ReplayReport report = replay(ALL);
    assertThat(report.differences()).extracting(Difference::rowId).isEqualTo(ids.subList(0, 3));
    assertThat(report.differences()).extracting(Difference::kind).containsOnly(Kind.PLAN);
    assertThat(report.differences().get(0).message()).startsWith("cannot read the plan no json");
    assertThat(report.differences().get(1).message()).startsWith("the plan does not fit ");
    assertThat(report.differences().get(2).message()).isEqualTo("the row has no plan");
  }

  @Test
  void aChangedLambdaIsNamedThoughThePixelsAreRight() throws IOException {
    copyPlainRun();
    Row row = rows().orderBy("row_id").first();
    double planned = row.getAs("lam");
    rewrite(rows -> rows.withColumn("lam", functions.lit(2.0)));
    Difference first = replay(ALL).differences().get(0);
    assertThat(first.kind()).isEqualTo(Kind.ROW);
    assertThat(first.message()).isEqualTo("lam is 2.0, the plan gives " + planned);
  }

  @Test
  void anImageThatIsMissingOrChangedIsNamed() throws IOException {
    copyPlainRun();
    List<String> bases = new ArrayList<>();
    rows().orderBy("row_id").collectAsList().forEach(row -> bases.add(row.getAs("base_id")));
    Path changed = directory.resolve("images");
    Folders.copy(images, changed);
    Files.delete(changed.resolve(bases.get(0)));
    Files.writeString(changed.resolve(bases.get(1)), "no image");
    ReplayReport report =
        new ReplayJob(spark, out().toString(), ALL, Optional.of(changed.toString())).run();
    assertThat(report.inputChanged()).isTrue();
    assertThat(report.differences()).extracting(Difference::kind).containsOnly(Kind.INPUT);
    assertThat(report.differences())
        .extracting(Difference::message)
        .contains("base " + bases.get(0) + " is not in the input")
        .contains("partner " + bases.get(0) + " is not in the input")
        .anyMatch(
            message ->
                message.startsWith(
                    "base " + bases.get(1) + " cannot be decoded: UNSUPPORTED_FORMAT, "));
    // every image is base of one row and partner of another
    assertThat(report.differing()).isBetween(3L, 4L);
  }

  @Test
  void imagesAreSavedStoredOnTheLeftAndRenderedOnTheRight() throws IOException {
    copyPlainRun();
    Row row = rows().orderBy("row_id").first();
    String id = row.getAs("row_id");
    rewrite(rows -> rows.withColumn("image", functions.expr("unhex(repeat('07', 768))")));
    List<Image> saved = new ArrayList<>();
    new ReplayJob(spark, out().toString(), new Selection.ById(List.of(id)), Optional.empty())
        .run((name, png) -> saved.add(decode(png)));
    assertThat(saved).hasSize(1);
    Image both = saved.get(0);
    assertThat(both.height()).isEqualTo(SIDE);
    assertThat(both.width()).isEqualTo(SIDE + 8 + SIDE);
    byte[] original = row.getAs("image");
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(both.value(y, x, channel)).isEqualTo(7);
          assertThat(both.value(y, SIDE + 8 + x, channel))
              .isEqualTo(original[(channel * SIDE + y) * SIDE + x] & 0xFF);
        }
      }
    }
  }

  @Test
  void aRunWithoutPlansCannotBeReplayed() throws IOException {
    run(Recipes.of(images).to(out(), "plans: omit"));
    assertThatThrownBy(() -> replay(new Selection.Sample(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "was written with output.plans: omit, so its rows cannot be re-rendered; run"
                + " augment with output.plans: write into another directory");
  }

  @Test
  void anUnknownRowAndABadConditionAreNamed() throws IOException {
    copyPlainRun();
    assertThatThrownBy(() -> replay(new Selection.ById(List.of("dog/1.jpg@0.0"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "there is no row dog/1.jpg@0.0; the row_id of a row is ID@EPOCH.VARIANT, such as"
                + " cat/1.jpg@0.0");
    assertThatThrownBy(() -> replay(new Selection.Where("metod = 'cutmix'")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("the condition must be SQL over the columns of the rows: ")
        .hasMessageContaining("metod");
  }

  private static Row image(String id, int number) {
    return RowFactory.create(id, TestImages.encoded(number, 40, 48, "jpg"), number % 3);
  }

  private void copyPlainRun() throws IOException {
    Folders.copyRun(plain, out());
  }

  private static void run(Recipes recipe) {
    new AugmentJob(LocalSpark.session(), recipe.load()).run();
  }

  private Path out() {
    return directory.resolve("out");
  }

  private ReplayReport replay(Selection selection) {
    return new ReplayJob(spark, out().toString(), selection, Optional.empty()).run();
  }

  private List<String> savedNames(Selection selection) {
    List<String> names = new ArrayList<>();
    new ReplayJob(spark, out().toString(), selection, Optional.empty())
        .run((name, png) -> names.add(name));
    return names;
  }

  private static Image decode(byte[] png) {
    return ((Decoded.DecodedImage) ImageCodecs.of(DecodeOptions.DEFAULT).decode(png)).image();
  }

  private Dataset<Row> rows() {
    RunDirectory run =
        RunDirectory.at(out().toString(), spark.sparkContext().hadoopConfiguration());
    return new ShardReader(spark, run.recipe()).rows(run.epoch(0));
  }

  /** Replaces the shards by an edited copy. */
  private void rewrite(UnaryOperator<Dataset<Row>> edit) throws IOException {
    Path edited = directory.resolve("edited");
    RunDirectory run =
        RunDirectory.at(out().toString(), spark.sparkContext().hadoopConfiguration());
    new Shards(
            run.recipe(),
            run.read(run.own("classes.json"), ClassList.class).orElseThrow(),
            run.sealed().runId(),
            new FileSizes(0, 64L << 20))
        .write(edit.apply(rows()), edited.toString(), 0, new WriteAttempt(0));
    Folders.delete(out().resolve("epoch=0"));
    Files.move(edited, out().resolve("epoch=0"));
  }
}
