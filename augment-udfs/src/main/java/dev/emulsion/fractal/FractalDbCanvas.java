package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * A square image as FractalDB paints it: points in the order in which they are visited, later ones
 * over earlier ones, on black, with a margin around.
 */
public final class FractalDbCanvas {

  /** Pixels around the points on every side, as far as patches do not reach into them. */
  public static final int MARGIN = 6;

  private static final int HUES = 128;
  private static final double SATURATION = 0.75;
  private static final double INTENSITY = 0.75;
  private static final int GRAY = 0x7F7F7F;
  private static final int BLACK = 0;

  /** Red, green and blue in one number, for each step of hue. */
  private static final int[] INKS = inks();

  private final int side;
  private final int[] pixels;

  private FractalDbCanvas(int side) {
    this.side = side;
    this.pixels = new int[side * side];
  }

  /** Every point on one pixel. */
  public static Image render(Points points, int side, Coloring coloring) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    for (int i = 0; i < points.count(); i++) {
      int at = frame.row(points.y()[i]) * side + frame.column(points.x()[i]);
      canvas.pixels[at] = colormap(i, coloring);
    }
    return canvas.upright();
  }

  /**
   * Every point on some of nine pixels, whose others become black. The first of the nine is one
   * below and one to the right of where the point lies.
   *
   * <p>Draws: an integer below 511 per point, of which one more is the nine bits, row by row, the
   * highest first.
   */
  public static Image render(Points points, int side, Coloring coloring, Draws draws) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    int[] pixels = canvas.pixels;
    for (int i = 0; i < points.count(); i++) {
      int at = (frame.row(points.y()[i]) + 1) * side + frame.column(points.x()[i]) + 1;
      int patch = 1 + draws.below(511);
      int colormap = colormap(i, coloring);
      for (int row = 6; row >= 0; row -= 3) {
        pixels[at] = (patch >> row + 2 & 1) == 1 ? colormap : BLACK;
        pixels[at + 1] = (patch >> row + 1 & 1) == 1 ? colormap : BLACK;
        pixels[at + 2] = (patch >> row & 1) == 1 ? colormap : BLACK;
        at += side;
      }
    }
    return canvas.upright();
  }

  /** The share of pixels of such an image that points fall on. */
  static double fillRate(Points points, int side) {
    Frame frame = Frame.around(points, side);
    boolean[] hit = new boolean[side * side];
    int hits = 0;
    for (int i = 0; i < points.count(); i++) {
      int at = frame.row(points.y()[i]) * side + frame.column(points.x()[i]);
      hits += hit[at] ? 0 : 1;
      hit[at] = true;
    }
    return (double) hits / hit.length;
  }

  private Image upright() {
    byte[] samples = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int from = (side - 1 - i / side) * side + i % side;
      samples[3 * i] = (byte) (pixels[from] >> 16);
      samples[3 * i + 1] = (byte) (pixels[from] >> 8);
      samples[3 * i + 2] = (byte) pixels[from];
    }
    return Image.of(side, side, 3, samples);
  }

  private static int colormap(int point, Coloring coloring) {
    return coloring == Coloring.GRAY ? GRAY : INKS[point % HUES];
  }

  private static int[] inks() {
    int[] inks = new int[HUES];
    int most = sample(INTENSITY);
    int least = sample(INTENSITY * (1 - SATURATION));
    for (int i = 0; i < HUES; i++) {
      double sixths = 6.0 * i / HUES;
      double into = sixths - Math.floor(sixths);
      int falling = sample(INTENSITY * (1 - SATURATION * into));
      int rising = sample(INTENSITY * (1 - SATURATION * (1 - into)));
      inks[i] =
          switch ((int) sixths) {
            case 0 ->
                colormap(least, rising, most); // red and blue exchanged, as the authors have it
            case 1 -> colormap(least, most, falling);
            case 2 -> colormap(rising, most, least);
            case 3 -> colormap(most, falling, least);
            case 4 -> colormap(most, least, rising);
            default -> colormap(falling, least, most);
          };
    }
    return inks;
  }

  private static int colormap(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  private static int sample(double share) {
    return (int) (255 * share);
  }

  /** How the plane lies on the canvas: x gives the column, y the row. */
  private record Frame(double minX, double spanX, double minY, double spanY, int inner) {

    static Frame around(Points points, int side) {
      Window window = Window.around(points);
      return new Frame(
          Math.min(window.minX(), 0),
          span(window.minX(), window.maxX()),
          Math.min(window.minY(), 0),
          span(window.minY(), window.maxY()),
          side - 2 * MARGIN);
    }

    private static double span(double min, double max) {
      return max == min ? 1 : max - min;
    }

    int row(double y) {
      return (int) ((y - minY) / spanY * inner + MARGIN);
    }

    int column(double x) {
      return (int) ((x - minX) / spanX * inner + MARGIN);
    }
  }
}
