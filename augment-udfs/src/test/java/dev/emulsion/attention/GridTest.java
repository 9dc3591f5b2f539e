package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Size;
import org.junit.jupiter.api.Test;

class GridTest {

  @Test
  void cellsAreSquareAndCoverTheImage() {
    assertThat(Grid.of(196, Size.square(224))).contains(new Grid(14, 14));
    assertThat(Grid.of(98, new Size(224, 112))).contains(new Grid(14, 7));
    assertThat(Grid.of(98, new Size(112, 224))).contains(new Grid(7, 14));
    assertThat(Grid.of(1, Size.square(8))).contains(new Grid(1, 1));
  }

  @Test
  void otherNumbersAreNoGrid() {
    assertThat(Grid.of(197, Size.square(224))).isEmpty();
    assertThat(Grid.of(196, new Size(224, 112))).isEmpty();
    assertThat(Grid.of(0, Size.square(224))).isEmpty();
    assertThat(Grid.of(-3, Size.square(224))).isEmpty();
  }
}
