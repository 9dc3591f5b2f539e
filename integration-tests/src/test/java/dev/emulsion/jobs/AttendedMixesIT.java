package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.Insight;
import dev.emulsion.attention.ModelFile;
import dev.emulsion.attention.Models;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.DecodeOptions;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.Looks;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixPro;
import dev.emulsion.mix.TokenMix;
import dev.emulsion.mix.TransMix;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos of the quickstart, mixed by the methods that look at pictures, with a tiny ViT. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttendedMixesIT {

  private static final Path PHOTOS = Path.of("..", "conf", "quickstart", "photos");
  private static final int CLASSES = 6;
  private static final double SMOOTHING = 0.1;

  /** Tokens and cells fit the ViT's 4×4 patches of 64 pixels. */
  private static final Map<String, String> METHODS =
      Map.of(
          "saliencymix", "saliencymix: {}",
          "tokenmix", "tokenmix: {grid: [4, 4]}",
          "transmix", "transmix: {}",
          "mixpro", "mixpro: {cell: 16, patch: 16, trust: constant}");

  @TempDir private static Path directory;
  private Path model;
  private int runs;

  @BeforeAll
  void copyTheModel() {
    model = Models.tinyVitIn(directory.resolve("models"));
  }

  @AfterAll
  static void backToTheSharedSession() {
    LocalSpark.session();
  }

  @ParameterizedTest
  @CsvSource({
    "saliencymix, area",
    "tokenmix, area",
    "tokenmix, inline",
    "tokenmix, saliency",
    "tokenmix, table",
    "transmix, area",
    "transmix, inline",
    "transmix, saliency",
    "transmix, table",
    "mixpro, area",
    "mixpro, inline",
    "mixpro, saliency",
    "mixpro, table",
  })
  void rowsTellWhatWasSeenAndWhatItMadeOfTheLabel(String method, String source) throws IOException {
    Run run = run(LocalSpark.session(), method, source);
    assertThat(run.report.rows()).isEqualTo(photos().size());
    // the halo's photos are decoded by two tasks, and no other
    long halo = (long) 4 * RingPlan.depth(run.recipe, photos().size(), 4);
    assertThat(run.report.manifest().epochs().get(0).decoded())
        .isBetween((long) photos().size(), photos().size() + halo);
    assertThat(new VerifyJob(LocalSpark.session(), run.out.toString()).run().problems()).isEmpty();
    List<Row> rows = rows(run);
    for (Row row : rows) {
      assertThat(row.<String>getAs("method")).isEqualTo(method);
      MixPlan stored = Plans.read(row.getAs("plan")).mix();
      MixPlan expected = expected(row, run.recipe, source);
      assertThat(stored).as(row.<String>getAs("sample_id")).isEqualTo(expected);
      assertThat(row.<Double>getAs("lambda")).isEqualTo(expected.lambda());
      SoftLabel label = expected.label(labels(row));
      assertThat(row.<Float>getList(row.fieldIndex("soft_label")))
          .containsExactly(boxed(label.dense()));
    }
    boolean seen = rows.stream().anyMatch(r -> planned(r).source() != AttentionSource.AREA);
    assertThat(seen).isEqualTo(!source.equals("area"));
  }

  /** What a loop over two photos makes of the row's draws. */
  private MixPlan expected(Row row, Recipe recipe, String source) throws IOException {
    OutputPlan plan = Plans.read(row.getAs("plan"));
    Image base = painted(row.getAs("base_id"), plan.base());
    Image partner = painted(row.getAs("partner_id"), plan.partner());
    MixPlan blind = blind(plan.mix());
    AttentionSource from = AttentionSource.valueOf(source.toUpperCase(Locale.ROOT));
    if (from == AttentionSource.AREA || blind.looks() == Looks.NOWHERE) {
      return blind;
    }
    return blind.seen(
        from,
        switch (from) {
          case INLINE ->
              seen(
                  blind instanceof TokenMix.Plan
                      ? List.of(base, partner)
                      : List.of(blind.apply(base, partner)));
          case TABLE ->
              List.of(
                  moved(row.getAs("base_id"), plan.base()),
                  moved(row.getAs("partner_id"), plan.partner()));
          case SALIENCY -> List.of(salience(base), salience(partner));
          case AREA -> List.of();
        },
        labels(row));
  }

  private List<Insight> seen(List<Image> pictures) {
    try (AttentionModel vit = AttentionModel.open(Models.tinyVit(model, 4), model, 0)) {
      return vit.of(pictures);
    }
  }

  private static Insight salience(Image image) {
    float[] values = FineGrained.DEFAULT.of(image).values();
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    float[] shares = new float[values.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (values[i] / sum);
    }
    return new Insight(new AttentionGrid(image.height(), image.width(), shares));
  }

  /** The map that {@link #maps} has, moved step by step. */
  private static Insight moved(String id, List<Step> plans) throws IOException {
    Size size = decoded(id).size();
    AttentionGrid map = new AttentionGrid(3, 3, weights(id));
    AffineMap way = AffineMap.IDENTITY;
    Size now = size;
    for (Step plan : plans) {
      way = way.then(plan.mapping(now).orElseThrow());
      now = plan.sizeAfter(now);
    }
    return new Insight(map.following(way, size, now));
  }

  /** The plan as it was drawn, before anything was seen. */
  private static MixPlan blind(MixPlan plan) {
    if (plan instanceof TokenMix.Plan p) {
      return new TokenMix.Plan(
          p.size(), p.partnerCells(), p.lambdaDrawn(), p.label(), AttentionSource.AREA, 0, 0);
    }
    if (plan instanceof TransMix.Plan p) {
      return new TransMix.Plan(
          p.size(), p.box(), p.lambdaDrawn(), p.rule(), AttentionSource.AREA, 0);
    }
    if (plan instanceof MixPro.Plan p) {
      return new MixPro.Plan(
          p.size(),
          p.cell(),
          p.partnerCells(),
          p.lambdaDrawn(),
          p.ratio(),
          p.label(),
          AttentionSource.AREA,
          0,
          p.rule(),
          0.5);
    }
    return plan;
  }

  private static LabelPair labels(Row row) {
    return new LabelPair(
        new Label.Single(row.<Integer>getAs("label_base")),
        new Label.Single(row.<Integer>getAs("label_partner")),
        CLASSES,
        SMOOTHING);
  }

  private static Image decoded(String id) throws IOException {
    Decoded decoded =
        ImageCodecs.of(DecodeOptions.DEFAULT).decode(Files.readAllBytes(PHOTOS.resolve(id)));
    return ((Decoded.Picture) decoded).image();
  }

  private static Image painted(String id, List<Step> plans) throws IOException {
    Image image = decoded(id);
    for (Step plan : plans) {
      image = plan.apply(image, Companions.NONE);
    }
    return image;
  }

  private static MixPlan planned(Row row) {
    return Plans.read(row.getAs("plan")).mix();
  }

  private static Float[] boxed(float[] weights) {
    Float[] boxed = new Float[weights.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = weights[i];
    }
    return boxed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenmix", "transmix", "mixpro"})
  void bucketsSplitsAndBatchesDoNotMatter(String method) throws IOException {
    SparkSession spark = LocalSpark.session();
    String inline = digest(run(spark, method, "inline"));
    assertThat(digest(run(spark, method, "inline", "pairing.buckets=1"))).isEqualTo(inline);
    String[] other = {"pairing.buckets=13", "input.partitions=5", "attention.model.batch-size=7"};
    assertThat(digest(run(spark, method, "inline", other))).isEqualTo(inline);
    String table = digest(run(spark, method, "table"));
    assertThat(digest(run(spark, method, "table", other))).isEqualTo(table).isNotEqualTo(inline);
  }

  @Test
  void coresDoNotMatter() throws IOException {
    String two = digest(run(LocalSpark.session(), "transmix", "inline"));
    assertThat(digest(run(LocalSpark.session("local[1]"), "transmix", "inline"))).isEqualTo(two);
    LocalSpark.session();
  }

  @Test
  void methodsThatLookAndThoseThatDoNotTakeTurnsInTheOrderOfTheRing() throws IOException {
    String mixed =
        "choose: ["
            + entry("transmix", 0.2)
            + ", "
            + entry("tokenmix", 0.2)
            + ", {mixup: {}, weight: 0.6}]";
    SparkSession spark = LocalSpark.session();
    Run one = runMix(spark, mixed, "inline", "pairing.buckets=1", "pairing.variants=3");
    Run other = runMix(spark, mixed, "inline", "pairing.buckets=5", "pairing.variants=3");
    assertThat(one.report.rows()).isEqualTo(3L * photos().size());
    assertThat(digest(one)).isEqualTo(digest(other));
    // one bucket: the file holds the whole ring, and its order is that of a run by area
    Run area = runMix(spark, mixed, "area", "pairing.buckets=1", "pairing.variants=3");
    assertThat(names(one)).isEqualTo(names(area));
    assertThat(one.report.manifest().epochs().get(0).methods())
        .containsOnlyKeys("transmix", "tokenmix", "mixup");
  }

  private static String entry(String method, double weight) {
    return "{" + METHODS.get(method) + ", weight: " + weight + "}";
  }

  private static List<String> names(Run run) {
    return rows(run).stream().map(row -> row.<String>getAs("sample_id")).toList();
  }

  @Test
  void replayNeedsNoModel() throws IOException {
    Run run = run(LocalSpark.session(), "transmix", "inline");
    Files.move(model, model.resolveSibling("away.onnx"));
    try {
      var all = new Selection.Sample(100);
      assertThat(
              new ReplayJob(LocalSpark.session(), run.out.toString(), all, Optional.empty())
                  .run()
                  .differences())
          .isEmpty();
      assertThat(new VerifyJob(LocalSpark.session(), run.out.toString()).run().problems())
          .isEmpty();
      // the model may still be in memory; without it there are examples all the same
      assertThat(new PreviewJob(LocalSpark.session(), run.out.toString(), 4).run().examples())
          .hasSize(4);
    } finally {
      Files.move(model.resolveSibling("away.onnx"), model);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "table", "saliency"})
  void thePreviewSeesAgainWhatTheTasksSaw(String source) throws IOException {
    Run run = run(LocalSpark.session(), "tokenmix", source);
    PreviewJob.Preview preview = new PreviewJob(LocalSpark.session(), run.out.toString(), 5).run();
    assertThat(preview.attentionProblem()).isEmpty();
    assertThat(preview.examples())
        .hasSize(5)
        .allSatisfy(
            example -> {
              TokenMix.Plan plan = (TokenMix.Plan) example.mix().orElseThrow();
              double base = plan.baseScore(example.heat().base().orElseThrow());
              double partner = plan.partnerScore(example.heat().partner().orElseThrow());
              assertThat(plan.baseScore()).isEqualTo(Math.rint(base * 1024) / 1024);
              assertThat(plan.partnerScore()).isEqualTo(Math.rint(partner * 1024) / 1024);
            });
  }

  @Test
  void aModelThatIsMissingOrAnotherEndsTheRunBeforeAnyPhotoMoves() {
    assertFailsBeforeTheShuffle(
        ConfigException.class,
        "there is no model file " + directory.resolve("none.onnx"),
        "attention.model.path=" + directory.resolve("none.onnx"));
    assertFailsBeforeTheShuffle(
        ConfigException.class,
        "must have the sha256 " + "0".repeat(64) + ", was " + ModelFile.sha256(model),
        "attention.model.sha256='" + "0".repeat(64) + "'");
    assertFailsBeforeTheShuffle(
        DataException.class,
        "trust cosine compares the model's classes with the labels', there are 10 and 6; use a"
            + " model of these classes, or set mixpro's trust to constant",
        "mix={mixpro: {cell: 16, patch: 16}}");
  }

  private void assertFailsBeforeTheShuffle(
      Class<? extends Exception> type, String message, String... set) {
    Recipe recipe = recipe("transmix: {}", "inline", set);
    SparkSession spark = LocalSpark.session();
    long[] shuffled = {0};
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted stage) {
            shuffled[0] += stage.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten();
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
          .isInstanceOf(type)
          .hasMessageContaining(message);
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    // the photos are megabytes, ids and labels are not
    assertThat(shuffled[0]).isLessThan(100_000);
    assertThatThrownBy(() -> new PlanJob(spark, recipe, 2, Optional.empty()).run())
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  @Test
  void samplesWithoutAMapEndTheRunOrFollowTheArea() throws IOException {
    SparkSession spark = LocalSpark.session();
    List<String> some = photos().subList(2, photos().size());
    Path maps = maps(spark, some);
    assertThatThrownBy(() -> new AugmentJob(spark, table("transmix: {}", maps)).run())
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample needs a map, but 2 of 48 have none in "
                + maps
                + ", such as "
                + photos().get(0)
                + "; have emulsion attention make them, or set attention.table.missing to area");
    Run run = run(spark, table("transmix: {}", maps, "attention.table.missing=area"));
    for (Row row : rows(run)) {
      boolean known =
          some.contains(row.<String>getAs("base_id"))
              && some.contains(row.<String>getAs("partner_id"));
      boolean looks = planned(row).looks() != Looks.NOWHERE;
      assertThat(planned(row).source())
          .isEqualTo(known && looks ? AttentionSource.TABLE : AttentionSource.AREA);
    }
  }

  @Test
  void otherMapsAreAnotherRun() throws IOException {
    SparkSession spark = LocalSpark.session();
    Path maps = maps(spark, photos());
    Run one = run(spark, table("transmix: {}", maps, "attention.table.missing=area"));
    Recipe there =
        table("transmix: {}", maps, "attention.table.missing=area", "output.path=" + one.out);
    assertThat(new AugmentJob(spark, there).run().outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    Path others = maps(spark, photos().subList(1, photos().size()));
    Recipe moved =
        table("transmix: {}", others, "attention.table.missing=area", "output.path=" + one.out);
    assertThatThrownBy(() -> new AugmentJob(spark, moved).run())
        .isInstanceOf(ConfigException.class);
  }

  /** A run and where it is. */
  private record Run(Recipe recipe, Path out, AugmentReport report) {}

  private Run run(SparkSession spark, String method, String source, String... set)
      throws IOException {
    return runMix(spark, METHODS.get(method), source, set);
  }

  private Run runMix(SparkSession spark, String mix, String source, String... set)
      throws IOException {
    return run(
        spark,
        source.equals("table") ? table(mix, maps(spark, photos()), set) : recipe(mix, source, set));
  }

  private Run run(SparkSession spark, Recipe recipe) {
    AugmentReport report = new AugmentJob(spark, recipe).run();
    return new Run(recipe, Path.of(recipe.output().path()), report);
  }

  private Recipe table(String mix, Path maps, String... set) {
    List<String> all = new ArrayList<>(List.of("attention.table.path=" + maps));
    all.addAll(List.of(set));
    return recipe(mix, "table", all.toArray(String[]::new));
  }

  private Recipe recipe(String mix, String source, String... set) {
    String text =
        String.join(
            "\n",
            "seed: 7",
            "input: {format: image-folder, path: " + PHOTOS + "}",
            "output: {path: " + directory.resolve("out-" + runs++) + "}",
            "transform:",
            "  - random-resized-crop: {size: 64}",
            "  - horizontal-flip: {}",
            "mix: {" + mix + "}",
            "labels: {smoothing: " + SMOOTHING + "}",
            "pairing: {buckets: 4}",
            "attention:",
            "  source: " + source,
            "  model:",
            "    path: " + model,
            "    sha256: " + ModelFile.sha256(model),
            "    input-size: 64",
            "    batch-size: 4",
            "    device: cpu");
    return RecipeLoader.parse("attended.yaml", text, List.of(set));
  }

  /** Ids of all photos, sorted. */
  private static List<String> photos() throws IOException {
    try (Stream<Path> files = Files.walk(PHOTOS)) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .map(file -> PHOTOS.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** A user's own table: a 3×3 map each, as a list of lists. */
  private Path maps(SparkSession spark, List<String> ids) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add(
                "attention",
                DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)));
    List<Row> rows = new ArrayList<>();
    for (String id : ids) {
      float[] w = weights(id);
      float[][] map = {{w[0], w[1], w[2]}, {w[3], w[4], w[5]}, {w[6], w[7], w[8]}};
      rows.add(RowFactory.create(id, map));
    }
    Path path = directory.resolve("maps-" + runs++);
    spark.createDataset(rows, Encoders.row(schema)).repartition(3).write().parquet(path.toString());
    return path;
  }

  /** Nine weights that depend on every letter of an id. */
  private static float[] weights(String id) {
    float[] weights = new float[9];
    for (int i = 0; i < id.length(); i++) {
      weights[i % 9] += (id.charAt(i) * 31 + i) % 17;
    }
    return weights;
  }

  private static List<Row> rows(Run run) {
    return LocalSpark.session().read().parquet(run.out.toString()).collectAsList();
  }

  private static String digest(Run run) {
    return run.report.manifest().contentDigest();
  }
}
