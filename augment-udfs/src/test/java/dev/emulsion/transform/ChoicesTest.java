package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.Weighted;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Border;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChoicesTest {

  private static final Image IMAGE = Images.gray(1, 3, 1, 2, 3);
  private static final Transform FLIP = new HorizontalFlip(1);
  private static final Transform PAD = new Pad(Padding.all(1), Border.BLACK);
  private static final Transform CROP = new CenterCrop(Size.square(1));

  @Test
  void oneOfTakesInProportionToWeights() {
    OneOf choice = new OneOf(List.of(new Weighted<>(PAD, 1), new Weighted<>(CROP, 3)), 1);
    // of the weight 4, 0.2·4 is in the first's 1 and 0.3·4 is not
    assertThat(choice.plan(IMAGE.shape(), ScriptedDraws.of(0.5, 0.2)))
        .isEqualTo(new OneOf.Plan(List.of(PAD.plan(IMAGE.shape(), ScriptedDraws.of()))));
    assertThat(choice.plan(IMAGE.shape(), ScriptedDraws.of(0.5, 0.3)))
        .isEqualTo(new OneOf.Plan(List.of(CROP.plan(IMAGE.shape(), ScriptedDraws.of()))));
  }

  @Test
  void theChosenOneDrawsAfterTheChoice() {
    OneOf choice = new OneOf(List.of(new Weighted<>(FLIP, 1), new Weighted<>(FLIP, 1)), 0.9);
    ScriptedDraws draws = ScriptedDraws.of(0.1, 0.6, 0.2);
    TransformPlan plan = choice.plan(IMAGE.shape(), draws);
    assertThat(draws.left()).isZero();
    assertThat(plan.apply(IMAGE)).isEqualTo(Images.gray(1, 3, 3, 2, 1));
    assertThat(choice.plan(IMAGE.shape(), ScriptedDraws.of(0.95))).isEqualTo(new NoOp());
  }

  @Test
  void someOfRepeatsOnlyWithReplacement() {
    List<Weighted<Transform>> two = List.of(new Weighted<>(PAD, 1), new Weighted<>(CROP, 1));
    var without = new SomeOf(2, two, SomeOf.Replacement.WITHOUT, 1);
    // the second draw has only the crop left, whatever it is
    assertThat(operations(without.plan(IMAGE.shape(), ScriptedDraws.of(0.5, 0.1, 0.1))))
        .hasExactlyElementsOfTypes(Pad.Plan.class, CenterCrop.Plan.class);
    var with = new SomeOf(2, two, SomeOf.Replacement.WITH, 1);
    assertThat(operations(with.plan(IMAGE.shape(), ScriptedDraws.of(0.5, 0.1, 0.1))))
        .hasExactlyElementsOfTypes(Pad.Plan.class, Pad.Plan.class);
  }

  private static List<TransformPlan> operations(TransformPlan plan) {
    return ((PlanSequence) plan).operations();
  }

  @Test
  void aLaterStepIsPlannedForTheSizeTheEarlierLeaves() {
    // 1×3 becomes 3×5; its middle pixel is in row 1, column 2
    Sequence sequence = new Sequence(List.of(PAD, CROP), 1);
    TransformPlan plan = sequence.plan(IMAGE.shape(), ScriptedDraws.of(0.5));
    assertThat(plan.apply(IMAGE)).isEqualTo(Images.gray(1, 1, 2));
    assertThat(plan.sizeAfter(IMAGE.size())).isEqualTo(Size.square(1));
    // the only pixel's center is that of the second of three columns
    AffineMap map = plan.mapping(IMAGE.size()).orElseThrow();
    assertThat(map.x(0.5, 0.5)).isEqualTo(1.5);
    assertThat(map.y(0.5, 0.5)).isEqualTo(0.5);
  }

  @Test
  void theSizeIsKnownWhereAllThatCanHappenAgrees() {
    Optional<Size> before = Optional.of(new Size(5, 7));
    Optional<Size> one = Optional.of(Size.square(1));
    assertThat(new Sequence(List.of(PAD, CROP), 1).sizeAfter(Optional.empty())).isEqualTo(one);
    assertThat(new Sequence(List.of(CROP), 0.5).sizeAfter(before)).isEmpty();
    assertThat(new Sequence(List.of(CROP), 0.5).sizeAfter(one)).isEqualTo(one);
    assertThat(new Sequence(List.of(CROP), 0).sizeAfter(before)).isEqualTo(before);
    var flipOrPad = List.of(new Weighted<>(FLIP, 1), new Weighted<>(PAD, 1));
    assertThat(new OneOf(flipOrPad, 1).sizeAfter(before)).isEmpty();
    var crops = List.of(new Weighted<>(CROP, 1), new Weighted<>(CROP, 2));
    assertThat(new OneOf(crops, 1).sizeAfter(before)).isEqualTo(one);
    assertThat(new SomeOf(2, crops, SomeOf.Replacement.WITH, 1).sizeAfter(before)).isEqualTo(one);
    var pads = List.of(new Weighted<>(PAD, 1), new Weighted<>(PAD, 2));
    assertThat(new SomeOf(2, pads, SomeOf.Replacement.WITH, 1).sizeAfter(before)).isEmpty();
  }

  @Test
  void aMixtureThatMovesThingsHasNoMapping() {
    var still = new AugMix.Chain(0.5, List.of(new Invert.Plan()));
    var moved = new AugMix.Chain(0.5, List.of(new Shear.PlanX(0.1, Filter.NEAREST, List.of(0))));
    assertThat(new AugMix.Plan(0.5, List.of(still)).mapping(IMAGE.size()))
        .contains(AffineMap.IDENTITY);
    assertThat(new AugMix.Plan(0, List.of(still, moved)).mapping(IMAGE.size())).isEmpty();
  }

  @Test
  void rejectionsSayRuleAndValue() {
    var one = List.of(new Weighted<>(FLIP, 1));
    rejects(
        () -> new Sequence(List.of(), 1), "operations must list at least one operation, was []");
    rejects(() -> new OneOf(List.of(), 1), "choose must list at least one operation, was []");
    rejects(() -> new OneOf(one, -1), "p must be between 0 and 1, was -1.0");
    rejects(
        () -> new SomeOf(2, one, SomeOf.Replacement.WITHOUT, 1),
        "n must be at most the number of operations, 1, unless replace is true; was 2");
    rejects(() -> new SomeOf(0, one, SomeOf.Replacement.WITH, 1), "n must be at least 1, was 0");
  }

  private static void rejects(Runnable made, String message) {
    assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
