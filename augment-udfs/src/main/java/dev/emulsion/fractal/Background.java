package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;

/**
 * A colored landscape: hue, saturation and value of a pixel are its height times a scale plus a
 * shift, from 0 to 255; the hue wraps around.
 *
 * @param seed of the heights that {@link DiamondSquare} draws
 * @param decay of the amplitude from level to level
 */
public record Background(
    long seed,
    double decay,
    double hueScale,
    double hueShift,
    double saturationScale,
    double saturationShift,
    double valueScale,
    double valueShift) {

  /**
   * Draws, in order: decay; scale and shift of hue, saturation and value, for gray too, whose
   * saturation becomes 0; the seed.
   */
  static Background draw(Coloring coloring, Draws draws) {
    double decay = draws.uniform(0.4, 0.8);
    double hueScale = 255 * draws.uniform(0.25, 1);
    double hueShift = 255 * draws.uniform(0, 1);
    double saturation = coloring == Coloring.GRAY ? 0 : 255;
    double saturationScale = saturation * draws.uniform(0.1, 0.3);
    double saturationShift = saturation * draws.uniform(0.4, 0.6);
    double valueScale = 255 * draws.uniform(0.3, 0.6);
    double valueShift = 255 * draws.uniform(0.4, 0.6);
    return new Background(
        Seeds.draw(draws),
        decay,
        hueScale,
        hueShift,
        saturationScale,
        saturationShift,
        valueScale,
        valueShift);
  }

  /** Hue, saturation and value of a square image, one pixel per height. */
  Image hsv(int side) {
    int levels = levels(side);
    return hsv(DiamondSquare.heights(levels, decay, PhiloxDraws.noise(seed)), levels, side);
  }

  /** The smallest number of levels whose grid covers a square of {@code side} pixels. */
  static int levels(int side) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(side - 1));
  }

  /** The top left {@code side} rows and columns of {@code heights}, in color. */
  public Image hsv(double[] heights, int levels, int side) {
    int width = (1 << levels) + 1;
    byte[] out = new byte[3 * side * side];
    int to = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double height = heights[row * width + column];
        // the low byte: heights outside [0, 1] wrap around
        out[to++] = (byte) (int) (height * hueScale + hueShift);
        out[to++] = (byte) (int) Math.min(255, height * saturationScale + saturationShift);
        out[to++] = (byte) (int) Math.min(255, height * valueScale + valueShift);
      }
    }
    return Image.of(side, side, 3, out);
  }
}
