package dev.emulsion.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import org.junit.jupiter.api.Test;

class ImageDiffTest {

  @Test
  void theFirstDifferenceIsReportedAndEachPixelIsCountedOnce() {
    byte[] samples = new byte[2 * 3 * 3];
    Image one = Image.of(2, 3, 3, samples.clone());
    // row 0, column 2, channel 1; row 1, column 0, channels 0 and 2
    samples[2 * 3 + 1] = (byte) 200;
    samples[3 * 3] = 1;
    samples[3 * 3 + 2] = 1;
    Image other = Image.of(2, 3, 3, samples);
    assertThat(ImageDiff.compare(one, other)).contains(new PixelDifference(0, 2, 1, 0, 200, 2, 6));
    assertThat(ImageDiff.compare(other, one)).contains(new PixelDifference(0, 2, 1, 200, 0, 2, 6));
    assertThat(ImageDiff.compare(one, one)).isEmpty();
  }

  @Test
  void imagesOfTwoSizesAreAlignedAtTheTop() {
    Image left = Image.of(1, 2, 3, new byte[] {1, 2, 3, 4, 5, 6});
    Image right = Image.of(2, 1, 3, new byte[] {7, 8, 9, 10, 11, 12});
    Image both = ImageDiff.sideBySide(left, right);
    assertThat(both.size()).hasToString("2×11");
    assertThat(both.value(0, 1, 0)).isEqualTo(4);
    assertThat(both.value(1, 1, 0)).isEqualTo(0xF6);
    assertThat(both.value(0, 2, 0)).isEqualTo(0xF6);
    assertThat(both.value(0, 10, 2)).isEqualTo(9);
    assertThat(both.value(1, 10, 0)).isEqualTo(10);
  }
}
