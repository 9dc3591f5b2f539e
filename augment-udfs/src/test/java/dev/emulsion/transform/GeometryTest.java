package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emulsion.Range;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeometryTest {

  private static final Sampling NEAREST = Sampling.TORCHVISION;
  private static final List<Integer> ZERO = List.of(0);
  private static final List<Double> MIDDLE = List.of();

  @Test
  void aQuarterTurnIsCounterClockwise() {
    Image square = Images.gray(2, 2, 1, 2, 3, 4);
    assertThat(turned(90, Rotation.Canvas.KEEP, square)).isEqualTo(Images.gray(2, 2, 2, 4, 1, 3));
    assertThat(turned(180, Rotation.Canvas.KEEP, square)).isEqualTo(Images.gray(2, 2, 4, 3, 2, 1));
    assertThat(turned(-90, Rotation.Canvas.KEEP, square))
        .isEqualTo(turned(270, Rotation.Canvas.KEEP, square));
    assertThat(turned(720, Rotation.Canvas.EXPAND, square)).isEqualTo(square);
  }

  @Test
  void anExpandedQuarterTurnSwapsTheSides() {
    Image row = Images.gray(1, 2, 1, 2);
    assertThat(turned(90, Rotation.Canvas.EXPAND, row)).isEqualTo(Images.gray(2, 1, 2, 1));
    assertThat(turned(90, Rotation.Canvas.KEEP, row).size()).isEqualTo(row.size());
  }

  @Test
  void halfAQuarterExpandsToTheDiagonal() {
    // 10·√2 = 14.1: its ends at -2.07 and 12.07 are rounded outwards
    var plan = new Rotation.Plan(45, Rotation.Canvas.EXPAND, MIDDLE, Filter.NEAREST, ZERO);
    assertThat(plan.sizeAfter(Size.square(10))).isEqualTo(Size.square(16));
  }

  @Test
  void thePointThatIsTheCenterStays() {
    // the center of the first pixel: a half turn about it leaves nothing else inside
    List<Double> first = List.of(0.5, 0.5);
    Image image = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    var half = new Rotation.Plan(180, Rotation.Canvas.KEEP, first, Filter.NEAREST, List.of(9));
    assertThat(half.apply(image)).isEqualTo(Images.gray(2, 3, 1, 9, 9, 9, 9, 9));
    // so does a turn of a random affine, which is clockwise, and enlarging three times
    var affine = new RandomAffine.Plan(90, 0, 0, 3, 0, 0, first, Filter.NEAREST, List.of(9));
    assertThat(affine.map(image.size()).x(0.5, 0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(affine.map(image.size()).y(0.5, 0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(affine.map(image.size()).y(3.5, 0.5)).isCloseTo(-0.5, within(1e-12));
  }

  @Test
  void aRightAngleAboutAnotherPointIsNoTranspositionEvenIfItFits() {
    // about the upper left corner a quarter turn counter-clockwise leads above the image; the
    // corners (0, 0), (3, 0), (3, 2), (0, 2) go to (0, 0), (0, -3), (2, -3), (2, 0)
    List<Double> corner = List.of(0.0, 0.0);
    Image image = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    var keep = new Rotation.Plan(90, Rotation.Canvas.KEEP, corner, Filter.BICUBIC, List.of(9));
    assertThat(keep.apply(image)).isEqualTo(Images.gray(2, 3, 9, 9, 9, 9, 9, 9));
    var expand = new Rotation.Plan(90, Rotation.Canvas.EXPAND, corner, Filter.BICUBIC, List.of(9));
    assertThat(expand.sizeAfter(image.size())).isEqualTo(new Size(3, 2));
  }

  @Test
  void whatIsNeverExpandedKeepsItsSize() {
    Optional<Size> size = Optional.of(new Size(2, 3));
    assertThat(rotation(0).sizeAfter(size)).isEqualTo(size);
    assertThat(rotation(0.5).sizeAfter(size)).isEmpty();
  }

  private static Rotation rotation(double p) {
    return new Rotation(new Range(0, 9), Rotation.Canvas.EXPAND, MIDDLE, NEAREST, p);
  }

  private static Image turned(double degrees, Rotation.Canvas canvas, Image image) {
    return new Rotation.Plan(degrees, canvas, MIDDLE, Filter.BICUBIC, ZERO).apply(image);
  }

  @Test
  void rotationDrawsTheAngleInSinglePrecisionAndThenTheFilter() {
    Sampling random = new Sampling(Interpolation.RANDOM, ZERO);
    ScriptedDraws draws = ScriptedDraws.of(0.2, 0.1, 1);
    TransformPlan plan =
        new Rotation(new Range(-10, 10), Rotation.Canvas.KEEP, List.of(3.0, 4.5), random, 0.5)
            .plan(new Shape(2, 2, 3), draws);
    assertThat(draws.questions()).containsExactly("uniform", "uniform -10.0 10.0", "below 2");
    assertThat(plan)
        .isEqualTo(
            new Rotation.Plan(
                (float) 0.1, Rotation.Canvas.KEEP, List.of(3.0, 4.5), Filter.BICUBIC, List.of(0)));
  }

  @Test
  void shearsShiftInProportionToTheDistanceFromTheFirstLine() {
    Image square = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    // rows' centers are 0.5 and 1.5 from the top: with a shear of 1 they move left by as much, and
    // the pixel under 0.5 + 0.5 = 1 is the second, under 0.5 + 1.5 = 2 the third
    assertThat(new Shear.PlanX(1, Filter.NEAREST, ZERO).apply(square))
        .isEqualTo(Images.gray(2, 3, 2, 3, 0, 6, 0, 0));
    Image upright = Images.gray(3, 2, 1, 4, 2, 5, 3, 6);
    assertThat(new Shear.PlanY(1, Filter.NEAREST, ZERO).apply(upright))
        .isEqualTo(Images.gray(3, 2, 2, 6, 3, 0, 0, 0));
  }

  @Test
  void timmShiftsLeftByPartsOfAPixelTorchvisionRightByWholeOnes() {
    Image image = Images.black(10, 20);
    var by = new Range(-0.45, 0.45);
    ScriptedDraws draws = ScriptedDraws.of(0.5, 0.13);
    assertThat(
            new Translate(Axis.X, by, Translate.Unit.SHARE, Translate.Convention.TIMM, NEAREST, 1)
                .plan(image.shape(), draws))
        .isEqualTo(new Translate.PlanX(0.13 * 20, Filter.NEAREST, ZERO));
    assertThat(draws.questions()).containsExactly("uniform", "uniform -0.45 0.45");
    assertThat(
            new Translate(
                    Axis.X, by, Translate.Unit.SHARE, Translate.Convention.TORCHVISION, NEAREST, 1)
                .plan(image.shape(), ScriptedDraws.of(0.5, 0.13)))
        .isEqualTo(new Translate.PlanX(-2, Filter.NEAREST, ZERO));
    assertThat(
            new Translate(
                    Axis.Y, by, Translate.Unit.PIXELS, Translate.Convention.TORCHVISION, NEAREST, 1)
                .plan(image.shape(), ScriptedDraws.of(0.5, -3.9)))
        .isEqualTo(new Translate.PlanY(3, Filter.NEAREST, ZERO));
    Image column = Images.gray(3, 1, 1, 2, 3);
    assertThat(new Translate.PlanY(1, Filter.NEAREST, ZERO).apply(column))
        .isEqualTo(Images.gray(3, 1, 2, 3, 0));
  }

  @Test
  void randomAffineDrawsInTorchvisionsOrder() {
    RandomAffine affine =
        new RandomAffine(
            new Range(-30, 30),
            List.of(0.1, 0.2),
            List.of(0.5, 2.0),
            List.of(-5.0, 5.0, -7.0, 7.0),
            MIDDLE,
            NEAREST,
            1);
    // 2.5 columns round to the even 2
    ScriptedDraws draws = ScriptedDraws.of(0.5, 12, 2.5, -1.6, 1.5, 3, 4);
    assertThat(affine.plan(new Shape(10, 40, 3), draws))
        .isEqualTo(new RandomAffine.Plan(12, 2, -2, 1.5, 3, 4, MIDDLE, Filter.NEAREST, ZERO));
    assertThat(draws.questions())
        .containsExactly(
            "uniform",
            "uniform -30.0 30.0",
            "uniform -4.0 4.0",
            "uniform -2.0 2.0",
            "uniform 0.5 2.0",
            "uniform -5.0 5.0",
            "uniform -7.0 7.0");
  }

  @Test
  void whatIsNotGivenIsNotDrawn() {
    RandomAffine affine =
        new RandomAffine(new Range(0, 0), List.of(), List.of(), List.of(), MIDDLE, NEAREST, 1);
    ScriptedDraws draws = ScriptedDraws.of(0.5, 0);
    Image image = Images.noise(4, 5, 3, 1);
    assertThat(affine.plan(image.shape(), draws).apply(image)).isEqualTo(image);
    assertThat(draws.left()).isZero();
  }

  @Test
  void rejectionsSayRuleAndValue() {
    rejects(
        () -> new Sampling(Interpolation.LANCZOS, ZERO),
        "filter must be nearest, bilinear, bicubic or random, was lanczos");
    rejects(
        () -> new Sampling(Interpolation.NEAREST, List.of(256)),
        "fill must be 1 to 4 numbers from 0 to 255, was [256]");
    rejects(
        () -> affine(List.of(0.1), List.of(), List.of()),
        "translate must be two shares, of the width and the height, was [0.1]");
    rejects(
        () -> affine(List.of(0.1, 1.5), List.of(), List.of()),
        "translate must be between 0 and 1, was 1.5");
    rejects(
        () -> affine(List.of(), List.of(0.0, 1.0), List.of()),
        "scale must be positive, was (0.0, 1.0)");
    rejects(
        () -> affine(List.of(), List.of(), List.of(1.0, 2.0, 3.0)),
        "shear must be one, two or four numbers, was [1.0, 2.0, 3.0]");
    rejects(
        () -> affine(List.of(), List.of(), List.of(0.0, 90.0)),
        "shear must be between -90 and 90 degrees, was [0.0, 90.0]");
    rejects(
        () -> new Rotation(new Range(0, 1), Rotation.Canvas.KEEP, List.of(1.0), NEAREST, 1),
        "center must be two numbers, x and y, was [1.0]");
    rejects(
        () -> new Shear(Axis.X, new Range(0, 1), NEAREST, 1.5),
        "p must be between 0 and 1, was 1.5");
  }

  private static RandomAffine affine(List<Double> move, List<Double> scale, List<Double> shear) {
    return new RandomAffine(new Range(0, 0), move, scale, shear, MIDDLE, NEAREST, 1);
  }

  private static void rejects(Runnable made, String message) {
    assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
