package dev.emulsion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Border.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageTest {

  private static final Image ROW = Images.gray(1, 3, 1, 2, 3);

  @Test
  void cropShowsBlackOutside() {
    Image image = Images.gray(2, 2, 1, 2, 3, 4);
    assertThat(image.crop(new Box(-1, 1, 3, 2))).isEqualTo(Images.gray(3, 2, 0, 0, 2, 0, 4, 0));
    assertThat(image.crop(new Box(1, 0, 1, 2))).isEqualTo(Images.gray(1, 2, 3, 4));
    assertThat(image.crop(new Box(5, 5, 1, 1))).isEqualTo(Images.gray(1, 1, 0));
  }

  @Test
  void cropOfNothingIsRejected() {
    assertThatThrownBy(() -> ROW.crop(new Box(0, 0, 0, 2)))
        .hasMessage("height must be at least 1, was 0");
  }

  @Test
  void borderModesContinueARow() {
    Padding four = new Padding(0, 4, 0, 4);
    assertThat(ROW.pad(four, Border.constant(List.of(9))))
        .isEqualTo(Images.gray(1, 11, 9, 9, 9, 9, 1, 2, 3, 9, 9, 9, 9));
    assertThat(ROW.pad(four, new Border(Mode.EDGE, List.of(0))))
        .isEqualTo(Images.gray(1, 11, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3));
    // more than the image holds: it is mirrored again
    assertThat(ROW.pad(four, Border.REFLECT))
        .isEqualTo(Images.gray(1, 11, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3));
    assertThat(ROW.pad(four, new Border(Mode.SYMMETRIC, List.of(0))))
        .isEqualTo(Images.gray(1, 11, 3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1));
  }

  @Test
  void aSinglePixelIsItsOwnReflection() {
    Image pixel = Images.flat(1, 1, 10, 20, 30);
    for (Mode mode : List.of(Mode.EDGE, Mode.REFLECT, Mode.SYMMETRIC)) {
      assertThat(pixel.pad(Padding.all(3), new Border(mode, List.of(0))))
          .isEqualTo(Images.flat(7, 7, 10, 20, 30));
    }
  }

  @Test
  void fillHasOneNumberForAllChannelsOrOneForEach() {
    Image black = Images.black(1, 1);
    Padding left = new Padding(0, 1, 0, 0);
    assertThat(black.pad(left, Border.constant(List.of(7))).samples())
        .containsExactly(7, 7, 7, 0, 0, 0);
    assertThat(black.pad(left, Border.constant(List.of(7, 8, 9))).samples())
        .containsExactly(7, 8, 9, 0, 0, 0);
    // 0.299 · 255 = 76.2
    assertThat(Images.gray(1, 1, 5).pad(left, Border.constant(List.of(255, 0, 0))).samples())
        .containsExactly(76, 5);
    assertThatThrownBy(() -> black.pad(left, Border.constant(List.of(7, 8))))
        .hasMessage("fill must be 1 number or 3, was [7, 8]");
  }

  @Test
  void flipsMirrorPixelsAndKeepTheirChannels() {
    Image image = Image.of(2, 2, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    assertThat(image.flipHorizontal().samples())
        .containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    assertThat(image.flipVertical().samples())
        .containsExactly(7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6);
    Image two = Image.of(1, 2, 2, new byte[] {1, 2, 3, 4});
    assertThat(two.flipHorizontal().samples()).containsExactly(3, 4, 1, 2);
  }

  @Test
  void patchReplacesTheBoxOnly() {
    Image base = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    Image other = Images.gray(2, 3, 11, 12, 13, 14, 15, 16);
    assertThat(base.withPatch(new Box(0, 1, 2, 2), other))
        .isEqualTo(Images.gray(2, 3, 1, 12, 13, 4, 15, 16));
    assertThat(base.withPatch(new Box(1, 1, 0, 0), other)).isEqualTo(base);
    assertThatThrownBy(() -> base.withPatch(new Box(0, 2, 1, 2), other))
        .hasMessage("Box[top=0, left=2, height=1, width=2] must be inside 2×3");
  }

  @Test
  void patchesReplaceEachOfTheirBoxes() {
    Image base = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    Image other = Images.gray(2, 3, 11, 12, 13, 14, 15, 16);
    assertThat(base.withPatches(List.of(new Box(0, 0, 1, 2), new Box(1, 2, 1, 1)), other))
        .isEqualTo(Images.gray(2, 3, 11, 12, 3, 4, 5, 16));
    assertThat(base.withPatches(List.of(), other)).isEqualTo(base);
  }

  @Test
  void aPatchMayComeFromElsewhere() {
    Image base = Images.gray(2, 3, 1, 2, 3, 4, 5, 6);
    Image other = Images.gray(2, 3, 11, 12, 13, 14, 15, 16);
    assertThat(base.withPatch(new Box(0, 0, 2, 1), other, new Box(0, 2, 2, 1)))
        .isEqualTo(Images.gray(2, 3, 13, 2, 3, 16, 5, 6));
    assertThatThrownBy(() -> base.withPatch(new Box(0, 0, 2, 1), other, new Box(0, 2, 1, 1)))
        .hasMessage(
            "Box[top=0, left=0, height=2, width=1] and Box[top=0, left=2, height=1, width=1]"
                + " must have the same size");
    assertThatThrownBy(() -> base.withPatch(new Box(0, 0, 1, 2), other, new Box(1, 2, 1, 2)))
        .hasMessage("Box[top=1, left=2, height=1, width=2] must be inside 2×3");
  }

  @Test
  void aPlanForAnotherSizeIsRejected() {
    assertThatThrownBy(() -> new Size(2, 2).requireOf(ROW, ROW))
        .hasMessage("plan is for 2×2, images are 1×3");
  }

  @Test
  void centeredBoxesHaveEvenSidesAndAreClipped() {
    assertThat(Box.centeredAt(2, 3, 5, 4)).isEqualTo(new Box(0, 1, 4, 4));
    assertThat(new Box(-2, 3, 4, 4).clippedTo(new Size(5, 5))).isEqualTo(new Box(0, 3, 2, 2));
    assertThat(new Box(7, 7, 2, 2).clippedTo(new Size(5, 5)).area()).isZero();
  }
}
