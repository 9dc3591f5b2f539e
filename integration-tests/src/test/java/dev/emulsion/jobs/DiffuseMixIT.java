package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.sideinput.BroadcastImages;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.SideImages;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Originals, generated images and fractals become rows. */
class DiffuseMixIT extends DiffuseMixRuns {

  @Test
  void everyRowIsWhatTheFormulaGivesAndKeepsItsLabel() throws IOException {
    AugmentReport report = run();

    Manifest.Generated listed = report.manifest().input().generated();
    assertThat(listed.found()).isEqualTo(2L * IMAGES);
    assertThat(listed.matched()).isEqualTo(2L * IMAGES);
    assertThat(report.methods()).isEqualTo(Map.of("diffusemix", 2L * IMAGES));
    TreeSet<String> splits = new TreeSet<>();
    TreeSet<String> fractals = new TreeSet<>();
    for (Row row : rows()) {
      String base = row.getAs("base_id");
      DiffuseMix.Plan plan = (DiffuseMix.Plan) Plans.read(row.<String>getAs("plan")).base().get(0);
      assertThat(row.<String>getAs("row_id"))
          .isEqualTo(base + "#" + plan.prompt() + "#" + plan.index() + "@0.0");
      assertThat(row.<Integer>getAs("label_base")).isEqualTo(base.charAt(5) - '0');
      assertThat(row.<String>getAs("partner_id")).isNull();
      assertThat(row.<Double>getAs("lambda")).isEqualTo(1.0);
      Image original = decoded(directory.resolve("images").resolve(base));
      Image made =
          decoded(
              generated
                  .root()
                  .resolve(base + "_generated_" + plan.prompt() + "_" + plan.index() + ".jpg"));
      Image fractal = decoded(directory.resolve("fractals").resolve(plan.fractal()));
      SideImages sideImages =
          new SideImages(
              Optional.of(new SideImages.Generated(plan.prompt(), plan.index(), made)),
              Optional.of(new SideImages.MixingImage(plan.fractal(), fractal)));
      assertThat(row.<byte[]>getAs("image")).isEqualTo(planar(plan.apply(original, sideImages)));
      splits.add(plan.split() + " " + plan.generatedFirst());
      fractals.add(plan.fractal());
    }
    assertThat(splits).hasSize(4);
    assertThat(fractals).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource({"7, local[1]", "1, local[2]", "32, local[2]"})
  void partitionsAndBucketsDoNotMatter(int partitions, String master) {
    String[] mixing = {
      "generated.per-sample=1", "epochs=2", "mix={cutmix: {}}", "generated.originals=include"
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
            "generated.originals=include",
            "pairing.variants=2");

    // the sample itself and two joined with it, in two variants each
    assertThat(report.rows()).isEqualTo(IMAGES * 3L * 2);
    for (Row row : rows()) {
      var plan = Plans.read(row.<String>getAs("plan"));
      List<String> names = plan.base().stream().map(Plans::nameOf).toList();
      boolean joined = row.<String>getAs("row_id").contains("#");
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
  void promptsOfAnyCharactersAndImagesOfAnySizeFindTheirWay() throws IOException {
    String odd = "50% off/\"neon\" #1_generated_2 émoji 🌈";
    generated.add(id(0), odd, 3, TestImages.encoded(5, 17, 91, "png"));
    generated.add(id(1), odd, 0, TestImages.encoded(6, 1, 1, "png"));
    generated.add(id(2), odd, 0, TestImages.encoded(7, 300, 20, "png"));

    AugmentReport report = run();

    assertThat(report.rows()).isEqualTo(2 * IMAGES + 3);
    assertThat(rowsOf(id(0))).contains(id(0) + "#" + odd + "#3@0.0");
    VerifyReport verified =
        new VerifyJob(
                LocalSpark.session(),
                out().toString(),
                VerifyOptions.replaying(1000, Optional.empty()))
            .run();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().rows()).isEqualTo(report.rows());
  }

  @Test
  void imagesMadeGrayAreJoinedInGray() {
    run("transform=[{grayscale: {channels: 1}}, {diffusemix: {size: 40}}]");
    assertThat(rows())
        .hasSize(2 * IMAGES)
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyEpochDrawsSomeOfTheImagesAnew(int perSample) {
    AugmentReport report = run("generated.per-sample=" + perSample, "epochs=3");
    assertThat(report.rows()).isEqualTo(3L * perSample * IMAGES);
    TreeMap<Integer, TreeSet<String>> byEpoch = new TreeMap<>();
    for (Row row : rows()) {
      byEpoch
          .computeIfAbsent(row.getAs("epoch"), e -> new TreeSet<>())
          .add(row.<String>getAs("row_id").replaceAll("@.*", ""));
    }
    assertThat(byEpoch.values()).allSatisfy(names -> assertThat(names).hasSize(perSample * IMAGES));
    if (perSample == 1) {
      assertThat(byEpoch.get(0)).isNotEqualTo(byEpoch.get(1));
    }
  }

  @Test
  void aSetTooLargeForEveryExecutorIsJoinedAndGivesTheSameRows() throws IOException {
    String few = run().manifest().contentDigest();
    System.setProperty(BroadcastImages.MAX_BYTES_PROPERTY, "1");
    try {
      assertThat(run().manifest().contentDigest()).isEqualTo(few);
    } finally {
      System.clearProperty(BroadcastImages.MAX_BYTES_PROPERTY);
    }
  }

  @Test
  void pairsOfOneClassFindTheirImagesToo() {
    AugmentReport report = run("mix={cutmix: {}}", "pairing.labels=same");
    assertThat(report.rows()).isEqualTo(2 * IMAGES);
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
                "input: {path: " + directory.resolve("images") + "}",
                "mixing-set: {path: " + directory.resolve("fractals") + "}",
                "transform: [{resize: {size: [32, 32]}}, {pixmix: {}}]",
                "output: {path: " + directory.resolve("pixmix") + "}"),
            List.of());
    AugmentReport report = new AugmentJob(LocalSpark.session(), recipe).run();
    assertThat(report.methods()).isEqualTo(Map.of("pixmix", (long) IMAGES));
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

  private static Image decoded(Path file) throws IOException {
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    return ((Decoded.DecodedImage) codec.decode(Files.readAllBytes(file))).image();
  }

  /** Channel after channel, as the raw profile writes it. */
  private static byte[] planar(Image image) {
    int pixels = image.height() * image.width();
    byte[] planar = new byte[pixels * 3];
    for (int i = 0; i < planar.length; i++) {
      planar[i] = image.samples()[i % pixels * 3 + i / pixels];
    }
    return planar;
  }
}
