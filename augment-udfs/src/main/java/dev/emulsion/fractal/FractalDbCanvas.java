package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * Renders points as FractalDB does: a square image, later points over earlier ones, on black, with
 * a margin.
 */
public final class FractalDbCanvas {

  /** Width in pixels of the margin, into which patches may reach. */
  public static final int MARGIN = 6;

  private static final int HUES = 128;
  private static final double SATURATION = 0.75;
  private static final double INTENSITY = 0.75;
  private static final int GRAY = 0x7F7F7F;
  private static final int BLACK = 0;

  /** RGB in one number, for each step of hue. */
  private static final int[] COLORS = colors();

  private final int side;
  private final int[] pixels;

  private FractalDbCanvas(int side) {
    this.side = side;
    this.pixels = new int[side * side];
  }

  /** Each point as one pixel. */
  public static Image render(Points points, int side, Coloring coloring) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    for (int i = 0; i < points.count(); i++) {
      int at = frame.row(points.y()[i]) * side + frame.column(points.x()[i]);
      canvas.pixels[at] = color(i, coloring);
    }
    return canvas.upright();
  }

  /**
   * Each point as a pattern of 3×3 pixels, the others of which become black. The first of the nine
   * is one below and one to the right of the point's pixel.
   *
   * <p>Draws: an integer below 511 per point; plus 1, its nine bits are the pattern, row by row,
   * highest bit first.
   */
  public static Image render(Points points, int side, Coloring coloring, Draws draws) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    int[] pixels = canvas.pixels;
    for (int i = 0; i < points.count(); i++) {
      int at = (frame.row(points.y()[i]) + 1) * side + frame.column(points.x()[i]) + 1;
      int patch = 1 + draws.below(511);
      int color = color(i, coloring);
      for (int row = 6; row >= 0; row -= 3) {
        pixels[at] = (patch >> row + 2 & 1) == 1 ? color : BLACK;
        pixels[at + 1] = (patch >> row + 1 & 1) == 1 ? color : BLACK;
        pixels[at + 2] = (patch >> row & 1) == 1 ? color : BLACK;
        at += side;
      }
    }
    return canvas.upright();
  }

  /** The share of the pixels of such an image that are hit. */
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

  private static int color(int point, Coloring coloring) {
    return coloring == Coloring.GRAY ? GRAY : COLORS[point % HUES];
  }

  private static int[] colors() {
    int[] colors = new int[HUES];
    int max = sample(INTENSITY);
    int min = sample(INTENSITY * (1 - SATURATION));
    for (int i = 0; i < HUES; i++) {
      double sixths = 6.0 * i / HUES;
      double into = sixths - Math.floor(sixths);
      int falling = sample(INTENSITY * (1 - SATURATION * into));
      int rising = sample(INTENSITY * (1 - SATURATION * (1 - into)));
      colors[i] =
          switch ((int) sixths) {
            case 0 -> rgb(min, rising, max); // red and blue exchanged, as in the authors' code
            case 1 -> rgb(min, max, falling);
            case 2 -> rgb(rising, max, min);
            case 3 -> rgb(max, falling, min);
            case 4 -> rgb(max, min, rising);
            default -> rgb(falling, min, max);
          };
    }
    return colors;
  }

  private static int rgb(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  private static int sample(double share) {
    return (int) (255 * share);
  }

  /** Maps the plane to the canvas: x to columns, y to rows. */
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
