package dev.emulsion.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutlinePathTest {

  @Test
  void aBoxHasFourSides() {
    // rows 2 to 5, columns 1 to 7
    assertThat(OutlinePath.of(List.of(new Box(2, 1, 3, 6))))
        .isEqualTo("M1 2H7" + "M1 5H7" + "M1 2V5" + "M7 2V5");
  }

  @Test
  void nothingIsDrawnBetweenBoxesThatTouch() {
    Box left = new Box(0, 0, 4, 4);
    Box right = new Box(0, 4, 4, 4);
    assertThat(OutlinePath.of(List.of(left, right)))
        .isEqualTo("M0 0H8" + "M0 4H8" + "M0 0V4" + "M8 0V4");
  }

  @Test
  void anLHasSixSides() {
    Box tall = new Box(0, 0, 8, 4);
    Box foot = new Box(4, 4, 4, 4);
    String path = OutlinePath.of(List.of(tall, foot));
    assertThat(path).isEqualTo("M0 0H4" + "M4 4H8" + "M0 8H8" + "M0 0V8" + "M4 0V4" + "M8 4V8");
  }

  @Test
  void anEmptyBoxHasNoPixels() {
    assertThat(OutlinePath.of(List.of(new Box(3, 3, 0, 5)))).isEmpty();
  }
}
