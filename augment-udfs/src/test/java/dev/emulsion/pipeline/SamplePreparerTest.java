package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.EncodedSample.Generated;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Transform;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplePreparerTest {

  private static final Label LABEL = new Label.Single(0);
  private static final byte[] BROKEN = {1, 2, 3};

  @Test
  void aSampleIsDecodedAndTransformed() {
    PreparedSample prepared = prepared("{random-resized-crop: {size: 6}}", sample(gray(8, 9, 100)));
    assertThat(prepared.joined()).isZero();
    assertThat(prepared.rejected()).isEmpty();
    assertThat(prepared.members()).isEqualTo(1);
    MixInput member = prepared.members(0).get(0);
    assertThat(member.name()).isEqualTo("s");
    assertThat(member.label()).isEqualTo(LABEL);
    assertThat(member.image()).isEqualTo(gray(6, 6, 100)); // crops of a flat image are flat
    assertThat(member.plans()).hasSize(1).first().isInstanceOf(RandomResizedCrop.Plan.class);
    assertThat(member.attention().isOpen()).isFalse();
  }

  @Test
  void theSameSampleGivesTheSamePlans() {
    EncodedSample sample = sample(gray(40, 50, 7));
    String crop = "{random-resized-crop: {size: 6}}";
    assertThat(prepared(crop, sample).members(0).get(0).plans())
        .isEqualTo(prepared(crop, sample).members(0).get(0).plans());
  }

  @Test
  void everyVariantIsTransformedWithDrawsOfItsOwn() {
    EncodedSample sample = sample(gray(40, 50, 7));
    String crop = "{random-resized-crop: {size: 6}}";
    PreparedSample four = prepared(crop, sample, "pairing.variants=4");
    assertThat(four.variants()).hasSize(4).allMatch(members -> members.size() == 1);
    // the first variant has the plan that it has alone, the others have plans of their own
    assertThat(four.members(0).get(0).plans())
        .isEqualTo(prepared(crop, sample).members(0).get(0).plans());
    assertThat(four.variants().stream().map(members -> members.get(0).plans()).distinct())
        .hasSize(4);
  }

  @Test
  void aVariantIsDrawnFromTheStreamThatIsDocumented() {
    String transforms = "horizontal-flip, {random-resized-crop: {size: 6}}";
    String[] set = {"seed=9", "pairing.variants=4"};
    PreparedSample four = prepared(transforms, sample(gray(40, 50, 7)), set);
    Transform crop = recipe(transforms, set).beforeBlend().get(1);
    for (int variant = 0; variant < 4; variant++) {
      DrawKey key = new DrawKey(9, 0, SampleKey.of("s"), Purpose.TRANSFORM, variant, 1);
      assertThat(four.members(variant).get(0).plans().get(1))
          .isEqualTo(crop.plan(gray(40, 50, 7).shape(), new PhiloxDraws(key)));
    }
  }

  @Test
  void everyVariantOfAGeneratedImageIsBlendedAnew() {
    PreparedSample prepared =
        prepared(
            "{diffusemix: {size: 4, alpha: 0, seam-width: 0}}",
            sample(gray(8, 8, 100), generated("snowy", 0, 200), generated("snowy", 1, 0)),
            "generated.originals=include",
            "pairing.variants=20");
    for (List<MixInput> members : prepared.variants()) {
      assertThat(members).extracting(MixInput::name).containsExactly("s", "s#snowy#0");
    }
    // of the four halves that a generated image can take, 20 fair draws give one only with 4^-19
    assertThat(prepared.variants().stream().map(members -> members.get(1).plans()).distinct())
        .hasSizeGreaterThan(1);
    assertThat(prepared.joined()).isEqualTo(1);
    assertThat(prepared.rejected()).hasSize(1); // once, not once per variant
  }

  @Test
  void anImageThatCannotBeDecodedIsRejectedForTheDecodersReason() {
    RejectedSample rejected = (RejectedSample) prepare("", new EncodedSample("s", LABEL, BROKEN));
    assertThat(rejected.id()).isEqualTo("s");
    assertThat(rejected.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(rejected.isGenerated()).isFalse();
    RejectedSample empty = (RejectedSample) prepare("", new EncodedSample("s", LABEL, new byte[0]));
    assertThat(empty.reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void anImageThatATransformCannotTakeIsUnfit() {
    RejectedSample rejected =
        (RejectedSample) prepare("{random-crop: {size: 9}}", sample(gray(8, 20, 0)));
    assertThat(rejected.reason()).isEqualTo(Reason.UNFIT);
    assertThat(rejected.message())
        .isEqualTo("cannot take a crop of 9×9 from 8×20; resize first, or set pad-if-needed");
  }

  @Test
  void everyGeneratedImageBecomesAMemberOfItsOwn() {
    PreparedSample prepared =
        prepared(
            "{diffusemix: {size: 4, alpha: 0, seam-width: 0}}, horizontal-flip",
            sample(gray(8, 8, 100), generated("snowy", 0, 200), generated("snowy", 1, 30)));
    assertThat(names(prepared)).containsExactly("s#snowy#0", "s#snowy#1");
    assertThat(prepared.joined()).isEqualTo(2);
    for (MixInput member : prepared.members(0)) {
      assertThat(member.id()).isEqualTo("s");
      assertThat(member.image().size()).isEqualTo(new Size(4, 4));
      assertThat(member.plans()).hasSize(2);
      assertThat(member.plans().get(0)).isInstanceOf(DiffuseMix.Plan.class);
    }
    // one half of the first member is the sample, the other the generated image
    assertThat(values(prepared.members(0).get(0))).containsExactlyInAnyOrder(100, 200);
    assertThat(values(prepared.members(0).get(1))).containsExactlyInAnyOrder(30, 100);
  }

  @Test
  void theOriginalComesFirstWhereOriginalsAreIncluded() {
    PreparedSample prepared =
        prepared(
            "{diffusemix: {size: 4, alpha: 0, seam-width: 0}}",
            sample(gray(8, 8, 100), generated("snowy", 0, 200)),
            "generated.originals=include");
    assertThat(names(prepared)).containsExactly("s", "s#snowy#0");
    assertThat(prepared.joined()).isEqualTo(1);
    assertThat(prepared.members(0).get(0).image()).isEqualTo(gray(4, 4, 100));
  }

  @Test
  void unusableGeneratedImagesAreRejectedWithoutTheirSample() {
    PreparedSample prepared =
        prepared(
            "{diffusemix: {size: 4, alpha: 0, seam-width: 0}}",
            sample(
                gray(8, 8, 100),
                generated("snowy", 0, 0),
                new Generated(new GeneratedKey("s", "snowy", 1), BROKEN),
                generated("snowy", 2, 200)));
    assertThat(names(prepared)).containsExactly("s#snowy#2");
    assertThat(prepared.rejected())
        .extracting(RejectedSample::id, RejectedSample::reason)
        .containsExactly(
            tuple("s#snowy#0", Reason.GENERATED_BLACK),
            tuple("s#snowy#1", Reason.GENERATED_UNSUPPORTED_FORMAT));
    assertThat(prepared.rejected()).allMatch(RejectedSample::isGenerated);
    assertThat(prepared.rejected().get(0).message())
        .isEqualTo("rejected by generated.reject: the image is black");
  }

  @Test
  void aSampleWithoutUsableGeneratedImagesHasNoMemberUnlessOriginalsReplaceThem() {
    EncodedSample sample = sample(gray(8, 8, 100), generated("snowy", 0, 0));
    String blend = "{diffusemix: {size: 4, alpha: 0, seam-width: 0}}";
    assertThat(prepared(blend, sample, "generated.missing=skip").members()).isZero();
    PreparedSample replaced = prepared(blend, sample, "generated.missing=original");
    assertThat(names(replaced)).containsExactly("s");
    assertThat(replaced.joined()).isZero();
  }

  @Test
  void aGeneratedImageIsTransformedLikeItsSampleBeforeTheBlend() {
    // left half dark, right half light; flipped together with the sample, or not at all
    byte[] halves = new byte[8 * 8 * 3];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = (byte) (i / 3 % 8 < 4 ? 50 : 150);
    }
    Image image = Image.of(8, 8, 3, halves);
    TransformedImage flipped =
        new TransformedImage("s", new Size(8, 8), image, List.of(new HorizontalFlip.Plan()));
    assertThat(GeneratedAlignment.align(image, flipped)).isEqualTo(image.flipHorizontal());
    assertThat(GeneratedAlignment.align(image, TransformedImage.original("s", image)))
        .isEqualTo(image);
  }

  private static List<String> names(PreparedSample prepared) {
    return prepared.members(0).stream().map(MixInput::name).toList();
  }

  /** The distinct values of an image's samples. */
  private static int[] values(MixInput member) {
    byte[] samples = member.image().samples();
    int[] values = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      values[i] = samples[i] & 0xFF;
    }
    return Arrays.stream(values).distinct().toArray();
  }

  private static PreparedSample prepared(String transforms, EncodedSample sample, String... set) {
    return (PreparedSample) prepare(transforms, sample, set);
  }

  private static Preparation prepare(String transforms, EncodedSample sample, String... set) {
    Recipe recipe = recipe(transforms, set).forLabels(Label.Kind.SINGLE);
    return RecipePipeline.of(PipelineSpec.byArea(recipe, 0, 2)).prepare(sample);
  }

  private static Recipe recipe(String transforms, String... set) {
    boolean blends = transforms.contains("diffusemix");
    return RecipeLoader.parse(
        "prepare.yaml",
        "input: {path: in}\noutput: {path: out}\n"
            + (blends ? "generated: {path: generated}\n" : "")
            + "transform: ["
            + transforms
            + "]\n",
        List.of(set));
  }

  private static EncodedSample sample(Image image, Generated... generated) {
    return new EncodedSample(
        "s", LABEL, png(image), Optional.empty(), List.of(generated), Map.of());
  }

  private static Generated generated(String prompt, int index, int gray) {
    return new Generated(new GeneratedKey("s", prompt, index), png(gray(8, 8, gray)));
  }

  private static Image gray(int height, int width, int value) {
    byte[] samples = new byte[height * width * 3];
    Arrays.fill(samples, (byte) value);
    return Image.of(height, width, 3, samples);
  }

  private static byte[] png(Image image) {
    return ImageCodecs.of(DecodeOptions.DEFAULT).encode(image, new Encoding(Format.PNG, 100));
  }
}
