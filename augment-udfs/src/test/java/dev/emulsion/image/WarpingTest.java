package dev.emulsion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WarpingTest {

  private static final List<Integer> NINE = List.of(9);

  @Property(tries = 300)
  void vectorsAndPlainLoopsGiveEqualBytes(
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b,
      @ForAll @DoubleRange(min = -20, max = 20) double c,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 0, max = 4) int kind) {
    AffineMap map =
        switch (kind) {
          case 0 -> new AffineMap(1, b, 0, 0, 1, 0);
          case 1 -> new AffineMap(1, 0, 0, b, 1, 0);
          case 2 -> AffineMap.shift(c, a);
          case 3 -> new AffineMap(0, a, c, b, 0, c);
          default -> new AffineMap(a, b, c, -b, a, c);
        };
    Image image = Images.noise(height, width, channels, kind);
    for (Filter filter : List.of(Filter.BILINEAR, Filter.BICUBIC)) {
      assertThat(warped(new VectorWarp(), image, map, filter))
          .isEqualTo(warped(new ScalarWarp(), image, map, filter));
    }
  }

  private static byte[] warped(WarpKernel kernel, Image image, AffineMap map, Filter filter) {
    byte[] out = new byte[image.samples().length];
    WarpKernel.Reader reader =
        filter == Filter.BILINEAR ? kernel.bilinear(image) : kernel.bicubic(image);
    for (int y = 0; y < image.height(); y++) {
      double right = map.b() * (y + 0.5);
      double down = map.e() * (y + 0.5);
      Span span = new Span(image.width());
      span.within(map.a(), right, map.c(), image.width());
      span.within(map.d(), down, map.f(), image.height());
      if (span.first < span.end) {
        reader.row(map, right, down, span, out, y * image.width() * image.channels());
      }
    }
    return out;
  }

  @Property(tries = 500)
  void aSpanHoldsExactlyTheColumnsWhoseSourceIsInside(
      @ForAll @DoubleRange(min = -2, max = 2) double step,
      @ForAll @DoubleRange(min = -50, max = 50) double constant,
      @ForAll @IntRange(min = 1, max = 60) int bound) {
    Span span = new Span(37);
    span.within(step, 0.25, constant, bound);
    int fixed = (int) (step * 65536);
    int start = (int) (constant * 65536);
    Span whole = new Span(37);
    whole.within(start, fixed, bound);
    for (int x = 0; x < 37; x++) {
      double at = Span.at(step, 0.25, constant, x);
      assertThat(x >= span.first && x < span.end).isEqualTo(at >= 0 && at < bound);
      int column = start + fixed * x >> 16;
      assertThat(x >= whole.first && x < whole.end).isEqualTo(column >= 0 && column < bound);
    }
  }

  @Test
  void aRowOnTheEdgeKeepsTheColumnsOfTheSpan() {
    Span span = new Span(5);
    span.within(1, 0, -2, 10); // x + 0.5 - 2 is not below 0 from column 2 on
    span.within(0, 0, 0, 3); // every column is at 0, the upper edge
    assertThat(span.first).isEqualTo(2);
    assertThat(span.end).isEqualTo(5);
  }

  @Test
  void aShiftOfHalfAPixelAveragesAndDropsTheFraction() {
    // bilinear between 10 and 13 is 11.5; the last column's center is on the edge, which is outside
    Image row = Images.gray(1, 3, 10, 13, 16);
    assertThat(row.warp(AffineMap.shift(0.5, 0), row.size(), Filter.BILINEAR, NINE))
        .isEqualTo(Images.gray(1, 3, 11, 14, 9));
  }

  @Test
  void theCubicOfAnAffineMapHasAOfMinusOne() {
    // at the middle of 4 samples, weights of A = -1 are -1/8, 5/8, 5/8, -1/8: 80·5/4 = 100
    Image row = Images.gray(1, 4, 0, 80, 80, 0);
    Image shifted = row.warp(AffineMap.shift(0.5, 0), row.size(), Filter.BICUBIC, NINE);
    assertThat(shifted.value(0, 1, 0)).isEqualTo(100);
  }

  @Test
  void pixelsBeyondFixedPointAreFoundByAccumulatedSteps() {
    Image wide = Images.noise(2, 40_000, 1, 1);
    AffineMap almostNothing = new AffineMap(1, 0, 0, 1e-9, 1, 0);
    assertThat(wide.warp(almostNothing, wide.size(), Filter.NEAREST, NINE)).isEqualTo(wide);
  }

  @Test
  void aColorFillsAnyImage() {
    AffineMap away = AffineMap.shift(10, 0);
    List<Integer> fill = List.of(255, 0, 0);
    // the luma of pure red is 76
    assertThat(Images.flat(1, 1, 7).warp(away, Size.square(1), Filter.NEAREST, fill))
        .isEqualTo(Images.flat(1, 1, 76));
    assertThat(Images.flat(1, 1, 7, 8).warp(away, Size.square(1), Filter.NEAREST, fill))
        .isEqualTo(Images.flat(1, 1, 76, 255));
    assertThat(Images.flat(1, 1, 1, 2, 3, 4).warp(away, Size.square(1), Filter.NEAREST, fill))
        .isEqualTo(Images.flat(1, 1, 255, 0, 0, 255));
  }

  @Test
  void otherFiltersAreRejected() {
    Image image = Images.black(2, 2);
    assertThatThrownBy(() -> image.warp(AffineMap.IDENTITY, image.size(), Filter.LANCZOS, NINE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("filter of an affine map must be nearest, bilinear or bicubic, was LANCZOS");
  }

  @Test
  void mapsFollowOneAnotherAndTurnBack() {
    AffineMap first = new AffineMap(2, 1, 3, 0.5, 1, -4);
    AffineMap next = AffineMap.shift(5, -2);
    AffineMap both = first.then(next);
    assertThat(both.x(1, 1)).isEqualTo(first.x(next.x(1, 1), next.y(1, 1)));
    assertThat(both.y(1, 1)).isEqualTo(first.y(next.x(1, 1), next.y(1, 1)));
    AffineMap there = first.inverse();
    assertThat(there.x(first.x(7, 9), first.y(7, 9))).isCloseTo(7, within(1e-12));
    assertThat(there.y(first.x(7, 9), first.y(7, 9))).isCloseTo(9, within(1e-12));
    assertThatThrownBy(() -> new AffineMap(1, 1, 0, 1, 1, 0).inverse())
        .hasMessageStartingWith("an affine map must be invertible, was ");
  }
}
