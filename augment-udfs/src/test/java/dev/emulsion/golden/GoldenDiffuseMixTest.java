package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.blend.DiffuseMix.Masks;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.blend.Rejection;
import dev.emulsion.blend.Rejection.Reason;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.Generated;
import dev.emulsion.transform.SideImages.MixingImage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** DiffuseMix equals the authors' code behind the diffusion model, byte for byte. */
class GoldenDiffuseMixTest {

  private static final Map<String, GoldenCheck> CHECKS =
      Map.of(
          "combine_blend", GoldenDiffuseMixTest::combineAndBlend,
          "combine", GoldenDiffuseMixTest::combine,
          "blend_table", GoldenDiffuseMixTest::blendTable,
          "resize", GoldenDiffuseMixTest::resize,
          "chain", GoldenDiffuseMixTest::chain,
          "filter", GoldenDiffuseMixTest::filter);

  private interface GoldenCheck {
    void of(MethodCase golden);
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return MethodCase.of("diffusemix")
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.id(),
                    () -> {
                      String kind = golden.json().path("kind").asText();
                      assertThat(CHECKS).containsKey(kind);
                      CHECKS.get(kind).of(golden);
                    }));
  }

  private static void combineAndBlend(MethodCase golden) {
    Image original = golden.image("original");
    int seam = draws(golden).path("seam_width").asInt();
    double alpha = draws(golden).path("alpha").asDouble();
    SideImages sideImages = sideImages(golden);
    DiffuseMix.Plan plan = plan(golden, original.size(), alpha, seam);
    JsonNode expected = golden.expected();
    assertThat(plan.hybrid(original, sideImages)).isEqualTo(golden.image(expected.path("hybrid")));
    assertThat(plan.apply(original, sideImages))
        .isEqualTo(golden.image(expected.path("augmented")));
    assertThat(plan.weights()).isEqualTo(MethodCase.numbers(expected.path("seam_weights")));
    DiffuseMix.Plan hard = plan(golden, original.size(), 0, 0);
    assertThat(hard.apply(original, sideImages))
        .isEqualTo(hard.hybrid(original, sideImages))
        .isEqualTo(golden.image(expected.path("hybrid_hard_mask")));
  }

  /** A width that fits one axis only, which the operation refuses, is the plan's alone. */
  private static void combine(MethodCase golden) {
    Image original = golden.image("original");
    JsonNode given = draws(golden);
    Generated generated = generated(golden);
    DiffuseMix.Plan plan =
        new DiffuseMix.Plan(
            original.size(),
            generated.key().prompt(),
            generated.key().index(),
            split(given),
            flipped(given),
            given.path("seam_width").asInt(),
            "",
            0);
    JsonNode expected = golden.expected();
    assertThat(plan.apply(original, new SideImages(Optional.of(generated), Optional.empty())))
        .isEqualTo(golden.image(expected.path("hybrid")));
    assertThat(plan.weights()).isEqualTo(MethodCase.numbers(expected.path("seam_weights")));
  }

  /** Every pair of bytes: the row is the image's, the column the fractal's. */
  private static void blendTable(MethodCase golden) {
    byte[] rows = new byte[256 * 256];
    byte[] columns = new byte[256 * 256];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (byte) (i / 256);
      columns[i] = (byte) i;
    }
    Image image = Image.of(256, 256, 1, rows);
    Image fractal = Image.of(256, 256, 1, columns);
    var sideImages =
        new SideImages(
            Optional.of(new Generated(new GeneratedKey("1.jpg", "same", 0), image)),
            Optional.of(new MixingImage("columns", fractal)));
    double alpha = draws(golden).path("alpha").asDouble();
    DiffuseMix mix = new DiffuseMix(image.size(), alpha, Masks.OFFICIAL, 0);
    assertThat(mix.plan(image.shape(), sideImages, ScriptedDraws.of(0)).apply(image, sideImages))
        .isEqualTo(golden.image(golden.expected().path("table")));
  }

  /** The image alone is resized as one that is joined. */
  private static void resize(MethodCase golden) {
    Image input = golden.image("input");
    Image resized = golden.image(golden.expected().path("resized"));
    DiffuseMix mix = new DiffuseMix(resized.size(), 0, Masks.OFFICIAL, 0);
    assertThat(mix.withoutSideImages().apply(input, SideImages.NONE)).isEqualTo(resized);
    var sideImages =
        new SideImages(
            Optional.of(new Generated(new GeneratedKey("1.jpg", "same", 0), input)),
            Optional.empty());
    assertThat(mix.plan(input.shape(), sideImages, ScriptedDraws.of(0)).apply(input, sideImages))
        .isEqualTo(resized);
  }

  private static void chain(MethodCase golden) {
    JsonNode given = draws(golden);
    DiffuseMix.Plan plan =
        plan(
            golden,
            Size.square(given.path("size").asInt()),
            given.path("alpha").asDouble(),
            given.path("seam_width").asInt());
    assertThat(plan.apply(golden.image("original"), sideImages(golden)))
        .isEqualTo(golden.image(golden.expected().path("augmented")));
  }

  private static void filter(MethodCase golden) {
    Image input = golden.image("input");
    JsonNode expected = golden.expected();
    var official = new Rejection(Rejection.Rule.OFFICIAL, Rejection.DEFAULT_SHARE, 0);
    assertThat(official.reason(input))
        .isEqualTo(rejected(expected.path("official_reject"), Reason.WHITE));
    assertThat(Rejection.DEFAULT.reason(input))
        .isEqualTo(rejected(expected.path("recommended_reject"), Reason.BLACK));
  }

  private static Optional<Reason> rejected(JsonNode flag, Reason reason) {
    assertThat(flag.isBoolean()).isTrue();
    return flag.asBoolean() ? Optional.of(reason) : Optional.empty();
  }

  /** Planned with the case's draws; without a flip the two masks of the authors' code agree. */
  private static DiffuseMix.Plan plan(MethodCase golden, Size size, double alpha, int seam) {
    boolean flipped = flipped(draws(golden));
    double axis = split(draws(golden)).ordinal();
    Image original = golden.image("original");
    ScriptedDraws draws = ScriptedDraws.of(flipped ? 0.25 : 0.75, axis);
    DiffuseMix.Plan plan =
        new DiffuseMix(size, alpha, Masks.PAPER, seam)
            .plan(original.shape(), sideImages(golden), draws);
    assertThat(draws.questions()).containsExactly("uniform", "below 2");
    if (!flipped) {
      assertThat(
              new DiffuseMix(size, alpha, Masks.OFFICIAL, seam)
                  .plan(original.shape(), sideImages(golden), ScriptedDraws.of(axis)))
          .isEqualTo(plan);
    }
    return plan;
  }

  private static JsonNode draws(MethodCase golden) {
    return golden.json().path("draws");
  }

  private static Split split(JsonNode draws) {
    return Split.valueOf(draws.path("orientation").asText().toUpperCase(Locale.ROOT));
  }

  private static boolean flipped(JsonNode draws) {
    String first = draws.path("first").asText();
    assertThat(first).isIn("original", "generated");
    assertThat(draws.path("flip").asBoolean(first.equals("generated")))
        .isEqualTo(first.equals("generated"));
    return first.equals("generated");
  }

  private static Generated generated(MethodCase golden) {
    return new Generated(new GeneratedKey("1.jpg", "recolored", 0), golden.image("generated"));
  }

  private static SideImages sideImages(MethodCase golden) {
    return new SideImages(
        Optional.of(generated(golden)),
        Optional.of(new MixingImage("fractal", golden.image("fractal"))));
  }
}
