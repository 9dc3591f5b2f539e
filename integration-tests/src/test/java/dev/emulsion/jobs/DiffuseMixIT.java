package dev.emulsion.jobs;

import static dev.emulsion.jobs.DiffuseMixData.IMAGES;
import static dev.emulsion.jobs.DiffuseMixData.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.DiffuseMixData.Run;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.verify.VerifyOptions;
import dev.emulsion.jobs.verify.VerifyReport;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import dev.emulsion.transform.SideImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Originals, generated images and fractals become rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiffuseMixIT {

  @TempDir private static Path directory;
  private DiffuseMixData data;
  private Run plain;

  /** DiffuseMix between two transforms, then MixUp within a class. */
  private Run mixed;

  @BeforeAll
  void augment() throws IOException {
    data = new DiffuseMixData(directory.resolve("plain"));
    plain = data.run();
    mixed =
        data.run(
            "transform=[{horizontal-flip: {p: 1}}, {diffusemix: {size: 48}},"
                + " {random-resized-crop: {size: 24}}]",
            "mix={mixup: {alpha: 1}}",
            "generated.originals=include",
            "pairing.labels=same",
            "pairing.variants=2");
  }

  @Tag("main")
  @Test
  void everyRowIsWhatTheFormulaGivesAndKeepsItsLabel() throws IOException {
    Manifest.Generated listed = plain.report().manifest().input().generated();
    assertThat(listed.found()).isEqualTo(2L * IMAGES);
    assertThat(listed.matched()).isEqualTo(2L * IMAGES);
    assertThat(plain.report().methods()).isEqualTo(Map.of("diffusemix", 2L * IMAGES));
    TreeSet<String> splits = new TreeSet<>();
    TreeSet<String> fractals = new TreeSet<>();
    for (Row row : plain.rows()) {
      String base = row.getAs("base_id");
      DiffuseMix.Plan plan = (DiffuseMix.Plan) Plans.read(row.<String>getAs("plan")).base().get(0);
      assertThat(row.<String>getAs("row_id"))
          .isEqualTo(base + "#" + plan.prompt() + "#" + plan.index() + "@0.0");
      assertThat(row.<Integer>getAs("label_base")).isEqualTo(base.charAt(5) - '0');
      assertThat(row.<String>getAs("partner_id")).isNull();
      assertThat(row.<Double>getAs("lam")).isEqualTo(1.0);
      Image original = decoded(data.images().resolve(base));
      String file = base + "_generated_" + plan.prompt() + "_" + plan.index() + ".jpg";
      Image generated = decoded(data.generated().root().resolve(file));
      Image fractal = decoded(data.mixingSet().resolve(plan.fractal()));
      SideImages sideImages =
          new SideImages(
              Optional.of(
                  new SideImages.Generated(plan.generatedKey(base).orElseThrow(), generated)),
              Optional.of(new SideImages.MixingImage(plan.fractal(), fractal)));
      assertThat(row.<byte[]>getAs("image")).isEqualTo(planar(plan.apply(original, sideImages)));
      splits.add(plan.split() + " " + plan.generatedFirst());
      fractals.add(plan.fractal());
    }
    assertThat(splits).hasSize(4);
    assertThat(fractals).hasSizeGreaterThan(2);
  }

  @Test
  void transformsBeforeAndAfterItAndPairMixingFollowTheOrderOfTheRecipe() {
    // the sample itself and its two blends, in two variants each
    assertThat(mixed.report().rows()).isEqualTo(IMAGES * 3L * 2);
    for (Row row : mixed.rows()) {
      var plan = Plans.read(row.<String>getAs("plan"));
      List<String> names = plan.base().stream().map(Plans::nameOf).toList();
      boolean blended = row.<String>getAs("row_id").contains("#");
      assertThat(names)
          .containsExactly(
              "horizontal-flip", blended ? "diffusemix" : "resize", "random-resized-crop");
      assertThat(row.<String>getAs("method")).isEqualTo("mixup");
      assertThat(row.<Integer>getAs("height")).isEqualTo(24);
    }
    VerifyReport verified = mixed.verify();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().differing()).isZero();
  }

  @Test
  void pairsOfOneClassGetTheirGeneratedImages() {
    for (Row row : mixed.rows()) {
      assertThat(row.<Integer>getAs("label_partner")).isEqualTo(row.<Integer>getAs("label_base"));
    }
  }

  @Test
  void theEstimateCountsTheRowsOfTheRun() {
    EstimateReport estimate =
        new EstimateJob(LocalSpark.session(), mixed.recipe(), 2, Optional.empty()).run();
    assertThat(estimate.output().rows()).isEqualTo(mixed.report().rows());
    assertThat(estimate.generated().used()).isEqualTo(2 * IMAGES);
    assertThat(estimate.generated().listed())
        .isEqualTo(mixed.report().manifest().input().generated());
  }

  @Test
  void promptsOfAnyCharactersAndImagesOfAnySizeAreUsedInGrayToo() throws IOException {
    DiffuseMixData other = new DiffuseMixData(directory.resolve("odd"));
    String odd = "50% off/\"neon\" #1_generated_2 émoji 🌈";
    other.generated().add(id(0), odd, 3, TestImages.encoded(5, 17, 91, "png"));
    other.generated().add(id(1), odd, 0, TestImages.encoded(6, 1, 1, "png"));
    other.generated().add(id(2), odd, 0, TestImages.encoded(7, 300, 20, "png"));

    Run run = other.run("transform=[{grayscale: {channels: 1}}, {diffusemix: {size: 40}}]");

    assertThat(run.report().rows()).isEqualTo(2 * IMAGES + 3);
    assertThat(run.rowIdsOf(id(0))).contains(id(0) + "#" + odd + "#3@0.0");
    assertThat(run.rows())
        .allSatisfy(
            row -> {
              byte[] image = row.getAs("image");
              assertThat(row.<Integer>getAs("channels")).isEqualTo(3);
              assertThat(image).hasSize(3 * 40 * 40);
              assertThat(Arrays.copyOfRange(image, 0, 1600))
                  .isEqualTo(Arrays.copyOfRange(image, 1600, 3200))
                  .isEqualTo(Arrays.copyOfRange(image, 3200, 4800));
            });
    VerifyReport verified = run.verify(VerifyOptions.replaying(1000, Optional.empty()));
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().rows()).isEqualTo(run.report().rows());
  }

  @Test
  void everyEpochDrawsOtherImagesOfASample() {
    Run run = data.run("generated.per-sample=1", "epochs=2");
    assertThat(run.report().rows()).isEqualTo(2L * IMAGES);
    TreeMap<Integer, TreeSet<String>> byEpoch = new TreeMap<>();
    for (Row row : run.rows()) {
      byEpoch
          .computeIfAbsent(row.getAs("epoch"), e -> new TreeSet<>())
          .add(row.<String>getAs("row_id").replaceAll("@.*", ""));
    }
    assertThat(byEpoch.values()).allSatisfy(names -> assertThat(names).hasSize(IMAGES));
    assertThat(byEpoch.get(0)).isNotEqualTo(byEpoch.get(1));
  }

  @Test
  void aMixingSetTooLargeToBroadcastIsJoinedAndGivesTheSameRows() {
    System.setProperty(BroadcastImages.MAX_BYTES_PROPERTY, "1");
    try {
      assertThat(data.run().report().manifest().contentDigest())
          .isEqualTo(plain.report().manifest().contentDigest());
    } finally {
      System.clearProperty(BroadcastImages.MAX_BYTES_PROPERTY);
    }
  }

  @Test
  void pixMixUsesTheSameMixingSet() {
    Recipe recipe =
        Recipes.of(data.images())
            .with("mixing-set", "{path: " + data.mixingSet() + "}")
            .with("transform", "[{resize: {size: [32, 32]}}, {pixmix: {}}]")
            .without("mix")
            .to(directory.resolve("pixmix"))
            .load();
    Run run = DiffuseMixData.run(LocalSpark.session(), recipe);
    assertThat(run.report().methods()).isEqualTo(Map.of("pixmix", (long) IMAGES));
    VerifyReport verified = run.verify();
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.replay().orElseThrow().differing()).isZero();
    assertThat(new PreviewJob(LocalSpark.session(), run.out().toString(), 2).run().examples())
        .allSatisfy(
            example ->
                assertThat(example.stages()).last().extracting("image").isEqualTo(example.mixed()));
  }

  @Test
  void thePreviewShowsEveryStageFromTheOriginalToTheResult() {
    assertThat(new PreviewJob(LocalSpark.session(), plain.out().toString(), 3).run().examples())
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

  /** Channel by channel, as the raw profile stores pixels. */
  private static byte[] planar(Image image) {
    int pixels = image.height() * image.width();
    byte[] planar = new byte[pixels * 3];
    for (int i = 0; i < planar.length; i++) {
      planar[i] = image.samples()[i % pixels * 3 + i / pixels];
    }
    return planar;
  }
}
