package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import org.junit.jupiter.api.Test;

class GridWarpTest {

  private static final Size IMAGE = new Size(4, 8);

  private final AttentionGrid grid = new AttentionGrid(2, 2, new float[] {1, 2, 3, 4});

  @Test
  void aImageThatStaysKeepsItsMap() {
    assertThat(grid.warped(AffineMap.IDENTITY, IMAGE, IMAGE)).isEqualTo(grid);
  }

  @Test
  void aMirroredImageHasAMirroredMap() {
    assertThat(grid.warped(AffineMap.mirrorX(IMAGE), IMAGE, IMAGE).weights())
        .containsExactly(2, 1, 4, 3);
    assertThat(grid.warped(AffineMap.mirrorY(IMAGE), IMAGE, IMAGE).weights())
        .containsExactly(3, 4, 1, 2);
  }

  @Test
  void whatIsCutOutFillsTheMapAndKeepsItsSum() {
    // the right half: cells 2 over 4, each twice as wide; 2, 2, 4, 4 sum to 12, scaled to 10
    AffineMap half = AffineMap.resized(new Box(0, 4, 4, 4), new Size(16, 16));
    float low = (float) (2 * 10 / 12.0);
    float high = (float) (4 * 10 / 12.0);
    assertThat(grid.warped(half, IMAGE, new Size(16, 16)).weights())
        .containsExactly(low, low, high, high);
  }

  @Test
  void aCellThatShowsPartsOfTwoHasTheirMean() {
    // columns 2 to 6 of 8, halves of both cells, so that every new cell lies in one of the old
    AffineMap middle = AffineMap.resized(new Box(0, 2, 4, 4), new Size(4, 4));
    assertThat(grid.warped(middle, IMAGE, new Size(4, 4)).weights()).containsExactly(1, 2, 3, 4);
    // columns 2 to 8: the first new cell shows columns 2 to 5, two of the first cell and one of
    // the second: 4/3 and 10/3; the sum 1.33 + 2 + 3.33 + 4 = 10.67 is scaled to 10
    AffineMap right = AffineMap.resized(new Box(0, 2, 4, 6), new Size(4, 4));
    float[] moved = grid.warped(right, IMAGE, new Size(4, 4)).weights();
    assertThat(moved[0]).isEqualTo((float) (4.0 / 3 * 10 / (32.0 / 3)));
    assertThat(moved[3]).isEqualTo((float) (4 * 10 / (32.0 / 3)));
  }

  @Test
  void aMapAsFineAsTheImageMovesPixelByPixel() {
    // what became of a cut and mirrored image: columns 6, 5, 4, 3 and rows 1, 2 of 4×8
    float[] weights = new float[32];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i;
    }
    AffineMap cut = AffineMap.resized(new Box(1, 3, 2, 4), new Size(2, 4));
    Size after = new Size(2, 4);
    float[] moved =
        new AttentionGrid(4, 8, weights)
            .warped(cut.then(AffineMap.mirrorX(after)), IMAGE, after)
            .weights();
    // every pixel fills two rows and columns of cells; the sum of 0 to 31 is kept
    double scale = 496.0 / (4 * (14 + 13 + 12 + 11 + 22 + 21 + 20 + 19));
    assertThat(moved[0]).isEqualTo((float) (14 * scale));
    assertThat(moved[1]).isEqualTo((float) (14 * scale));
    assertThat(moved[7]).isEqualTo((float) (11 * scale));
    assertThat(moved[24]).isEqualTo((float) (22 * scale));
    assertThat(moved[31]).isEqualTo((float) (19 * scale));
  }

  @Test
  void aQuarterTurnTurnsTheMap() {
    // the point (x, y) of the result comes from (y, 4 - x): what was left is on top
    AffineMap turn = new AffineMap(0, 1, 0, -1, 0, 4);
    Size square = Size.square(4);
    assertThat(grid.warped(turn, square, square).weights()).containsExactly(3, 1, 4, 2);
  }

  @Test
  void whatShowsNothingOfTheImageHasNoWeight() {
    AffineMap away = AffineMap.shift(8, 0);
    assertThat(grid.warped(away, IMAGE, IMAGE).weights()).containsOnly(0);
  }
}
