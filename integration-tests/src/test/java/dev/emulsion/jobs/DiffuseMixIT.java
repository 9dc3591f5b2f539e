package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.image.DecodeOptions;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.io.Manifest;
import dev.emulsion.io.Quarantine;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.Companions;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Originals, generated pictures and fractals become rows, and all of them are accounted for. */
class DiffuseMixIT {

  private static final int PHOTOS = 24;
  private static final List<String> PROMPTS = List.of("snowy", "a sketch with crayon");

  @TempDir private Path directory;
  private GeneratedFolder generated;
  private int runs;

  @BeforeEach
  void layOut() throws IOException {
    Photos.folder(directory.resolve("photos"), PHOTOS, 3);
    GeneratedFolder.set(directory.resolve("fractals"), 5);
    generated = new GeneratedFolder(directory.resolve("generated"));
    for (int i = 0; i < PHOTOS; i++) {
      for (String prompt : PROMPTS) {
        generated.add(id(i), prompt, 0);
      }
    }
  }

  @AfterAll
  static void backToTheSharedSession() {
    LocalSpark.session();
  }

  private static String id(int photo) {
    return "class" + photo % 3 + "/" + photo + ".jpg";
  }

  @Test
  void everyRowIsWhatTheFormulaGivesAndKeepsItsLabel() throws IOException {
    AugmentReport report = run();

    Manifest.Generated listed = report.manifest().input().generated();
    assertThat(listed.found()).isEqualTo(2L * PHOTOS);
    assertThat(listed.matched()).isEqualTo(2L * PHOTOS);
    assertThat(report.methods()).isEqualTo(Map.of("diffusemix", 2L * PHOTOS));
    TreeSet<String> splits = new TreeSet<>();
    TreeSet<String> fractals = new TreeSet<>();
    for (Row row : rows()) {
      String base = row.getAs("base_id");
      DiffuseMix.Plan plan = (DiffuseMix.Plan) Plans.read(row.<String>getAs("plan")).base().get(0);
      assertThat(row.<String>getAs("sample_id"))
          .isEqualTo(base + "#" + plan.prompt() + "#" + plan.variant() + "@0.0");
      assertThat(row.<Integer>getAs("label_base")).isEqualTo(base.charAt(5) - '0');
      assertThat(row.<String>getAs("partner_id")).isNull();
      assertThat(row.<Double>getAs("lambda")).isEqualTo(1.0);
      Image original = decoded(directory.resolve("photos").resolve(base));
      Image made =
          decoded(
              generated
                  .root()
                  .resolve(base + "_generated_" + plan.prompt() + "_" + plan.variant() + ".jpg"));
      Image fractal = decoded(directory.resolve("fractals").resolve(plan.fractal()));
      Companions companions =
          new Companions(
              Optional.of(new Companions.Generated(plan.prompt(), plan.variant(), made)),
              Optional.of(new Companions.Picture(plan.fractal(), fractal)));
      assertThat(row.<byte[]>getAs("image")).isEqualTo(planar(plan.apply(original, companions)));
      splits.add(plan.split() + " " + plan.flipped());
      fractals.add(plan.fractal());
    }
    assertThat(splits).hasSize(4);
    assertThat(fractals).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource({"7, local[1]", "1, local[2]", "32, local[2]"})
  void partitionsAndBucketsDoNotMatter(int partitions, String master) {
    String[] mixing = {
      "generated.per-sample=1", "epochs=2", "mix={cutmix: {}}", "generated.originals=keep"
    };
    String digest = run(mixing).manifest().contentDigest();
    List<String> set = new ArrayList<>(List.of(mixing));
    set.add("input.partitions=" + partitions);
    set.add("pairing.buckets=" + partitions);
    assertThat(run(LocalSpark.session(master), set).manifest().contentDigest()).isEqualTo(digest);
  }

  @Test
  void transformsBeforeAndAfterItAndPairMixingFollowTheOrderOfTheRecipe() {
    AugmentReport report =
        run(
            "transform=[{horizontal-flip: {p: 1}}, {diffusemix: {size: 48}},"
                + " {random-resized-crop: {size: 24}}]",
            "mix={mixup: {alpha: 1}}",
            "generated.originals=keep",
            "pairing.variants=2");

    // the sample itself and two joined with it, in two variants each
    assertThat(report.rows()).isEqualTo(PHOTOS * 3L * 2);
    for (Row row : rows()) {
      var plan = Plans.read(row.<String>getAs("plan"));
      List<String> names = plan.base().stream().map(Plans::nameOf).toList();
      boolean joined = row.<String>getAs("sample_id").contains("#");
      assertThat(names)
          .containsExactly(
              "horizontal-flip", joined ? "diffusemix" : "resize", "random-resized-crop");
      assertThat(row.<String>getAs("method")).isEqualTo("mixup");
      assertThat(row.<Integer>getAs("height")).isEqualTo(24);
    }
    VerifyReport verified = new VerifyJob(LocalSpark.session(), out().toString()).run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().differing()).isZero();
  }

