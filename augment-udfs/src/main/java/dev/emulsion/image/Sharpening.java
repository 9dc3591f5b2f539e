package dev.emulsion.image;

/**
 * Pillow's {@code Sharpness}: away from a smoothed copy, in which every pixel is averaged with its
 * eight neighbours and weighs five times what they do. The outermost pixels and alpha stay.
 *
 * <p>Pillow sums thirteenths in float32 and rounds; no sum of samples is near enough to a half for
 * the errors of float32 to matter, so that integers give the same.
 */
public final class Sharpening {

  // n / 26 = n · RECIPROCAL >> BITS for every n up to 26 · 256
  private static final int RECIPROCAL = 10083;
  private static final int BITS = 18;

  private Sharpening() {}

  /**
   * @param factor 0 gives the smoothed copy, 1 the picture
   */
  public static Image of(Image image, double factor) {
    if (image.height() < 3 || image.width() < 3) {
      return image;
    }
    Blending blending = new Blending(factor);
    int bands = image.bands();
    int length = image.width() * bands;
    byte[] in = image.samples();
    byte[] out = in.clone();
    int[][] rows = {new int[length], new int[length], new int[length]};
    int[] sums = new int[length];
    widen(in, 0, rows[0]);
    widen(in, length, rows[1]);
    for (int y = 1; y < image.height() - 1; y++) {
      int[] row = rows[y % 3];
      widen(in, (y + 1) * length, rows[(y + 1) % 3]);
      columns(rows[0], rows[1], rows[2], sums);
      if (blending.linear()) {
        sharpen(row, sums, bands, blending.scale(), rows[(y + 2) % 3]);
        narrow(rows[(y + 2) % 3], bands, out, y * length);
      } else {
        for (int i = bands; i < length - bands; i++) {
          out[y * length + i] = (byte) blending.sample(smooth(row, sums, i, bands), row[i]);
        }
      }
    }
    if (Image.hasAlpha(bands)) {
      for (int i = bands - 1; i < in.length; i += bands) {
        out[i] = in[i];
      }
    }
    return Image.of(image.height(), image.width(), bands, out);
  }

  private static void widen(byte[] in, int from, int[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] = in[from + i] & 0xFF;
    }
  }

  private static void columns(int[] a, int[] b, int[] c, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = a[i] + b[i] + c[i];
    }
  }

  private static void sharpen(int[] row, int[] sums, int bands, int scale, int[] to) {
    for (int i = bands; i < row.length - bands; i++) {
      to[i] = Blending.sample(scale, smooth(row, sums, i, bands), row[i]);
    }
  }

  private static int smooth(int[] row, int[] sums, int i, int bands) {
    int thirteenths = sums[i - bands] + sums[i] + sums[i + bands] + 4 * row[i];
    return (2 * thirteenths + 13) * RECIPROCAL >> BITS;
  }

  private static void narrow(int[] row, int bands, byte[] out, int to) {
    for (int i = bands; i < row.length - bands; i++) {
      out[to + i] = (byte) row[i];
    }
  }
}
