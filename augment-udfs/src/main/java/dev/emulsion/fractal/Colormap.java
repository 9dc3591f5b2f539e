package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * The colors of a fractal: the hue depends on the hits of a pixel; saturation and value are
 * constant.
 *
 * @param hueShift hue for the fewest hits, 0 to 255
 * @param saturation between 0 and 1
 * @param value between 0 and 1
 */
public record Colormap(double hueShift, double saturation, double value) {

  /** Draws, in order: hue shift, saturation, value; all three for gray too. */
  static Colormap draw(Coloring coloring, Draws draws) {
    double hueShift = draws.uniform(0, 255);
    double saturation = draws.uniform(0.3, 1);
    double value = draws.uniform(0.5, 1);
    return new Colormap(hueShift, coloring == Coloring.GRAY ? 0 : saturation, value);
  }

  /** Hue, saturation and value of every pixel; black for pixels without hits. */
  public Image hsv(HitDensity hits) {
    return over(Image.of(hits.side(), hits.side(), 3, new byte[3 * hits.counts().length]), hits);
  }

  /** The image {@code hsv} with the pixels that were hit drawn over it. */
  Image over(Image hsv, HitDensity hits) {
    byte[] out = hsv.samples().clone();
    int max = hits.max();
    byte s = (byte) (int) (255 * saturation);
    byte v = (byte) (int) (255 * value);
    int[] counts = hits.counts();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out[3 * i] = (byte) (int) (255 * ((double) counts[i] / max) + hueShift);
        out[3 * i + 1] = s;
        out[3 * i + 2] = v;
      }
    }
    return Image.of(hits.side(), hits.side(), 3, out);
  }
}
