package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AttentionGridTest {

  @Test
  void aSmallerGridHasTheMeanOfWhatEachCellCovers() {
    var grid = new AttentionGrid(2, 3, new float[] {1, 2, 3, 5, 6, 7});
    // two columns of one and a half: (1 + 2/2) / 1.5 and (2/2 + 3) / 1.5, rows alike
    AttentionGrid half = grid.resized(2, 2);
    assertThat(half.weights()).containsExactly(2 / 1.5f, 4 / 1.5f, 8 / 1.5f, 10 / 1.5f);
    assertThat(grid.resized(1, 1).weights()).containsExactly(4f);
  }

  @Test
  void aLargerGridRepeatsCells() {
    var grid = new AttentionGrid(1, 2, new float[] {1, 3});
    assertThat(grid.resized(2, 4).weights()).containsExactly(1, 1, 3, 3, 1, 1, 3, 3);
    assertThat(grid.resized(1, 3).weights()).containsExactly(1, 2, 3);
  }

  @Property(tries = 200)
  void theMeanIsKept(
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll @IntRange(min = 1, max = 20) int newRows,
      @ForAll @IntRange(min = 1, max = 20) int newColumns,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] weights = new float[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextFloat();
    }
    var grid = new AttentionGrid(rows, columns, weights);
    AttentionGrid resized = grid.resized(newRows, newColumns);
    assertThat(resized.sum() / (newRows * newColumns))
        .isCloseTo(grid.sum() / (rows * columns), within(1e-6));
  }

  @Test
  void mapsThatCountAlikeSumToOne() {
    assertThat(new AttentionGrid(1, 3, new float[] {1, 2, 5}).summingToOne().weights())
        .containsExactly(0.125f, 0.25f, 0.625f);
    AttentionGrid nothing = new AttentionGrid(1, 2, new float[2]);
    assertThat(nothing.summingToOne()).isSameAs(nothing);
  }

  @Test
  void rejectionsStateRuleAndValue() {
    assertThatThrownBy(() -> new AttentionGrid(2, 2, new float[3]))
        .hasMessage("attention must have 4 weights for 2×2 cells, had 3");
    assertThatThrownBy(() -> new AttentionGrid(2, 2, new float[] {0, 0, Float.NaN, 0}))
        .hasMessage("attention must be finite and not negative, was NaN at row 1, column 0");
    assertThatThrownBy(() -> new AttentionGrid(1, 2, new float[] {0, -1}))
        .hasMessage("attention must be finite and not negative, was -1.0 at row 0, column 1");
  }
}