  @Test
  void everyThingThatCanBeWrongWithAPictureIsCounted() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.BLACK));
    generated.add(id(1), "snowy", 0, "no picture".getBytes());
    generated.add(id(2), "snowy", 0, new byte[0]);
    generated.add("class0/nobody.jpg", "snowy", 0);
    generated.add(id(3), "neon", 0);
    for (String prompt : PROMPTS) {
      Files.delete(generated.root().resolve(id(4) + "_generated_" + prompt + "_0.jpg"));
      generated.add(id(5), prompt, 0, GeneratedFolder.flat(Color.BLACK));
    }
    Files.write(directory.resolve("photos").resolve(id(6)), "broken".getBytes());

    AugmentReport report =
        run("generated.prompts=[snowy, A Sketch with Crayon ]", "quarantine.max-fraction=0.2");

    Manifest manifest = report.manifest();
    Manifest.Generated listed = manifest.input().generated();
    assertThat(listed.found()).isEqualTo(2 * PHOTOS + 2 - 2);
    assertThat(listed.unasked()).isEqualTo(1);
    assertThat(listed.orphaned()).isEqualTo(1);
    assertThat(listed.duplicates()).isZero();
    assertThat(listed.matched()).isEqualTo(2 * (PHOTOS - 1));
    assertThat(manifest.input().withoutGenerated()).isEqualTo(1);
    assertThat(manifest.input().samples()).isEqualTo(PHOTOS - 1);

    Manifest.Epoch epoch = manifest.epochs().get(0);
    Manifest.Pictures pictures = epoch.generated();
    assertThat(pictures.used()).isEqualTo(2 * (PHOTOS - 1));
    assertThat(pictures.rejected())
        .isEqualTo(
            Map.of(
                "GENERATED_BLACK", 3L, "GENERATED_UNSUPPORTED_FORMAT", 1L, "GENERATED_EMPTY", 1L));
    assertThat(pictures.lost()).isEqualTo(2);
    assertThat(pictures.joined()).isEqualTo(pictures.used() - 5 - 2);
    assertThat(epoch.reasons())
        .isEqualTo(Map.of("NO_USABLE_GENERATED", 1L, "UNSUPPORTED_FORMAT", 1L));
    assertThat(epoch.emitted()).isEqualTo(PHOTOS - 3);

    Map<String, String> quarantine = quarantine();
    assertThat(quarantine)
        .containsEntry(id(4), "NO_GENERATED")
        .containsEntry(id(5), "NO_USABLE_GENERATED")
        .containsEntry(id(6), "UNSUPPORTED_FORMAT")
        .containsEntry(id(0) + "#snowy#0", "GENERATED_BLACK")
        .containsEntry(id(1) + "#snowy#0", "GENERATED_UNSUPPORTED_FORMAT")
        .containsEntry(id(2) + "#snowy#0", "GENERATED_EMPTY")
        .hasSize(8);
    assertThat(paths().get(id(1) + "#snowy#0"))
        .endsWith("generated/" + id(1) + "_generated_snowy_0.jpg");
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();
  }

  @Test
  void promptsOfAnyCharactersAndPicturesOfAnySizeFindTheirWay() throws IOException {
    String odd = "50% off/\"neon\" #1_generated_2 émoji 🌈";
    generated.add(id(0), odd, 3, Photos.encoded(5, 17, 91, "png"));
    generated.add(id(1), odd, 0, Photos.encoded(6, 1, 1, "png"));
    generated.add(id(2), odd, 0, Photos.encoded(7, 300, 20, "png"));

    AugmentReport report = run();

    assertThat(report.rows()).isEqualTo(2 * PHOTOS + 3);
    assertThat(rowsOf(id(0))).contains(id(0) + "#" + odd + "#3@0.0");
    VerifyReport verified =
        new VerifyJob(
                LocalSpark.session(),
                out().toString(),
                Thoroughness.replaying(1000, Optional.empty()))
            .run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().rows()).isEqualTo(report.rows());
  }

  @Test
  void aSampleWhoseIdIsTheNameOfAnotherRowIsRefused() throws IOException {
    Path photo = directory.resolve("photos").resolve(id(0) + "#snowy#0");
    Files.copy(directory.resolve("photos").resolve(id(0)), Path.of(photo + ".jpg"));
    generated.add(id(0), "snowy#0.jpg", 0);
    generated.add(id(0) + "#snowy#0.jpg", "snowy", 0);
    generated.add(id(0), "snowy#0.jpg#snowy", 0);

    assertThatThrownBy(this::run)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "rows are named ID#PROMPT#VARIANT, but two would be "
                + id(0)
                + "#snowy#0.jpg#snowy#0; rename a sample or a prompt that holds #");
  }

  @Test
  void damagedPicturesBeyondTheLimitStopTheRun() throws IOException {
    for (int i = 0; i < 4; i++) {
      generated.add(id(i), "snowy", 0, "no picture".getBytes());
    }
    assertThatThrownBy(() -> run("quarantine.max-fraction=0.05"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("4 of 48 generated pictures were refused")
        .hasMessageContaining("#snowy#0: ");
  }

  /** 1 of 48 is 0.0208; of the pictures of one slice in eight it would be far more. */
  @Test
  void theLimitIsAShareOfAllPicturesWhateverTheSlices() throws IOException {
    generated.add(id(1), "snowy", 0, "no picture".getBytes());
    String whole = run("quarantine.max-fraction=0.021").manifest().contentDigest();
    assertThat(
            run("quarantine.max-fraction=0.021", "pairing.buckets=8", "output.slices=8")
                .manifest()
                .contentDigest())
        .isEqualTo(whole);
  }

  @Test
  void aRunThatRejectsEverythingFails() {
    assertThatThrownBy(() -> run("generated.reject={rule: black, share: 0.01, level: 255}"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sample is left: of 48 generated pictures {GENERATED_BLACK=48}")
        .hasMessageContaining("Relax generated.reject");
  }

  @Test
  void photosMadeGrayAreJoinedInGray() {
    run("transform=[{grayscale: {bands: 1}}, {diffusemix: {size: 40}}]");
    assertThat(rows())
        .hasSize(2 * PHOTOS)
        .allSatisfy(
            row -> {
              byte[] image = row.getAs("image");
              assertThat(row.<Integer>getAs("channels")).isEqualTo(3);
              assertThat(image).hasSize(3 * 40 * 40);
              assertThat(Arrays.copyOfRange(image, 0, 1600))
                  .isEqualTo(Arrays.copyOfRange(image, 1600, 3200))
                  .isEqualTo(Arrays.copyOfRange(image, 3200, 4800));
            });
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();
  }

  @Test
  void verifySeesARowOfTheQuarantineThatWasChanged() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.BLACK));
    run();
    Path table = out().resolve("_emulsion/quarantine/epoch=0");
    List<Row> edited =
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(table.toString())
            .withColumn("id", functions.lit("somebody else"))
            .collectAsList();
    LocalSpark.session()
        .createDataFrame(edited, Quarantine.SCHEMA)
        .write()
        .mode("overwrite")
        .parquet(table.toString());
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems())
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("quarantine of epoch 0 lists other rows than the run wrote"));
  }

  @Test
  void whiteFramesAreWhatTheAuthorsCodeRejects() throws IOException {
    generated.add(id(0), "snowy", 0, GeneratedFolder.flat(Color.WHITE));
    generated.add(id(1), "snowy", 0, GeneratedFolder.flat(Color.BLACK));

    Manifest official = run("generated.reject.rule=official").manifest();
    assertThat(official.epochs().get(0).generated().rejected())
        .isEqualTo(Map.of("GENERATED_WHITE", 1L));
    Manifest none = run("generated.reject.rule=none").manifest();
    assertThat(none.epochs().get(0).generated().rejected()).isEmpty();
  }

  @Test
  void aSampleWithoutPicturesIsSkippedKeptOrTheEnd() throws IOException {
    for (String prompt : PROMPTS) {
      Files.delete(generated.root().resolve(id(7) + "_generated_" + prompt + "_0.jpg"));
    }
    assertThat(run("generated.missing=skip").rows()).isEqualTo(2 * (PHOTOS - 1));
    assertThat(rowsOf(id(7))).isEmpty();

    assertThat(run("generated.missing=original").rows()).isEqualTo(2 * (PHOTOS - 1) + 1);
    assertThat(rowsOf(id(7))).containsExactly(id(7) + "@0.0");
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();

    assertThatThrownBy(() -> run("generated.missing=fail"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every sample must have a generated picture, but 1 have none, such as "
                + id(7)
                + "; generate them (emulsion prompts lists what is missing), or set"
                + " generated.missing to skip or original");
  }

  @Test
  void sourceIdsOfAnotherDataSetAreNamed() throws IOException {
    GeneratedFolder other = new GeneratedFolder(directory.resolve("other"));
    other.add("train/1.jpg", "snowy", 0);
    assertThatThrownBy(() -> run("generated.path=" + other.root()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no sample has a generated picture")
        .hasMessageContaining("train/1.jpg")
        .hasMessageContaining("class0/0.jpg");
  }

  @Test
  void keysThatCouldHaveNoEffectAreRefused() {
    assertThatThrownBy(() -> run("fractals.id=name"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("fractals.id and fractals.image must be left out: ");
    assertThatThrownBy(() -> run("generated.columns.source=id"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("generated.root and generated.columns must be left out: ");
  }

  @Test
  void aFolderWithoutAnyGeneratedPictureSaysHowFilesAreNamed() {
    assertThatThrownBy(() -> run("generated.path=" + directory.resolve("photos")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "there is no generated picture in "
                + directory.resolve("photos")
                + "; 24 other files were ignored. Files must be named as emulsion prompts lists"
                + " them, such as cat/1.jpg_generated_snowy_0.jpg");
  }

  @Test
  void promptsThatWereNotGeneratedAreNamed() {
    assertThatThrownBy(() -> run("generated.prompts=[winter]"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "generated.prompts names no prompt of the 48 pictures in "
                + generated.root()
                + ", such as a sketch with crayon; name prompts that were generated, or leave"
                + " generated.prompts out for all");
  }

  @Test
  void aTableThatNamesAPictureTwiceIsRefusedOrTheFirstIsUsed() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("source_id,prompt,variant,path");
    for (int i = 0; i < PHOTOS; i++) {
      String file = generated.root() + "/" + id(i) + "_generated_snowy_0.jpg";
      lines.add(id(i) + ",Snowy,0," + file);
    }
    lines.add(id(0) + ",snowy ,0," + generated.root() + "/" + id(1) + "_generated_snowy_0.jpg");
    Path table = Files.write(directory.resolve("generated.csv"), lines);

    assertThatThrownBy(() -> run("generated.path=" + table))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 25 repeat another, such as class0/0.jpg#snowy#0")
        .hasMessageContaining("generated.duplicates to first");
    AugmentReport report = run("generated.path=" + table, "generated.duplicates=first");
    assertThat(report.manifest().input().generated().duplicates()).isEqualTo(1);
    assertThat(report.rows()).isEqualTo(PHOTOS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyEpochDrawsSomeOfThePicturesAnew(int perSample) {
    AugmentReport report = run("generated.per-sample=" + perSample, "epochs=3");
    assertThat(report.rows()).isEqualTo(3L * perSample * PHOTOS);
    TreeMap<Integer, TreeSet<String>> byEpoch = new TreeMap<>();
    for (Row row : rows()) {
      byEpoch
          .computeIfAbsent(row.getAs("epoch"), e -> new TreeSet<>())
          .add(row.<String>getAs("sample_id").replaceAll("@.*", ""));
    }
    assertThat(byEpoch.values()).allSatisfy(names -> assertThat(names).hasSize(perSample * PHOTOS));
    if (perSample == 1) {
      assertThat(byEpoch.get(0)).isNotEqualTo(byEpoch.get(1));
    }
  }

  @Test
  void aSetTooLargeForEveryExecutorIsJoinedAndGivesTheSameRows() throws IOException {
    String few = run().manifest().contentDigest();
    System.setProperty(Shelf.MOST_BYTES_PROPERTY, "1");
    try {
      assertThat(run().manifest().contentDigest()).isEqualTo(few);
    } finally {
      System.clearProperty(Shelf.MOST_BYTES_PROPERTY);
    }
  }

  @Test
  void pairsOfOneClassFindTheirPicturesToo() {
    AugmentReport report = run("mix={cutmix: {}}", "pairing.labels=same");
    assertThat(report.rows()).isEqualTo(2 * PHOTOS);
    for (Row row : rows()) {
      assertThat(row.<Integer>getAs("label_partner")).isEqualTo(row.<Integer>getAs("label_base"));
    }
    assertThat(new VerifyJob(LocalSpark.session(), out().toString()).run().problems()).isEmpty();
  }

  @Test
  void pixMixSharesTheSet() {
    Recipe recipe =
        RecipeLoader.parse(
            "pixmix.yaml",
            String.join(
                "\n",
                "input: {path: " + directory.resolve("photos") + "}",
                "fractals: {path: " + directory.resolve("fractals") + "}",
                "transform: [{resize: {size: [32, 32]}}, {pixmix: {}}]",
                "output: {path: " + directory.resolve("pixmix") + "}"),
            List.of());
    AugmentReport report = new AugmentJob(LocalSpark.session(), recipe).run();
    assertThat(report.methods()).isEqualTo(Map.of("pixmix", (long) PHOTOS));
    String out = directory.resolve("pixmix").toString();
    VerifyReport verified = new VerifyJob(LocalSpark.session(), out).run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().differing()).isZero();
    assertThat(new PreviewJob(LocalSpark.session(), out, 2).run().examples())
        .allSatisfy(
            example ->
                assertThat(example.stages()).last().extracting("image").isEqualTo(example.mixed()));
  }

  @Test
  void thePreviewShowsEveryStepFromTheOriginalToTheResult() {
    run();
    assertThat(new PreviewJob(LocalSpark.session(), out().toString(), 3).run().examples())
        .hasSize(3)
        .allSatisfy(
            example -> {
              assertThat(example.stages()).hasSize(6);
              assertThat(example.stages()).first().extracting("name").isEqualTo("original");
              assertThat(example.stages()).last().extracting("image").isEqualTo(example.mixed());
            });
  }

  @Test
  void verifySaysWhenThePicturesAreNotThoseOfTheRun() throws IOException {
    run();
    generated.add(id(0), "snowy", 0, Photos.encoded(99, 64, 64, "jpg"));
    Recipe again = recipe(List.of());
    assertThatThrownBy(() -> new AugmentJob(LocalSpark.session(), again).run())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the generated pictures are others or of other lengths");
    VerifyReport verified = new VerifyJob(LocalSpark.session(), out().toString()).run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.notReplayed().orElseThrow())
        .contains("ids, labels, lengths or what stands beside it have changed");
  }

  @Test
  void planCountsWhatTheRunWrites() {
    Recipe recipe = recipe(List.of("generated.originals=keep"));
    PlanReport plan = new PlanJob(LocalSpark.session(), recipe, 2, Optional.empty()).run();
    AugmentReport report = new AugmentJob(LocalSpark.session(), recipe).run();
    assertThat(plan.output().rows()).isEqualTo(report.rows()).isEqualTo(3 * PHOTOS);
    assertThat(plan.generated().used()).isEqualTo(2 * PHOTOS);
    assertThat(plan.generated().listed()).isEqualTo(report.manifest().input().generated());
  }

  @Test
  void verifyMissesARowThatIsTakenOut() throws IOException {
    run("output.footer=sidecar");
    Path epoch = out().resolve("epoch=0");
    Path copy = directory.resolve("copy");
    LocalSpark.session()
        .read()
        .parquet(epoch.toString())
        .filter("sample_id <> '" + id(0) + "#snowy#0@0.0'")
        .coalesce(1)
        .write()
        .parquet(copy.toString());
    assertThat(LocalSpark.session().read().parquet(copy.toString()).count())
        .isEqualTo(2 * PHOTOS - 1);
    try (var files = Files.list(epoch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (var files = Files.list(copy)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, epoch.resolve(file.getFileName()));
      }
    }
    List<Problem> problems = new VerifyJob(LocalSpark.session(), out().toString()).run().problems();
    assertThat(problems)
        .anySatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("shards must hold 48 joined pictures, hold 47"));
  }

  private AugmentReport run(String... set) {
    return run(LocalSpark.session(), List.of(set));
  }

  private AugmentReport run(SparkSession spark, List<String> set) {
    runs++;
    return new AugmentJob(spark, recipe(set)).run();
  }

  private Recipe recipe(List<String> set) {
    String text =
        String.join(
            "\n",
            "seed: 11",
            "input: {path: " + directory.resolve("photos") + "}",
            "generated: {path: " + generated.root() + "}",
            "fractals: {path: " + directory.resolve("fractals") + "}",
            "transform: [{diffusemix: {size: 40}}]",
            "output: {path: " + out() + "}");
    return RecipeLoader.parse("diffusemix.yaml", text, set);
  }

  private Path out() {
    return directory.resolve("out-" + runs);
  }

  private List<Row> rows() {
    return LocalSpark.session().read().parquet(out().toString()).collectAsList();
  }

  private List<String> rowsOf(String base) {
    return rows().stream()
        .filter(row -> row.getAs("base_id").equals(base))
        .map(row -> row.<String>getAs("sample_id"))
        .toList();
  }

  private Map<String, String> quarantine() {
    return quarantine("reason");
  }

  private Map<String, String> paths() {
    return quarantine("path");
  }

  private Map<String, String> quarantine(String column) {
    Map<String, String> byId = new TreeMap<>();
    for (Row row :
        LocalSpark.session()
            .read()
            .schema(Quarantine.SCHEMA)
            .parquet(out() + "/_emulsion/quarantine/epoch=0")
            .collectAsList()) {
      byId.put(row.getAs("id"), row.getAs(column));
    }
    return byId;
  }

  private static Image decoded(Path file) throws IOException {
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    return ((Decoded.Picture) codec.decode(Files.readAllBytes(file))).image();
  }

  /** Band after band, as the raw profile writes it. */
  private static byte[] planar(Image image) {
    int pixels = image.height() * image.width();
    byte[] planar = new byte[pixels * 3];
    for (int i = 0; i < planar.length; i++) {
      planar[i] = image.samples()[i % pixels * 3 + i / pixels];
    }
    return planar;
  }
}
