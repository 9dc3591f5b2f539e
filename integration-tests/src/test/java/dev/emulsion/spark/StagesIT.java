package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.ml.DiffuseMixer;
import dev.emulsion.spark.ml.ImageAugmenter;
import dev.emulsion.spark.ml.PairMixer;
import dev.emulsion.spark.ml.PixMixer;
import dev.emulsion.spark.ml.SaliencyScorer;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages that augment and mix, against {@code augment} and against what they promise. */
class StagesIT {

  private static final int SAMPLES = 40;
  private static final int CLASSES = 3;

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("image", DataTypes.BinaryType)
          .add("label", DataTypes.IntegerType);

  private static final String TRANSFORMS =
      "[{random-resized-crop: {size: 16}}, {horizontal-flip: {p: 0.5}}]";

  @TempDir private Path directory;

  private SparkSession spark;

  @BeforeEach
  void findSession() {
    spark = LocalSpark.session();
  }

  private static Row sample(int number) {
    byte[] image = TestImages.encoded(number, 20, 24, "png");
    return RowFactory.create("s" + number, image, number % CLASSES);
  }

  private static List<Row> samples(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(sample(i));
    }
    return rows;
  }

  private Dataset<Row> dataset(List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static PairMixer mixer(String method) {
    return new PairMixer().setMethod(method).setTransforms(TRANSFORMS).setSeed(7);
  }

  /** The rows of {@code augment}, by row id. */
  private List<Row> augmented(Dataset<Row> input, String recipe) {
    String in = directory.resolve("in").toString();
    input.write().mode("overwrite").parquet(in);
    String out = directory.resolve("out").toString();
    new AugmentJob(
            spark,
            RecipeLoader.parse(
                "test",
                recipe,
                List.of(
                    "input={format: parquet, columns: {id: id}, path: " + in + "}",
                    "output.path=" + out)))
        .run();
    return spark.read().parquet(out).orderBy("row_id").collectAsList();
  }

  private static void assertSameRows(List<Row> ours, List<Row> augmented, String... columns) {
    assertThat(ours).hasSameSizeAs(augmented).isNotEmpty();
    for (int i = 0; i < ours.size(); i++) {
      for (String column : columns) {
        Object expected = augmented.get(i).getAs(column);
        Object actual = ours.get(i).getAs(column.equals("image") ? "mixed" : column);
        assertThat(actual)
            .as("%s of %s", column, augmented.get(i).<String>getAs("row_id"))
            .isEqualTo(expected);
      }
    }
  }

  private static final String[] MIXED = {
    "row_id",
    "epoch",
    "variant",
    "partner_id",
    "method",
    "image",
    "height",
    "width",
    "channels",
    "label_partner",
    "lam",
    "lam_drawn",
    "label_indices",
    "label_weights",
    "soft_label",
    "plan"
  };

  @ParameterizedTest
  @CsvSource({
    "mixup, any, 1, 1",
    "cutmix, different, 2, 5",
    "cutmix, same, 1, 3",
    "saliencymix, any, 1, 64"
  })
  void mixedRowsAreThoseOfAugment(String method, String labels, int variants, int partitions) {
    List<Row> rows = samples(SAMPLES);
    rows.set(11, RowFactory.create("s11", new byte[] {1, 2, 3}, 2)); // skipped by both
    String recipe =
        "{seed: 7, transform: %s, mix: %s, pairing: {labels: %s, variants: %d}, labels:"
                .formatted(TRANSFORMS, method, labels, variants)
            + " {smoothing: 0.1}, quarantine: {max-fraction: 0.5}}";
    List<Row> expected = augmented(dataset(rows), recipe);
    Collections.shuffle(rows, new Random(1));
    List<Row> ours =
        mixer(method)
            .setPairing(labels)
            .setVariants(variants)
            .setSmoothing(0.1)
            .setNumClasses(CLASSES)
            .setNumPartitions(partitions)
            .setHandleInvalid("skip")
            .transform(dataset(rows).repartition(3))
            .orderBy("row_id")
            .collectAsList();
    assertThat(ours).hasSize((SAMPLES - 1) * variants);
    assertSameRows(ours, expected, MIXED);
  }

  @Test
  void labelsFollowMapsInAColumnAsThoseOfATable() {
    Dataset<Row> images = dataset(samples(12));
    Dataset<Row> maps = new SaliencyScorer().setRows(4).setColumns(4).transform(images);
    String table = directory.resolve("maps").toString();
    maps.select("id", "saliency").write().parquet(table);
    String recipe =
        "{seed: 7, transform: [{resize: {size: [16, 16]}}, {horizontal-flip: {p: 0.5}}], mix:"
            + " transmix, attention: {table: {path: "
            + table
            + ", map: saliency}}}";
    List<Row> ours =
        new PairMixer()
            .setRecipe(recipe)
            .setAttentionCol("saliency")
            .transform(maps)
            .orderBy("row_id")
            .collectAsList();
    assertSameRows(ours, augmented(images, recipe), MIXED);
    assertThat(ours).anySatisfy(row -> assertThat(row.<String>getAs("plan")).contains("attention"));
  }

  @Test
  void augmentedImagesAreThoseOfAugment() {
    Dataset<Row> images = dataset(samples(12));
    List<Row> expected = augmented(images, "{seed: 7, transform: " + TRANSFORMS + "}");
    List<Row> ours =
        new ImageAugmenter()
            .setTransforms(TRANSFORMS)
            .setSeed(7)
            .setOutputFormat("tensor")
            .setOutputCol("mixed")
            .transform(images.repartition(3))
            .selectExpr("*", "concat(id, '@0.0') row_id", "transform_plan plan")
            .orderBy("row_id")
            .collectAsList();
    assertSameRows(ours, expected, "row_id", "image", "plan");
  }

  @Test
  void aMixerAfterAnAugmenterGivesTheSameImages() {
    Dataset<Row> images = dataset(samples(12));
    ImageAugmenter augmenter = new ImageAugmenter().setTransforms(TRANSFORMS).setSeed(7);
    for (String format : List.of("png", "image")) {
      List<Row> chained =
          new PairMixer()
              .setMethod("cutmix")
              .setInputCol("augmented")
              .setSeed(7)
              .transform(augmenter.setOutputFormat(format).transform(images))
              .orderBy("id")
              .collectAsList();
      List<Row> once = mixer("cutmix").transform(images).orderBy("id").collectAsList();
      for (int i = 0; i < once.size(); i++) {
        assertThat(chained.get(i).<byte[]>getAs("mixed")).isEqualTo(once.get(i).getAs("mixed"));
      }
    }
  }

  @Test
  void generatedImagesAndFractalsFromTablesGiveTheRowsOfAugment() {
    List<Row> generated = new ArrayList<>();
    List<Row> fractals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      for (String prompt : List.of("autumn", "snowy")) {
        byte[] image = TestImages.encoded(100 + i, 20, 24, "png");
        generated.add(RowFactory.create("s" + i, prompt, 0, image));
      }
      fractals.add(RowFactory.create("f" + i, TestImages.encoded(200 + i, 32, 32, "png")));
    }
    Dataset<Row> generatedTable =
        spark.createDataFrame(
            generated,
            new StructType()
                .add("source_id", DataTypes.StringType)
                .add("prompt", DataTypes.StringType)
                .add("index", DataTypes.IntegerType)
                .add("image", DataTypes.BinaryType));
    Dataset<Row> fractalTable =
        spark.createDataFrame(
            fractals,
            new StructType()
                .add("fractal_id", DataTypes.StringType)
                .add("image", DataTypes.BinaryType));
    String generatedPath = directory.resolve("generated").toString();
    String fractalPath = directory.resolve("fractals").toString();
    generatedTable.write().parquet(generatedPath);
    fractalTable.write().parquet(fractalPath);
    Dataset<Row> images = dataset(samples(6));
    String recipe =
        "{seed: 7, generated: {path: %s, per-sample: 1}, mixing-set: {path: %s}, transform: [{diffusemix: {size: 16, seam-width: 2}}, {horizontal-flip: {p: 0.5}}]}"
            .formatted(generatedPath, fractalPath);
    DiffuseMixer mixer =
        new DiffuseMixer()
            .setRecipe(recipe)
            .setGeneratedTable("parquet.`" + generatedPath + "`")
            .setFractalTable("parquet.`" + fractalPath + "`")
            .setOutputFormat("tensor")
            .setOutputCol("mixed")
            .setPlanCol("plan");
    List<Row> ours = mixer.transform(images.repartition(3)).orderBy("id").collectAsList();
    List<Row> expected = augmented(images, recipe);
    assertThat(ours).hasSize(6);
    assertSameRows(ours, expected, "image", "plan");

    // the fractal that the plan names, in a column, gives the same image
    List<Row> withColumns = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String plan = ours.get(i).getAs("plan");
      String prompt = plan.contains("autumn") ? "autumn" : "snowy";
      String fractal = plan.replaceAll("(?s).*\"(f\\d)\".*", "$1");
      Row image = RowFactory.create(prompt, 0, TestImages.encoded(100 + i, 20, 24, "png"));
      withColumns.add(
          RowFactory.create(
              "s" + i,
              TestImages.encoded(i, 20, 24, "png"),
              List.of(image),
              fractals.get(fractal.charAt(1) - '0').get(1)));
    }
    StructType key =
        new StructType()
            .add("prompt", DataTypes.StringType)
            .add("index", DataTypes.IntegerType)
            .add("image", DataTypes.BinaryType);
    Dataset<Row> columns =
        spark.createDataFrame(
            withColumns,
            new StructType()
                .add("id", DataTypes.StringType)
                .add("image", DataTypes.BinaryType)
                .add("made", DataTypes.createArrayType(key))
                .add("fractal", DataTypes.BinaryType));
    List<Row> again =
        mixer
            .setGeneratedTable("")
            .setFractalTable("")
            .setGeneratedCol("made")
            .setFractalCol("fractal")
            .transform(columns)
            .orderBy("id")
            .collectAsList();
    for (int i = 0; i < 6; i++) {
      assertThat(again.get(i).<byte[]>getAs("mixed")).isEqualTo(ours.get(i).getAs("mixed"));
    }
  }

  @Test
  void fractalsFromATableGiveTheRowsOfAugmentWithPixMix() {
    List<Row> fractals = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      fractals.add(RowFactory.create("f" + i, TestImages.encoded(200 + i, 32, 32, "png")));
    }
    String path = directory.resolve("fractals").toString();
    spark
        .createDataFrame(
            fractals,
            new StructType()
                .add("fractal_id", DataTypes.StringType)
                .add("image", DataTypes.BinaryType))
        .write()
        .parquet(path);
    Dataset<Row> images = dataset(samples(6));
    String recipe =
        "{seed: 7, mixing-set: {path: %s}, transform: [{random-resized-crop: {size: 16}}, {pixmix: {image-size: 24}}, {horizontal-flip: {p: 0.5}}]}"
            .formatted(path);
    PixMixer mixer =
        new PixMixer()
            .setRecipe(recipe)
            .setFractalTable("parquet.`" + path + "`")
            .setOutputFormat("tensor")
            .setOutputCol("mixed")
            .setPlanCol("plan");
    List<Row> ours = mixer.transform(images.repartition(3)).orderBy("id").collectAsList();
    assertThat(ours)
        .extracting(row -> row.<String>getAs("plan").replaceAll("(?s).*\"(f\\d)\".*", "$1"))
        .satisfies(names -> assertThat(Set.copyOf(names)).hasSizeGreaterThan(1));
    assertSameRows(ours, augmented(images, recipe), "image", "plan");
    assertThatThrownBy(() -> mixer.setFractalTable("").transformSchema(SCHEMA))
        .hasMessage("either fractalCol or fractalTable must be given, was neither");
    assertThatThrownBy(
            () ->
                new PixMixer()
                    .setFractalTable("f")
                    .setTransforms("[horizontal-flip]")
                    .transformSchema(SCHEMA))
        .hasMessageContaining("no operation in transform uses it");
  }

  private static final StructType BLENDED =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("image", DataTypes.BinaryType)
          .add(
              "made",
              DataTypes.createArrayType(
                  new StructType()
                      .add("prompt", DataTypes.StringType)
                      .add("index", DataTypes.IntegerType)
                      .add("image", DataTypes.BinaryType)))
          .add("fractal", DataTypes.BinaryType);

  private static Row blended(String id, String prompt, byte[] fractal) {
    byte[] image = TestImages.encoded(1, 20, 24, "png");
    return RowFactory.create(id, image, List.of(RowFactory.create(prompt, 0, image)), fractal);
  }

  private static DiffuseMixer blender() {
    return new DiffuseMixer()
        .setTransforms("[{diffusemix: {size: 16, seam-width: 2}}]")
        .setGeneratedCol("made")
        .setFractalCol("fractal");
  }

  @Test
  void aRowWithoutAFractalIsInvalid() {
    byte[] fractal = TestImages.encoded(2, 32, 32, "png");
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(
                blended("a", "autumn", fractal),
                blended("b", "autumn", null),
                blended("c", "autumn", new byte[] {1})),
            BLENDED);
    assertThatThrownBy(() -> blender().transform(rows).collectAsList())
        .rootCause()
        .hasMessageStartingWith("cannot use the image of ")
        .hasMessageContaining(": its fractal cannot be decoded: ");
    DiffuseMixer skipping = blender().setHandleInvalid("skip");
    assertThat(skipping.transform(rows).select("id").as(Encoders.STRING()).collectAsList())
        .containsExactly("a");
    DiffuseMixer keeping = blender().setHandleInvalid("keep");
    assertThat(keeping.transform(rows).filter("diffused IS NULL").count()).isEqualTo(2);
  }

  @Test
  void generatedImagesHavePrompts() {
    byte[] fractal = TestImages.encoded(2, 32, 32, "png");
    Dataset<Row> rows = spark.createDataFrame(List.of(blended("a", null, fractal)), BLENDED);
    assertThatThrownBy(() -> blender().transform(rows).collectAsList())
        .rootCause()
        .hasMessage(
            "generated images must have prompt and index, but one of a has not; give them, or drop"
                + " it");
  }

  @Test
  void fractalsHaveNamesOfTheirOwn() {
    byte[] fractal = TestImages.encoded(2, 32, 32, "png");
    Dataset<Row> rows = spark.createDataFrame(List.of(blended("a", "autumn", fractal)), BLENDED);
    rows.selectExpr("explode(array('f1', 'f1')) AS fractal_id", "fractal AS image")
        .createOrReplaceTempView("two_of_one_name");
    DiffuseMixer mixer = blender().setFractalCol("").setFractalTable("two_of_one_name");
    assertThatThrownBy(() -> mixer.transform(rows).collectAsList())
        .rootCause()
        .hasMessage(
            "ids of fractalTable must be unique, but two images have f1; drop one, or have the"
                + " recipe set mixing-set.id to a column of unique names");
  }

  @Test
  void theResultDependsOnIdSeedAndEpochAlone() {
    List<Row> rows = samples(SAMPLES);
    List<Row> first =
        mixer("mixup").setNumPartitions(1).transform(dataset(rows)).orderBy("id").collectAsList();
    Collections.reverse(rows);
    List<Row> second =
        mixer("mixup")
            .setNumPartitions(7)
            .transform(dataset(rows).repartition(5))
            .orderBy("id")
            .collectAsList();
    assertThat(second).isEqualTo(first);
    List<Row> nextEpoch =
        mixer("mixup").setEpoch(1).transform(dataset(rows)).orderBy("id").collectAsList();
    assertThat(partners(nextEpoch)).isNotEqualTo(partners(first));
    assertThat(first)
        .allSatisfy(
            row -> assertThat(row.<String>getAs("partner_id")).isNotEqualTo(row.getAs("id")));
  }

  private static List<String> partners(List<Row> rows) {
    return rows.stream().map(row -> row.<String>getAs("partner_id")).toList();
  }

  @Test
  void idsMustBeUnique() {
    List<Row> rows = samples(5);
    rows.add(RowFactory.create("s3", sample(9).get(1), 0));
    for (String pairing : List.of("any", "same")) {
      Dataset<Row> mixed =
          mixer("mixup").setPairing(pairing).setNumClasses(3).transform(dataset(rows));
      assertThatThrownBy(mixed::collectAsList)
          .rootCause()
          .hasMessage(
              "ids must be unique, as they key all draws, but 2 rows have s3; drop the others, for"
                  + " example by dropDuplicates");
    }
  }

  @Test
  void labelsMustBeBelowTheNumberOfClasses() {
    Dataset<Row> mixed = mixer("mixup").setNumClasses(2).transform(dataset(samples(3)));
    assertThatThrownBy(mixed::collectAsList)
        .rootCause()
        .hasMessage(
            "labels must be less than the number of classes, 2, but s2 has class 2; raise"
                + " numClasses");
  }

  @Test
  void aSingleRowStaysUnmixedAndNoRowGivesNone() {
    Row only = mixer("cutmix").transform(dataset(samples(1))).collectAsList().get(0);
    assertThat(only.<String>getAs("method")).isEqualTo("none");
    assertThat(only.<String>getAs("partner_id")).isNull();
    assertThat(only.<Double>getAs("lam")).isEqualTo(1.0);
    Dataset<Row> none = mixer("cutmix").transform(dataset(List.of()));
    assertThat(none.collectAsList()).isEmpty();
    assertThat(none.schema()).isEqualTo(mixer("cutmix").transformSchema(SCHEMA));
  }

  @Test
  void streamsAreRefused() {
    Dataset<Row> stream = spark.readStream().format("rate").load();
    for (Transformer stage :
        List.of(mixer("mixup"), new ImageAugmenter(), new DiffuseMixer(), new PixMixer())) {
      assertThatThrownBy(() -> stage.transform(stream))
          .hasMessage(
              stage.getClass().getSimpleName()
                  + " needs all rows at once and cannot transform a stream; use foreachBatch, where"
                  + " each batch is a dataset of its own");
    }
  }

  @Test
  void transformStartsNoJob() throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    Dataset<Row> images = dataset(samples(4)).repartition(2);
    spark.sparkContext().addSparkListener(listener);
    try {
      Dataset<Row> mixed = mixer("mixup").transform(images);
      new ImageAugmenter().setTransforms(TRANSFORMS).transform(mixed);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs).hasValue(0);
      mixed.collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.get()).isPositive(); // the listener works
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
  }

  @Test
  void unusableImagesFailAreSkippedOrKept() {
    List<Row> rows = samples(6);
    rows.set(2, RowFactory.create("s2", new byte[] {1, 2, 3}, 2));
    rows.set(4, RowFactory.create("s4", null, 1));
    Dataset<Row> images = dataset(rows);
    assertThatThrownBy(() -> mixer("mixup").transform(images).collectAsList())
        .rootCause()
        .hasMessageContaining("cannot use the image of s")
        .hasMessageContaining("; to ignore such rows, set handleInvalid to skip or keep");
    assertThat(mixer("mixup").setHandleInvalid("skip").transform(images).collectAsList())
        .hasSize(4)
        .noneSatisfy(row -> assertThat(row.<String>getAs("partner_id")).isIn("s2", "s4"));
    ImageAugmenter augmenter = new ImageAugmenter().setTransforms(TRANSFORMS);
    for (Dataset<Row> kept :
        List.of(
            mixer("mixup").setOutputCol("augmented").setHandleInvalid("keep").transform(images),
            augmenter.setHandleInvalid("keep").transform(images))) {
      List<Row> six = kept.orderBy("id").collectAsList();
      assertThat(six).hasSize(6);
      assertThat(six.stream().filter(row -> row.getAs("augmented") == null))
          .extracting(row -> row.<String>getAs("id"))
          .containsExactly("s2", "s4");
    }
    assertThatThrownBy(() -> mixer("mixup").setHandleInvalid("drop").transformSchema(SCHEMA))
        .hasMessage("handleInvalid must be one of error, skip, keep, was drop");
  }

  @Test
  void stagesAreCopiedSavedAndLoaded() throws Exception {
    PairMixer mixer =
        mixer("cutmix").setAlpha(0.5).setPairing("different").setSmoothing(0.1).setNumPartitions(3);
    String saved = directory.resolve("mixer").toString();
    mixer.write().save(saved);
    PairMixer loaded = PairMixer.load(saved);
    assertThat(loaded.extractParamMap().toString()).isEqualTo(mixer.extractParamMap().toString());
    PairMixer copy = (PairMixer) mixer.copy(ParamMap.empty().put(mixer.epoch(), 2));
    assertThat(copy.getEpoch()).isEqualTo(2);
    assertThat(mixer.getEpoch()).isZero();
    Dataset<Row> images = dataset(samples(8));
    assertThat(loaded.transform(images).orderBy("id").collectAsList())
        .isEqualTo(mixer.transform(images).orderBy("id").collectAsList());
    assertThat(mixer.explainParams())
        .contains("method: mixup, cutmix, saliencymix", "alpha: concentration of λ");
  }

  @Test
  void aPipelineTrainsOnSoftLabelsAndIsSavedAndLoaded() throws Exception {
    Dataset<Row> named =
        dataset(samples(30)).selectExpr("id", "image", "concat('class ', label) name");
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("name").setOutputCol("label"),
                  new ImageAugmenter().setTransforms("[{resize: {size: [8, 8]}}]"),
                  new PairMixer()
                      .setInputCol("augmented")
                      .setMethod("mixup")
                      .setPairing("same") // the number of classes comes from the indexer
                      .setOutputFormat("vector")
                      .setOutputCol("features"),
                  new SQLTransformer()
                      .setStatement(
                          "SELECT id, features, CAST(part.label_indices AS DOUBLE) target,"
                              + " part.label_weights weight FROM (SELECT id, features,"
                              + " explode(arrays_zip(label_indices, label_weights)) part FROM"
                              + " __THIS__)"),
                  new LogisticRegression()
                      .setLabelCol("target")
                      .setWeightCol("weight")
                      .setMaxIter(2)
                });
    PipelineModel model = pipeline.fit(named);
    Dataset<Row> predicted = model.transform(named);
    Row row = predicted.first();
    assertThat(row.<Vector>getAs("features").size()).isEqualTo(8 * 8 * 3);
    assertThat(predicted.count()).isEqualTo(30); // same: one class each
    String saved = directory.resolve("pipeline").toString();
    model.write().save(saved);
    assertThat(PipelineModel.load(saved).transform(named).orderBy("id").collectAsList())
        .isEqualTo(predicted.orderBy("id").collectAsList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "vector"})
  void pixelsAreThoseOfTheTensor(String format) {
    Dataset<Row> images = dataset(samples(1));
    ImageAugmenter augmenter =
        new ImageAugmenter().setRecipe("output: {layout: hwc}").setTransforms(TRANSFORMS);
    byte[] tensor =
        augmenter.setOutputFormat("tensor").transform(images).first().getAs("augmented");
    Row row = augmenter.setOutputFormat(format).transform(images).first();
    int red = tensor[0] & 0xFF;
    if (format.equals("vector")) {
      assertThat(row.<Vector>getAs("augmented").apply(0)).isEqualTo(red / 255.0);
    } else {
      Row image = row.getAs("augmented");
      assertThat(image.<byte[]>getAs("data")[2] & 0xFF).isEqualTo(red); // blue, green, red
      assertThat(image.<Integer>getAs("height")).isEqualTo(16);
    }
  }

  @Test
  void invalidParamsAreNamed() {
    assertThatThrownBy(() -> new PairMixer().transformSchema(SCHEMA))
        .hasMessage(
            "method must be mixup, cutmix, saliencymix, tokenmix, transmix, mixpro or none; set"
                + " method, or recipe to a recipe with mix");
    assertThatThrownBy(() -> mixer("mixup").setPairing("same").transform(dataset(samples(2))))
        .hasMessage(
            "pairing same needs the number of classes; set numClasses, or index the labels by"
                + " StringIndexer");
    assertThatThrownBy(() -> mixer("mixup").setIdCol("key").transformSchema(SCHEMA))
        .hasMessage("idCol must be a column, was key; there are id, image, label");
    assertThatThrownBy(
            () -> mixer("mixup").transformSchema(SCHEMA.add("lam", DataTypes.DoubleType)))
        .hasMessage(
            "the dataset already has a column lam, which PairMixer adds; rename or drop it first");
    assertThatThrownBy(() -> new DiffuseMixer().transformSchema(SCHEMA))
        .hasMessage("either generatedCol or generatedTable must be given, was neither");
    assertThatThrownBy(
            () -> new ImageAugmenter().setTransforms("[{rotat: {}}]").transformSchema(SCHEMA))
        .hasMessageContaining("rotat");
    assertThatThrownBy(() -> mixer("mixup").setLabelCol("id").transformSchema(SCHEMA))
        .hasMessage(
            "labelCol must hold class indices, or a weight per class, was id of string;"
                + " StringIndexer makes indices of class names");
  }

  @Test
  void everyStageIsListedForConnect() throws Exception {
    List<String> listed =
        ServiceLoader.load(Transformer.class).stream()
            .map(provider -> provider.type().getName())
            .filter(name -> name.startsWith("dev.emulsion."))
            .sorted(Comparator.naturalOrder())
            .toList();
    Path sources = Path.of("../augment-udfs/src/main/java/dev/emulsion/spark/ml");
    List<String> stages = new ArrayList<>();
    try (var files = Files.list(sources)) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains("public static MLReader<")) {
          String name = file.getFileName().toString().replace(".java", "");
          stages.add("dev.emulsion.spark.ml." + name);
        }
      }
    }
    Collections.sort(stages);
    assertThat(listed).isEqualTo(stages);
    for (String name : stages) {
      Class.forName(name).getConstructor().newInstance();
    }
  }
}
