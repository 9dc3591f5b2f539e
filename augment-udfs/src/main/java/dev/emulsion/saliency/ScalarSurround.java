package dev.emulsion.saliency;

/** Plain loop over single pixels. */
final class ScalarSurround implements SurroundKernel {

  @Override
  public void compare(int[] gray, int at, Window window, int width, int[] on, int[] off) {
    compare(gray, at, window, 0, width, on, off);
  }

  /** The pixels from {@code first} on. */
  void compare(int[] gray, int at, Window window, int first, int width, int[] on, int[] off) {
    int reach = 2 * window.radius;
    int[] sums = window.sums;
    float[] others = window.others;
    for (int x = first; x < width; x++) {
      int center = gray[at + x];
      int sum = sums[x + reach] - sums[x] - center;
      // an image of one pixel has no others: 0 / 0 is NaN, which is cast to 0
      int difference = (int) (center - sum / others[x]);
      on[at + x] += Math.max(difference, 0);
      off[at + x] += Math.max(-difference, 0);
    }
  }
}
