package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.attention.AttentionGrid;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class AttentionColumnTest {

  @Test
  void weightsAreHalvesLittleEndianRowByRow() {
    // 1 is 0x3C00, 0.5 is 0x3800, 2^-24 is 0x0001
    AttentionGrid grid = new AttentionGrid(2, 2, new float[] {1, 0.5f, 0, 0x1p-24f});
    byte[] bytes = AttentionColumn.bytes(grid);
    assertThat(bytes).containsExactly(0, 0x3C, 0, 0x38, 0, 0, 1, 0);
    assertThat(AttentionColumn.of(bytes, 2, 2)).isEqualTo(grid);
  }

  @Test
  void weightsAboveTheLargestFloat16BecomeIt() {
    AttentionGrid grid = new AttentionGrid(1, 2, new float[] {1e9f, 65504});
    assertThat(AttentionColumn.of(AttentionColumn.bytes(grid), 1, 2).weights())
        .containsExactly(65504, 65504);
  }

  @Test
  void aWrongNumberOfBytesIsRejected() {
    assertThatThrownBy(() -> AttentionColumn.of(new byte[32], 3, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attention must have 30 bytes for 3×5 cells of float16, had 32");
  }

  @Test
  void negativeAndNonFiniteWeightsAreRejected() {
    // 0x7E00 is not a number
    assertThatThrownBy(() -> AttentionColumn.of(new byte[] {0, 0x7E}, 1, 1))
        .hasMessage("attention must be finite and not negative, was NaN at row 0, column 0");
  }

  @Test
  void nullInAMapIsRejected() {
    assertThatThrownBy(() -> AttentionColumn.ofNested(Arrays.asList(row(1f), null)))
        .hasMessage("a map must not contain null, has a row of it");
    assertThatThrownBy(() -> AttentionColumn.ofNested(List.of(row(1f, null))))
        .hasMessage("a map must not contain null, has a weight of it");
  }

  private static scala.collection.Seq<Number> row(Number... weights) {
    return JavaConverters.asScalaBuffer(Arrays.asList(weights)).toSeq();
  }
}
