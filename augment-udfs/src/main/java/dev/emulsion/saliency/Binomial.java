package dev.emulsion.saliency;

/**
 * The 3×3 binomial blur of 8-bit pixels, rounded once; borders are reflected without the edge
 * pixel.
 */
final class Binomial {

  private Binomial() {}

  /** Of pixels from 0 to 255, row-major. */
  static int[] blur(int[] gray, int height, int width) {
    int[] sums = new int[width];
    int[] out = new int[gray.length];
    for (int y = 0; y < height; y++) {
      int above = mirrored(y - 1, height) * width;
      int below = mirrored(y + 1, height) * width;
      down(gray, above, y * width, below, sums);
      across(sums, out, y * width);
    }
    return out;
  }

  // two methods of one loop each, which the compiler vectorizes
  private static void down(int[] gray, int above, int here, int below, int[] sums) {
    for (int x = 0; x < sums.length; x++) {
      sums[x] = gray[above + x] + 2 * gray[here + x] + gray[below + x];
    }
  }

  private static void across(int[] sums, int[] out, int at) {
    int width = sums.length;
    for (int x = 1; x < width - 1; x++) {
      out[at + x] = sums[x - 1] + 2 * sums[x] + sums[x + 1] + 8 >> 4;
    }
    out[at] = 2 * sums[0] + 2 * sums[mirrored(1, width)] + 8 >> 4;
    out[at + width - 1] = 2 * sums[width - 1] + 2 * sums[mirrored(width, width)] + 8 >> 4;
  }

  /** For an index at most one outside. */
  private static int mirrored(int i, int n) {
    if (n == 1) {
      return 0;
    }
    return i < 0 ? 1 : i == n ? n - 2 : i;
  }
}
