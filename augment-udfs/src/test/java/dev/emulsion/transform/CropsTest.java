package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.Range;
import dev.emulsion.image.Border;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Shape;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropsTest {

  private static final ScriptedDraws NONE = ScriptedDraws.of();

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 2", "5, 2", "7, 4"})
  void centerCropRoundsHalvesToEven(int excess, int start) {
    // half of an excess of 1, 3, 5, 7 is 0.5, 1.5, 2.5, 3.5
    CenterCrop.Plan plan =
        new CenterCrop(Size.square(4)).plan(new Shape(4 + excess, 4 + excess, 3), NONE);
    assertThat(plan.box()).isEqualTo(new Box(start, start, 4, 4));
  }

  @Test
  void centerCropFramesASmallImageWithTheLargerHalfBelow() {
    Image white = Images.white(1, 1);
    Image framed = new CenterCrop(new Size(2, 3)).plan(white.shape(), NONE).apply(white);
    // 1 row missing: none above, one below; 2 columns missing: one on each side
    assertThat(framed.samples())
        .containsExactly(0, 0, 0, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void randomCropDrawsTopAndThenLeftFromWhatPaddingLeaves() {
    RandomCrop crop =
        new RandomCrop(new Size(4, 5), Padding.all(1), Border.BLACK, RandomCrop.TooSmall.REJECT);
    ScriptedDraws draws = ScriptedDraws.of(4, 5);
    RandomCrop.Plan plan = crop.plan(new Shape(6, 8, 3), draws);
    // 6 + 2 - 4 + 1 tops, 8 + 2 - 5 + 1 lefts
    assertThat(draws.questions()).containsExactly("below 5", "below 6");
    assertThat(plan.box()).isEqualTo(new Box(4, 5, 4, 5));
  }

  @Test
  void randomCropCountsFromThePaddedCorner() {
    RandomCrop crop =
        new RandomCrop(Size.square(2), Padding.all(1), Border.BLACK, RandomCrop.TooSmall.REJECT);
    Image gray = Images.gray(2, 2, 1, 2, 3, 4);
    Image corner = crop.plan(gray.shape(), ScriptedDraws.of(0, 1)).apply(gray);
    assertThat(corner).isEqualTo(Images.gray(2, 2, 0, 0, 1, 2));
  }

  @Test
  void randomCropOfTheWholeDrawsNothing() {
    RandomCrop crop =
        new RandomCrop(Size.square(4), Padding.all(1), Border.BLACK, RandomCrop.TooSmall.REJECT);
    assertThat(crop.plan(new Shape(2, 2, 3), NONE).box()).isEqualTo(new Box(0, 0, 4, 4));
  }

  @Test
  void randomCropRejectsAnImageThatIsTooSmall() {
    RandomCrop crop =
        new RandomCrop(Size.square(5), Padding.all(1), Border.BLACK, RandomCrop.TooSmall.REJECT);
    assertThatThrownBy(() -> crop.plan(new Shape(2, 9, 3), NONE))
        .isInstanceOf(DataException.class)
        .hasMessage("cannot take a crop of 5×5 from 4×11; resize first, or set pad-if-needed");
  }

  @Test
  void randomCropPadsWhatIsMissingAtBothEnds() {
    RandomCrop crop =
        new RandomCrop(new Size(5, 3), Padding.NONE, Border.BLACK, RandomCrop.TooSmall.PAD);
    Image gray = Images.gray(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    ScriptedDraws draws = ScriptedDraws.of(1, 0);
    RandomCrop.Plan plan = crop.plan(gray.shape(), draws);
    // two rows are missing and added above and below: 7 rows, so 3 tops and one left
    assertThat(draws.questions()).containsExactly("below 3", "below 1");
    assertThat(plan.apply(gray))
        .isEqualTo(Images.gray(5, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0));
  }

  @Test
  void paddingThatIsNeededReflectsThePaddedImage() {
    RandomCrop crop =
        new RandomCrop(
            new Size(1, 6), Padding.of(List.of(1, 0)), Border.REFLECT, RandomCrop.TooSmall.PAD);
    Image gray = Images.gray(1, 3, 1, 2, 3);
    // 2 1 2 3 2 is one too narrow: one column more on either side, reflected again
    Image left = crop.plan(gray.shape(), ScriptedDraws.of(0, 0)).apply(gray);
    assertThat(left).isEqualTo(Images.gray(1, 6, 1, 2, 1, 2, 3, 2));
  }

  @Test
  void resizedCropTakesShareAndRatioOfTheArea() {
    ScriptedDraws draws = ScriptedDraws.of(0.5, Math.log(2), 3, 1);
    RandomResizedCrop.Plan plan = crop(Interpolation.BICUBIC).plan(new Shape(10, 20, 3), draws);
    // 100 pixels at 2:1: √200 = 14.1 columns, √50 = 7.07 rows; 4 tops and 7 lefts are left
    assertThat(plan.box()).isEqualTo(new Box(3, 1, 7, 14));
    assertThat(draws.questions().subList(2, 4)).containsExactly("below 4", "below 7");
    assertThat(plan.size()).isEqualTo(new Size(4, 6));
  }

  @Test
  void resizedCropFallsBackToTheMiddleAfterTenAttempts() {
    // the whole area at a ratio of 1 is 14×14, which never fits into 10×20
    ScriptedDraws draws =
        ScriptedDraws.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    RandomResizedCrop.Plan wide = crop(Interpolation.BICUBIC).plan(new Shape(10, 20, 3), draws);
    // 20:10 is wider than 4:3: all rows, 13 of 20 columns
    assertThat(wide.box()).isEqualTo(new Box(0, 3, 10, 13));
    assertThat(draws.left()).isZero();
  }

  @Test
  void resizedCropOfAPixelIsThePixel() {
    // 0.2 of a pixel rounds to no rows and no columns, which does not count as fitting
    ScriptedDraws draws =
        ScriptedDraws.of(
            0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0, 0.2, 0);
    Image red = Images.flat(1, 1, 200, 10, 20);
    RandomResizedCrop.Plan plan = crop(Interpolation.BICUBIC).plan(red.shape(), draws);
    assertThat(plan.box()).isEqualTo(new Box(0, 0, 1, 1));
    assertThat(plan.apply(red)).isEqualTo(Images.flat(4, 6, 200, 10, 20));
  }

  @Test
  void randomFilterIsDrawnAfterTheRectangle() {
    ScriptedDraws draws = ScriptedDraws.of(1, Math.log(0.8), 0, 0, 1);
    RandomResizedCrop.Plan plan = crop(Interpolation.RANDOM).plan(new Shape(10, 8, 3), draws);
    assertThat(draws.questions().get(4)).isEqualTo("below 2");
    assertThat(plan.filter()).isEqualTo(Filter.BICUBIC);
    draws = ScriptedDraws.of(1, Math.log(0.8), 0, 0, 0);
    assertThat(crop(Interpolation.RANDOM).plan(new Shape(10, 8, 3), draws).filter())
        .isEqualTo(Filter.BILINEAR);
  }

  private static RandomResizedCrop crop(Interpolation filter) {
    return new RandomResizedCrop(
        new Size(4, 6),
        new Range(0.08, 1),
        new Range(3.0 / 4, 4.0 / 3),
        filter,
        RandomResizedCrop.Arithmetic.TIMM);
  }

  @Test
  void simpleRandomCropMovesInBothAxesOrInOne() {
    Image wide = Images.noise(8, 16, 3, 1);
    ScriptedDraws both = ScriptedDraws.of(8, 16);
    SimpleRandomCrop.Plan plan =
        new SimpleRandomCrop(8, Filter.BICUBIC, SimpleRandomCrop.Axis.BOTH)
            .plan(wide.shape(), both);
    // 8 + 2·4 rows leave 9 tops, 16 + 2·4 columns leave 17 lefts; 4 of each lie before the image
    assertThat(both.questions()).containsExactly("below 9", "below 17");
    assertThat(plan.box()).isEqualTo(new Box(4, 12, 8, 8));
    ScriptedDraws one = ScriptedDraws.of(0);
    plan = new SimpleRandomCrop(8, Filter.BICUBIC, SimpleRandomCrop.Axis.X).plan(wide.shape(), one);
    assertThat(plan.box()).isEqualTo(new Box(0, -4, 8, 8));
    // reflected about the first column: 4 3 2 1 0 1 2 3
    Image result = plan.apply(wide);
    assertThat(result.crop(new Box(0, 4, 8, 4))).isEqualTo(wide.crop(new Box(0, 0, 8, 4)));
    assertThat(result.crop(new Box(0, 0, 8, 1))).isEqualTo(wide.crop(new Box(0, 4, 8, 1)));
  }

  @Test
  void flipsAreAppliedBelowTheirProbability() {
    Image row = Images.gray(1, 3, 1, 2, 3);
    Image column = Images.gray(3, 1, 1, 2, 3);
    assertThat(new HorizontalFlip(0.5).plan(row.shape(), ScriptedDraws.of(0.4999)).apply(row))
        .isEqualTo(Images.gray(1, 3, 3, 2, 1));
    assertThat(new VerticalFlip(0.5).plan(column.shape(), ScriptedDraws.of(0.4999)).apply(column))
        .isEqualTo(Images.gray(3, 1, 3, 2, 1));
    assertThat(new HorizontalFlip(0.5).plan(row.shape(), ScriptedDraws.of(0.5)))
        .isEqualTo(new NoOp());
    assertThat(new VerticalFlip(0.5).plan(column.shape(), ScriptedDraws.of(0.5)))
        .isEqualTo(new NoOp());
  }

  @ParameterizedTest
  @CsvSource({
    "375, 500, 224, 0, 224, 298", // 224·500/375 = 298.7 loses its fraction
    "500, 375, 224, 0, 298, 224",
    "64, 64, 32, 0, 32, 32",
    "1, 300, 4, 0, 4, 1200",
    "33, 50, 24, 30, 20, 30", // 36 is more than 30; the short side is 30·24/36
    "1, 300, 4, 10, 1, 10" // 10·4/1200 is no row at all; one is kept
  })
  void resizeToAShortSideKeepsTheShape(
      int height, int width, int side, int max, int newHeight, int newWidth) {
    Resize.ShortSide target =
        new Resize.ShortSide(side, max == 0 ? Resize.ShortSide.UNBOUNDED : max);
    assertThat(target.of(new Size(height, width))).isEqualTo(new Size(newHeight, newWidth));
  }

  @Test
  void resizeRejectsAResultThatWouldExhaustMemory() {
    Resize.ShortSide target = new Resize.ShortSide(1000, Resize.ShortSide.UNBOUNDED);
    assertThatThrownBy(() -> target.of(new Size(1, 300)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "resizing 1×300 to a short side of 1000 gives 300000000 pixels, more than 64000000;"
                + " set max-size");
  }
}
