package dev.emulsion.saliency;

import dev.emulsion.saliency.SurroundKernel.Window;
import java.util.Arrays;

/**
 * Compares each pixel with the mean of windows around it, using an integral image. The window of a
 * radius has rows {@code y-radius+1 .. y+radius} and columns alike, cut at the borders.
 *
 * <p>The integral is stored in ints that may wrap: the sum of a window fits in an int, and
 * differences modulo 2^32 give it for images of any size.
 */
final class Surround {

  private final int[] gray;
  private final int height;
  private final int width;
  private final int[] integral;

  Surround(int[] gray, int height, int width) {
    this.gray = gray;
    this.height = height;
    this.width = width;
    this.integral = new int[(height + 1) * (width + 1)];
    for (int y = 0; y < height; y++) {
      int sum = 0;
      int above = y * (width + 1) + 1;
      for (int x = 0; x < width; x++) {
        sum += gray[y * width + x];
        integral[above + width + 1 + x] = integral[above + x] + sum;
      }
    }
  }

  /** Adds to {@code on} and {@code off} the differences for windows of these {@code radii}. */
  void compare(SurroundKernel kernel, int[] radii, int[] on, int[] off) {
    Window[] windows =
        Arrays.stream(radii).mapToObj(r -> new Window(r, width)).toArray(Window[]::new);
    for (int y = 0; y < height; y++) {
      for (Window window : windows) {
        move(window, y);
        kernel.compare(gray, y * width, window, width, on, off);
      }
    }
  }

  private void move(Window window, int y) {
    int radius = window.radius;
    int top = Math.max(y - radius + 1, 0);
    int bottom = Math.min(y + radius + 1, height);
    int up = top * (width + 1) + 1;
    int down = bottom * (width + 1) + 1;
    int[] sums = window.sums;
    // sums before the first column are 0, those after the last equal the last
    for (int x = 0; x < width; x++) {
      sums[radius + x] = integral[down + x] - integral[up + x];
    }
    Arrays.fill(sums, radius + width, sums.length, sums[radius + width - 1]);
    window.setRows(bottom - top);
  }
}
