package dev.emulsion.saliency;

/** The 3×3 binomial blur of 8-bit pixels, rounded once; borders mirror without the edge pixel. */
final class Binomial {

  private Binomial() {}

  static byte[] blur(byte[] gray, int height, int width) {
    int[] sums = new int[width];
    byte[] out = new byte[gray.length];
    for (int y = 0; y < height; y++) {
      int above = mirrored(y - 1, height) * width;
      int here = y * width;
      int below = mirrored(y + 1, height) * width;
      for (int x = 0; x < width; x++) {
        sums[x] = (gray[above + x] & 0xFF) + 2 * (gray[here + x] & 0xFF) + (gray[below + x] & 0xFF);
      }
      out[here] = rounded(2 * sums[0] + 2 * sums[mirrored(1, width)]);
      for (int x = 1; x < width - 1; x++) {
        out[here + x] = (byte) (sums[x - 1] + 2 * sums[x] + sums[x + 1] + 8 >> 4);
      }
      if (width > 1) {
        out[here + width - 1] = rounded(2 * sums[width - 1] + 2 * sums[width - 2]);
      }
    }
    return out;
  }

  private static byte rounded(int sum) {
    return (byte) (sum + 8 >> 4);
  }

  /** For an index that is outside by one at most. */
  private static int mirrored(int i, int n) {
    if (n == 1) {
      return 0;
    }
    return i < 0 ? 1 : i == n ? n - 2 : i;
  }
}
