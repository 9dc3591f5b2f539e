package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttentionOverlayTest {

  private static Image black(int height, int width) {
    return Image.of(height, width, 3, new byte[height * width * 3]);
  }

  @Test
  void cellsWithLittleAttentionAreDark() {
    AttentionGrid attention = new AttentionGrid(1, 3, new float[] {0, 1, 2});
    byte[] gray = new byte[2 * 6 * 3];
    Arrays.fill(gray, (byte) 200);
    Image image = Image.of(2, 6, 3, gray);
    Image darkened = AttentionOverlay.darken(image, Optional.of(attention));
    // 0.15 of the light is left at least, and between that and 1 half of 0.85 more
    assertThat(darkened.value(0, 1, 0)).isEqualTo(30);
    assertThat(darkened.value(1, 2, 1)).isEqualTo(115);
    assertThat(darkened.value(1, 5, 2)).isEqualTo(200);
    assertThat(image.value(0, 0, 0)).isEqualTo(200);
  }

  @Test
  void anImageWithoutAttentionIsUnchanged() {
    Image image = black(2, 4);
    AttentionGrid nothing = new AttentionGrid(1, 1, new float[] {0});
    assertThat(AttentionOverlay.darken(image, Optional.empty())).isEqualTo(image);
    assertThat(AttentionOverlay.darken(image, Optional.of(nothing))).isEqualTo(image);
    assertThat(AttentionOverlay.outline(image, List.of())).isEqualTo(image);
  }

  @Test
  void theOutlineRunsAroundBoxesThatTouchAndNotBetweenThem() {
    Image image = black(5, 6);
    List<Box> boxes = List.of(new Box(1, 1, 2, 2), new Box(1, 3, 2, 1));
    Image darkened = AttentionOverlay.outline(image, boxes);
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < 6; column++) {
        // rows 1 and 2, columns 1 to 3 are inside; a ring of one pixel is around them
        boolean inside = row >= 1 && row <= 2 && column >= 1 && column <= 3;
        boolean ring = row <= 3 && column <= 4 && !inside;
        assertThat(darkened.value(row, column, 0)).isEqualTo(ring ? 255 : 0);
      }
    }
    assertThat(image).isEqualTo(black(5, 6));
  }
}
