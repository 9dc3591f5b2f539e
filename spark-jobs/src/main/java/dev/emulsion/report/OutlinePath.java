package dev.emulsion.report;

import dev.emulsion.image.Box;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The border of the union of boxes, as SVG path data. */
final class OutlinePath {

  private final int[] ys;
  private final int[] xs;

  /** Which cells between neighboring coordinates are covered. */
  private final boolean[][] covered;

  private final StringBuilder path = new StringBuilder();

  private OutlinePath(List<Box> boxes) {
    ys = sorted(boxes.stream().flatMapToInt(box -> IntStream.of(box.top(), box.bottom())));
    xs = sorted(boxes.stream().flatMapToInt(box -> IntStream.of(box.left(), box.right())));
    covered = new boolean[ys.length - 1][xs.length - 1];
    for (Box box : boxes) {
      for (int y = at(ys, box.top()); y < at(ys, box.bottom()); y++) {
        Arrays.fill(covered[y], at(xs, box.left()), at(xs, box.right()), true);
      }
    }
  }

  /** The path of {@code boxes}; empty if they have no pixels. */
  static String of(List<Box> boxes) {
    OutlinePath outline = new OutlinePath(boxes);
    outline.horizontal();
    outline.vertical();
    return outline.path.toString();
  }

  private void horizontal() {
    for (int y = 0; y < ys.length; y++) {
      int start = -1;
      for (int x = 0; x < xs.length; x++) {
        boolean isBorder = covered(y - 1, x) != covered(y, x);
        if (isBorder && start < 0) {
          start = x;
        } else if (!isBorder && start >= 0) {
          path.append("M").append(xs[start]).append(' ').append(ys[y]).append('H').append(xs[x]);
          start = -1;
        }
      }
    }
  }

  private void vertical() {
    for (int x = 0; x < xs.length; x++) {
      int start = -1;
      for (int y = 0; y < ys.length; y++) {
        boolean isBorder = covered(y, x - 1) != covered(y, x);
        if (isBorder && start < 0) {
          start = y;
        } else if (!isBorder && start >= 0) {
          path.append("M").append(xs[x]).append(' ').append(ys[start]).append('V').append(ys[y]);
          start = -1;
        }
      }
    }
  }

  private boolean covered(int y, int x) {
    return y >= 0 && y < covered.length && x >= 0 && x < covered[y].length && covered[y][x];
  }

  private static int[] sorted(IntStream coordinates) {
    return coordinates.distinct().sorted().toArray();
  }

  private static int at(int[] coordinates, int value) {
    return Arrays.binarySearch(coordinates, value);
  }
}
