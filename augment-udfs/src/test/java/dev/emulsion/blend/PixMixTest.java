package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.blend.PixMix.Changes;
import dev.emulsion.blend.PixMix.Layer;
import dev.emulsion.blend.PixMix.Mixing;
import dev.emulsion.blend.PixMix.Round;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.Invert;
import dev.emulsion.transform.NoOp;
import dev.emulsion.transform.Shear;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.MixingImage;
import dev.emulsion.transform.Solarize;
import dev.emulsion.transform.TransformPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PixMixTest {

  private static final PixMix PIXMIX = new PixMix(4, 4, 1, Changes.USUAL, 1);
  private static final TransformPlan SLANTED = new Shear.PlanX(0.1, Filter.BILINEAR, List.of(0));

  private static SideImages sideImages(Image mixingImage) {
    return new SideImages(Optional.empty(), Optional.of(new MixingImage("p", mixingImage)));
  }

  private static PixMix.Plan plan(TransformPlan base, Round... rounds) {
    return new PixMix.Plan(base, List.of(rounds), "p", new Size(1, 1), new Box(0, 0, 1, 1));
  }

  private static Round image(Mixing mixing, double a, double b) {
    return new Round(Layer.IMAGE, new NoOp(), mixing, (float) a, (float) b);
  }

  private static int level(int image, int mixingImage, Round... rounds) {
    return plan(new NoOp(), rounds)
        .apply(Images.gray(1, 1, image), sideImages(Images.gray(1, 1, mixingImage)))
        .value(0, 0, 0);
  }

  @Test
  void additionIsAboutGray() {
    // 51 is 0.2, or -0.6 about gray; 204 is 0.8, or 0.6. (0.5 · -0.6 + 0.25 · 0.6 + 1) / 2 = 0.425
    assertThat(level(51, 204, image(Mixing.ADD, 0.5, 0.25))).isEqualTo((int) (0.425 * 255 + 0.5));
    // (1.5 · -0.6 - 0.5 · 0.6 + 1) / 2 = -0.1 is black
    assertThat(level(51, 204, image(Mixing.ADD, 1.5, -0.5))).isZero();
  }

  @Test
  void multiplicationIsOfPowers() {
    // 0.4^2 · 1.6^-1 / 2 = 0.05, 12.75 levels
    assertThat(level(51, 204, image(Mixing.MULTIPLY, 2, -1))).isEqualTo(13);
    // 1.6^1 · 1.6^1 / 2 = 1.28 is white
    assertThat(level(204, 204, image(Mixing.MULTIPLY, 1, 1))).isEqualTo(255);
    // black has a power below 0, since it counts as 1e-37
    assertThat(level(51, 0, image(Mixing.MULTIPLY, 1, -1))).isEqualTo(255);
    assertThat(level(0, 0, image(Mixing.MULTIPLY, 2, -1))).isZero();
  }

  @Test
  void roundsBuildOnEachOtherWithoutRounding() {
    // ADD gives 0.425 as above; (0.85)^0.5 · (1.6)^0.5 / 2 = 0.5831
    Round[] rounds = {image(Mixing.ADD, 0.5, 0.25), image(Mixing.MULTIPLY, 0.5, 0.5)};
    assertThat(level(51, 204, rounds)).isEqualTo((int) (0.5831 * 255 + 0.5));
  }

  @Test
  void copiesAreMadeOfTheImageAsItIs() {
    // the base is 51 inverted, 0.8; the copy is 51 inverted too, not inverted twice
    TransformPlan inverted = new Invert.Plan();
    Round copy = new Round(Layer.COPY, inverted, Mixing.ADD, 0.5f, 0.5f);
    Image image = plan(inverted, copy).apply(Images.gray(1, 1, 51), SideImages.NONE);
    assertThat(image.value(0, 0, 0)).isEqualTo(204);
  }

  @Test
  void withoutRoundsTheImageOrItsChangedCopyIsLeft() {
    Image image = Images.gray(1, 1, 77);
    assertThat(plan(new NoOp()).apply(image, SideImages.NONE)).isEqualTo(image);
    assertThat(plan(new Invert.Plan()).apply(image, SideImages.NONE))
        .isEqualTo(Images.gray(1, 1, 178));
  }

  @Test
  void theStagesAreTheRoundsAndWhatEachMixesIn() {
    Round copy = new Round(Layer.COPY, new Invert.Plan(), Mixing.ADD, 0.5f, 0.5f);
    PixMix.Plan plan = plan(new Invert.Plan(), copy, image(Mixing.ADD, 1, 0.5));
    List<Stage> stages = plan.stages(Images.gray(1, 1, 51), sideImages(Images.gray(1, 1, 0)));
    assertThat(stages)
        .extracting(Stage::name)
        .containsExactly("original", "changed", "changed copy", "round 1", "image p", "result");
    // 0.8 with 0.8 in equal parts; then (0.6 - 0.5 + 1) / 2 = 0.55
    assertThat(stages)
        .extracting(stage -> stage.image().value(0, 0, 0))
        .containsExactly(51, 204, 204, 204, 0, (int) (0.55 * 255 + 0.5));
    assertThat(plan(new NoOp()).stages(Images.gray(1, 1, 51), SideImages.NONE))
        .extracting(Stage::name)
        .containsExactly("original", "result");
  }

  @Test
  void everyDrawHasItsPlace() {
    ScriptedDraws draws =
        ScriptedDraws.of(
            2, 1, // 12×10 becomes 7×6, of which 4×5 shows
            0.4, 4, 0.5, // solarized: level 0.5, int(0.5 · 25.6) = 12
            2, // rounds
            0.3, 5, 0.6, 0.7, // a copy, sheared: 0.6 · 0.3 / 10, negated
            0, 0.2, 0.9, 0.125, // added, both weights positive
            0.8, // the image
            1, 0.7, 0.25, 0.125); // multiplied, a beyond 1 and b below 0
    PixMix.Plan plan =
        new PixMix(4, 3, 1, Changes.USUAL, 6)
            .plan(new Shape(4, 5, 3), sideImages(Images.black(12, 10)), draws);
    assertThat(draws.left()).isZero();
    assertThat(String.join(", ", draws.questions()))
        .isEqualTo(
            "below 4, below 2, uniform, below 9, uniform 0.1 1.0, below 5,"
                + " uniform, below 9, uniform 0.1 1.0, uniform,"
                + " below 2, uniform, beta 3.0 1.0, beta 1.0 3.0,"
                + " uniform, below 2, uniform, beta 1.0 3.0, beta 1.0 3.0");
    TransformPlan sheared = new Shear.PlanX(-(0.6 * 0.3 / 10), Filter.BILINEAR, List.of(0));
    assertThat(plan)
        .isEqualTo(
            new PixMix.Plan(
                new Solarize.Plan(244),
                List.of(
                    new Round(Layer.COPY, sheared, Mixing.ADD, 0.9f, 0.125f),
                    image(Mixing.MULTIPLY, 1.25, -0.125)),
                "p",
                new Size(7, 6),
                new Box(2, 1, 4, 5)));
  }

  @Test
  void theImageFitsByItsShortSideOrCoversTheImage() {
    // 12×10 to a short side of 5 is 6×5
    assertThat(resized(5, new Size(12, 10), new Size(4, 5))).isEqualTo(new Size(6, 5));
    // 10 · 7 / 12 loses its fraction
    assertThat(resized(7, new Size(10, 12), new Size(7, 7))).isEqualTo(new Size(7, 8));
    // an image of 9×5 needs a height of 9: the width is 9 · 10 / 12
    assertThat(resized(5, new Size(12, 10), new Size(9, 5))).isEqualTo(new Size(9, 7));
    assertThat(resized(5, new Size(12, 10), new Size(3, 20))).isEqualTo(new Size(24, 20));
    assertThat(resized(256, new Size(1, 1), new Size(1, 1))).isEqualTo(Size.square(256));
  }

  private static Size resized(int side, Size mixingImage, Size image) {
    return new PixMix(1, 4, 1, Changes.USUAL, side)
        .plan(
            new Shape(image.height(), image.width(), 3),
            sideImages(Images.black(mixingImage.height(), mixingImage.width())),
            ScriptedDraws.of(0, 0, 0.9, 0))
        .resized();
  }

  @Test
  void theMapIsThatOfTheImageIfAllOfItMovesAlike() {
    Size size = new Size(4, 4);
    Round overlaid = image(Mixing.ADD, 0.5, 0.5);
    Round slanted = new Round(Layer.COPY, SLANTED, Mixing.ADD, 0.5f, 0.5f);
    Round toned = new Round(Layer.COPY, new Solarize.Plan(9), Mixing.ADD, 0.5f, 0.5f);
    AffineMap map = SLANTED.mapping(size).orElseThrow();
    assertThat(plan(new NoOp(), overlaid, toned).mapping(size)).contains(AffineMap.IDENTITY);
    assertThat(plan(SLANTED, overlaid, slanted).mapping(size)).contains(map);
    assertThat(plan(SLANTED, toned).mapping(size)).isEmpty();
    assertThat(plan(new NoOp(), slanted).mapping(size)).isEmpty();
  }

  @Test
  void defaultsAreThoseOfTheAuthorsForImageNet() {
    assertThat(PixMix.ENTRY.factory().apply(new GivenArguments(Map.of())))
        .isEqualTo(new PixMix(4, 4, 1, Changes.USUAL, 256));
    assertThat(PixMix.ENTRY.factory().apply(new GivenArguments(Map.of("all-ops", true))))
        .isEqualTo(new PixMix(4, 4, 1, Changes.ALL, 256));
  }

  @Test
  void impossiblePlansAreRejected() {
    assertThatThrownBy(() -> new PixMix(0, 4, 1, Changes.USUAL, 1))
        .hasMessage("k must be at least 1, was 0");
    assertThatThrownBy(() -> new PixMix(4, 0, 1, Changes.USUAL, 1))
        .hasMessage("beta must be positive, was 0.0");
    assertThatThrownBy(() -> new PixMix(4, 4, 11, Changes.USUAL, 1))
        .hasMessage("severity must be from 1 to 10, was 11");
    assertThatThrownBy(() -> new PixMix(4, 4, 1, Changes.USUAL, 0))
        .hasMessage("image-size must be at least 1, was 0");
    Image image = Images.black(2, 2);
    assertThatThrownBy(() -> PIXMIX.plan(image.shape(), SideImages.NONE, ScriptedDraws.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixmix needs an image of the mixing set");
    assertThatThrownBy(
            () ->
                new PixMix(4, 4, 1, Changes.USUAL, 256)
                    .plan(image.shape(), sideImages(Images.black(1, 1000)), ScriptedDraws.of()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "covering 2×2 with an image of 1×1000 needs 256×256000, more than 64000000 pixels;"
                + " remove images that narrow");
    PixMix.Plan plan = plan(new NoOp(), image(Mixing.ADD, 1, 0));
    assertThatThrownBy(() -> plan.apply(image, sideImages(image)))
        .hasMessage("plan is for 1×1, images are 2×2");
  }
}
