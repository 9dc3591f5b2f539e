package dev.emulsion.saliency;

/**
 * What differs from its surround, by an integral image.
 *
 * <p>The integral is held in ints that may wrap: a window has at most 224×224 pixels, so its sum
 * fits, and differences modulo 2^32 give it whatever the size of the picture.
 */
final class Surround {

  private final byte[] gray;
  private final int height;
  private final int width;
  private final int[] integral;

  Surround(byte[] gray, int height, int width) {
    this.gray = gray;
    this.height = height;
    this.width = width;
    this.integral = new int[(height + 1) * (width + 1)];
    for (int y = 0; y < height; y++) {
      int sum = 0;
      int above = y * (width + 1) + 1;
      for (int x = 0; x < width; x++) {
        sum += gray[y * width + x] & 0xFF;
        integral[above + width + 1 + x] = integral[above + x] + sum;
      }
    }
  }

  /**
   * Adds, for every pixel, by how much it is brighter ({@code on}) or darker ({@code off}) than the
   * mean of the window of rows {@code y-radius+1 .. y+radius} and columns alike, itself left out:
   * the float32 difference, truncated.
   */
  void compare(int radius, int[] on, int[] off) {
    int first = Math.min(Math.max(radius - 1, 0), width);
    int last = Math.max(first, width - radius);
    for (int y = 0; y < height; y++) {
      int top = Math.max(y - radius + 1, 0);
      int bottom = Math.min(y + radius + 1, height);
      edge(y, 0, first, radius, top, bottom, on, off);
      inner(y, first, last, radius, top, bottom, on, off);
      edge(y, last, width, radius, top, bottom, on, off);
    }
  }

  /** Columns whose window is cut off by a side of the picture. */
  private void edge(int y, int from, int to, int radius, int top, int bottom, int[] on, int[] off) {
    int up = top * (width + 1);
    int down = bottom * (width + 1);
    for (int x = from; x < to; x++) {
      int left = Math.max(x - radius + 1, 0);
      int right = Math.min(x + radius + 1, width);
      int area = (bottom - top) * (right - left);
      int sum =
          integral[down + right]
              + integral[up + left]
              - integral[up + right]
              - integral[down + left];
      int i = y * width + x;
      add(i, sum, area, on, off);
    }
  }

  /** Columns with the whole window: one area for the row. */
  private void inner(
      int y, int from, int to, int radius, int top, int bottom, int[] on, int[] off) {
    int left = 1 - radius;
    int right = 1 + radius;
    int up = top * (width + 1);
    int down = bottom * (width + 1);
    float others = (bottom - top) * (right - left) - 1;
    for (int x = from; x < to; x++) {
      int sum =
          integral[down + x + right]
              + integral[up + x + left]
              - integral[up + x + right]
              - integral[down + x + left];
      int i = y * width + x;
      int centre = gray[i] & 0xFF;
      int difference = (int) (centre - (sum - centre) / others);
      on[i] += Math.max(difference, 0);
      off[i] += Math.max(-difference, 0);
    }
  }

  private void add(int i, int sum, int area, int[] on, int[] off) {
    if (area == 1) {
      return; // a picture of one pixel has no surround
    }
    int centre = gray[i] & 0xFF;
    int difference = (int) (centre - (float) (sum - centre) / (area - 1));
    on[i] += Math.max(difference, 0);
    off[i] += Math.max(-difference, 0);
  }
}
