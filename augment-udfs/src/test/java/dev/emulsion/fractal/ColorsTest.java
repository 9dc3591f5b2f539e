package dev.emulsion.fractal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.Image;
import dev.emulsion.random.ScriptedDraws;
import org.junit.jupiter.api.Test;

/** {@link OpenCvHsv}, {@link Colormap}, {@link DiamondSquare} and {@link Background}. */
class ColorsTest {

  private static Image pixels(int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return Image.of(1, samples.length / 3, 3, bytes);
  }

  @Test
  void aTurnOfHueHas180Steps() {
    Image hsv = pixels(0, 255, 255, 60, 255, 255, 120, 255, 255, 180, 255, 255, 240, 255, 255);
    assertThat(OpenCvHsv.toRgb(hsv))
        .isEqualTo(pixels(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 0, 0, 0, 255, 0));
  }

  @Test
  void bytesAreTruncated() {
    // hue 15 is halfway from red to yellow: 255 · (1 - 1/2) = 127.5
    assertThat(OpenCvHsv.toRgb(pixels(15, 255, 255))).isEqualTo(pixels(255, 127, 0));
  }

  @Test
  void inkGoesRoundTheHuesByHowOftenAPixelWasHit() {
    HitDensity hits = new HitDensity(2, new int[] {0, 1, 2, 4});
    Image hsv = new Colormap(100.5, 0.5, 0.75).hsv(hits);
    // 255 · 1/4 + 100.5 = 164.25; 255 · 1/2 + 100.5 = 228; 255 + 100.5 = 355.5, of which 99 are
    // left
    assertThat(hsv.samples())
        .isEqualTo(pixels(0, 0, 0, 164, 127, 191, 228, 127, 191, 99, 127, 191).samples());
  }

  @Test
  void inkCoversABackgroundOnlyWhereItHits() {
    Image background = Image.of(2, 2, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    Image out = new Colormap(0, 1, 1).over(background, new HitDensity(2, new int[] {0, 0, 3, 0}));
    assertThat(out.samples()).isEqualTo(new byte[] {1, 2, 3, 4, 5, 6, -1, -1, -1, 10, 11, 12});
  }

  @Test
  void grayInkHasNoSaturationButTheSameValue() {
    Colormap gray = Colormap.draw(Coloring.GRAY, ScriptedDraws.of(10, 0.6, 0.8));
    assertThat(gray).isEqualTo(new Colormap(10, 0, 0.8));
  }

  @Test
  void aLandscapeOfOneLevelIsMeansPlusNoise() {
    // corners 0.0 0.4 / 0.8 0.4: the center is their mean 0.4, plus half of 0.2
    // an edge takes two corners and the center twice, which stands for what lies beyond
    double[] heights =
        DiamondSquare.heights(1, 0.7, ScriptedDraws.of(0, 0.4, 0.8, 0.4, 0.2, 0, 0, 0, 1));
    double center = 0.4 + 0.5 * 0.2;
    assertThat(heights)
        .containsExactly(
            0,
            (center + center + 0 + 0.4) / 4,
            0.4, //
            (0 + 0.8 + center + center) / 4,
            center,
            (0.4 + 0.4 + center + center) / 4, //
            0.8,
            (center + center + 0.8 + 0.4) / 4 + 0.5,
            0.4);
  }

  @Test
  void noiseFallsByADecayPerLevel() {
    // flat at 0 but for the last point of all: an edge of the second level
    double[] draws = new double[25];
    draws[24] = 1;
    double[] heights = DiamondSquare.heights(2, 0.7, ScriptedDraws.of(draws));
    assertThat(heights[23]).isEqualTo(0.5 * StrictMath.exp(-0.7));
    assertThat(heights).containsOnly(0, heights[23]);
  }

  @Test
  void hueGoesRoundAndSaturationAndValueStopAtTheTop() {
    Background background = new Background(0, 0.5, 200, 100, 100, 180, 300, 20);
    double[] heights = {1, -0.6, 0, 0, 0, 0, 0, 0, 0};
    // 300 - 256 = 44, min(255, 280), min(255, 320); -20 + 256 = 236, 120, -160 + 256 = 96
    assertThat(background.hsv(heights, 1, 2).samples())
        .startsWith(pixels(44, 255, 255, 236, 120, 96).samples());
  }

  @Test
  void theGridCoversTheImage() {
    assertThat(Background.levels(16)).isEqualTo(4);
    assertThat(Background.levels(17)).isEqualTo(5);
    assertThat(Background.levels(256)).isEqualTo(8);
  }
}
