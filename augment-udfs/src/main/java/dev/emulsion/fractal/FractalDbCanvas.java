package dev.emulsion.fractal;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import java.util.Arrays;

/**
 * A square picture as FractalDB paints it: points in the order in which they are visited, later
 * ones over earlier ones, on black, with a margin around.
 */
public final class FractalDbCanvas {

  /** Pixels around the points on every side, as far as patches do not reach into them. */
  public static final int MARGIN = 6;

  private static final int HUES = 128;
  private static final double SATURATION = 0.75;
  private static final double INTENSITY = 0.75;
  private static final byte GRAY = 127;

  private static final byte[][] INKS = inks();

  private final int side;
  private final byte[] samples;

  private FractalDbCanvas(int side) {
    this.side = side;
    this.samples = new byte[3 * side * side];
  }

  /** Every point on one pixel. */
  public static Image paint(Points points, int side, Coloring coloring) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    for (int i = 0; i < points.count(); i++) {
      canvas.set(frame.row(points.y()[i]), frame.column(points.x()[i]), ink(i, coloring));
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
  public static Image paint(Points points, int side, Coloring coloring, Draws draws) {
    FractalDbCanvas canvas = new FractalDbCanvas(side);
    Frame frame = Frame.around(points, side);
    byte[] black = new byte[3];
    for (int i = 0; i < points.count(); i++) {
      int row = frame.row(points.y()[i]) + 1;
      int column = frame.column(points.x()[i]) + 1;
      int patch = 1 + draws.below(511);
      byte[] ink = ink(i, coloring);
      for (int bit = 0; bit < 9; bit++) {
        boolean inked = (patch >> 8 - bit & 1) == 1;
        canvas.set(row + bit / 3, column + bit % 3, inked ? ink : black);
      }
    }
    return canvas.upright();
  }

  /** The share of pixels of such a picture that points fall on. */
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

  private void set(int row, int column, byte[] ink) {
    System.arraycopy(ink, 0, samples, 3 * (row * side + column), 3);
  }

  private Image upright() {
    return Image.of(side, side, 3, samples).flipVertical();
  }

  private static byte[] ink(int point, Coloring coloring) {
    return INKS[coloring == Coloring.GRAY ? HUES : point % HUES];
  }

  /** One for each step of hue, and gray. */
  private static byte[][] inks() {
    byte[][] inks = new byte[HUES + 1][];
    for (int i = 0; i < HUES; i++) {
      double sixths = 6.0 * i / HUES;
      double into = sixths - Math.floor(sixths);
      byte most = sample(INTENSITY);
      byte least = sample(INTENSITY * (1 - SATURATION));
      byte falling = sample(INTENSITY * (1 - SATURATION * into));
      byte rising = sample(INTENSITY * (1 - SATURATION * (1 - into)));
      inks[i] =
          switch ((int) sixths) {
            case 0 -> new byte[] {least, rising, most};
            case 1 -> new byte[] {least, most, falling};
            case 2 -> new byte[] {rising, most, least};
            case 3 -> new byte[] {most, falling, least};
            case 4 -> new byte[] {most, least, rising};
            default -> new byte[] {falling, least, most};
          };
    }
    byte[] gray = new byte[3];
    Arrays.fill(gray, GRAY);
    inks[HUES] = gray;
    return inks;
  }

  private static byte sample(double share) {
    return (byte) (int) (255 * share);
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
