package dev.emulsion.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.blend.Rejection.Reason;
import dev.emulsion.blend.Rejection.Rule;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import org.junit.jupiter.api.Test;

class RejectionTest {

  private static final Rejection OFFICIAL =
      new Rejection(Rule.OFFICIAL, Rejection.DEFAULT_SHARE, 0);

  /** Twenty pixels, the first {@code count} of {@code level} and the others of {@code rest}. */
  private static Image pixels(int count, int level, int rest) {
    int[] samples = new int[20];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i < count ? level : rest;
    }
    return Images.gray(4, 5, samples);
  }

  @Test
  void nineTenthsOfBlackAreABlackFrame() {
    assertThat(Rejection.DEFAULT.reason(pixels(18, 0, 200))).contains(Reason.BLACK);
    assertThat(Rejection.DEFAULT.reason(pixels(17, 0, 200))).isEmpty();
    assertThat(Rejection.DEFAULT.reason(pixels(20, 1, 1))).isEmpty();
    assertThat(Rejection.DEFAULT.reason(Images.black(3, 3))).contains(Reason.BLACK);
  }

  @Test
  void levelAndShareMoveTheThresholds() {
    Rejection half = new Rejection(Rule.BLACK, 0.5, 3);
    assertThat(half.reason(pixels(10, 3, 200))).contains(Reason.BLACK);
    assertThat(half.reason(pixels(10, 4, 200))).isEmpty();
    assertThat(half.reason(pixels(9, 3, 200))).isEmpty();
  }

  @Test
  void theAuthorsRuleRejectsWhiteOnly() {
    assertThat(OFFICIAL.reason(Images.white(3, 3))).contains(Reason.WHITE);
    assertThat(OFFICIAL.reason(pixels(19, 255, 7))).contains(Reason.WHITE);
    assertThat(OFFICIAL.reason(pixels(18, 255, 7))).isEmpty();
    assertThat(OFFICIAL.reason(Images.black(3, 3))).isEmpty();
  }

  @Test
  void colorCountsByItsLuma() {
    // blue of 4: 7471 · 4 + 32768 is below 65536, so its luma is 0; of green 1 it is 1
    assertThat(Rejection.DEFAULT.reason(Images.flat(2, 2, 0, 0, 4))).contains(Reason.BLACK);
    assertThat(Rejection.DEFAULT.reason(Images.flat(2, 2, 0, 1, 0))).isEmpty();
  }

  @Test
  void withoutARuleEverythingIsUsed() {
    Rejection none = new Rejection(Rule.NONE, Rejection.DEFAULT_SHARE, 0);
    assertThat(none.reason(Images.black(3, 3))).isEmpty();
    assertThat(none.reason(Images.white(3, 3))).isEmpty();
  }

  @Test
  void thresholdsOutOfRangeAreRejected() {
    assertThatThrownBy(() -> new Rejection(Rule.BLACK, 0, 0))
        .hasMessage("share must be above 0 and at most 1, was 0.0");
    assertThatThrownBy(() -> new Rejection(Rule.BLACK, 1.5, 0))
        .hasMessage("share must be above 0 and at most 1, was 1.5");
    assertThatThrownBy(() -> new Rejection(Rule.BLACK, 0.9, 256))
        .hasMessage("level must be between 0 and 255, was 256");
    assertThatThrownBy(() -> new Rejection(Rule.OFFICIAL, 0.5, 0))
        .hasMessage("share and level must be given with rule black only");
    assertThatThrownBy(() -> new Rejection(Rule.NONE, 0.9, 1))
        .hasMessage("share and level must be given with rule black only");
  }
}
