package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * The colours of a fractal: the hue by how often a pixel was hit, one saturation, one value.
 *
 * @param hueShift hue of what is hit least, 0 to 255
 * @param saturation between 0 and 1
 * @param value between 0 and 1
 */
public record Ink(double hueShift, double saturation, double value) {

  /** Draws, in order: hue shift, saturation, value; all three for gray too. */
  static Ink draw(Coloring coloring, Draws draws) {
    double hueShift = draws.uniform(0, 255);
    double saturation = draws.uniform(0.3, 1);
    double value = draws.uniform(0.5, 1);
    return new Ink(hueShift, coloring == Coloring.GRAY ? 0 : saturation, value);
  }

  /** Hue, saturation and value of every pixel; black where nothing was hit. */
  public Image hsv(Hits hits) {
    return over(Image.of(hits.side(), hits.side(), 3, new byte[3 * hits.counts().length]), hits);
  }

  /** The picture {@code hsv} with what was hit painted over it. */
  Image over(Image hsv, Hits hits) {
    byte[] out = hsv.samples().clone();
    int most = hits.most();
    byte s = (byte) (int) (255 * saturation);
    byte v = (byte) (int) (255 * value);
    int[] counts = hits.counts();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out[3 * i] = (byte) (int) (255 * ((double) counts[i] / most) + hueShift);
        out[3 * i + 1] = s;
        out[3 * i + 2] = v;
      }
    }
    return Image.of(hits.side(), hits.side(), 3, out);
  }
}
