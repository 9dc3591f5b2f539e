package dev.emulsion.image.codec;

/** One value after another. */
final class ScalarJpeg implements JpegKernel {

  private final JpegDct dct = new JpegDct();

  @Override
  public int blocks() {
    return 1;
  }

  @Override
  public void samples(
      short[] coefficients, int used, int[] quantization, byte[] to, int[] first, int stride) {
    dct.samples(coefficients, quantization, to, first[0], stride);
  }

  @Override
  public void interpolate(byte[] samples, int near, int far, int width, byte[] row) {
    int last = width - 1;
    int previous = column(samples, near, far, 0);
    int current = previous;
    int next = column(samples, near, far, 1);
    row[0] = (byte) (4 * current + 8 >> 4);
    row[1] = (byte) (3 * current + next + 7 >> 4);
    for (int x = 1; x < last; x++) {
      previous = current;
      current = next;
      next = column(samples, near, far, x + 1);
      row[2 * x] = (byte) (3 * current + previous + 8 >> 4);
      row[2 * x + 1] = (byte) (3 * current + next + 7 >> 4);
    }
    row[2 * last] = (byte) (3 * next + current + 8 >> 4);
    row[2 * last + 1] = (byte) (4 * next + 7 >> 4);
  }

  private static int column(byte[] samples, int near, int far, int x) {
    return 3 * (samples[near + x] & 0xFF) + (samples[far + x] & 0xFF);
  }

  @Override
  public void rgb(byte[][] rows, int[] first, byte[] rgb, int at, int width) {
    byte[] luminance = rows[0];
    byte[] blue = rows[1];
    byte[] red = rows[2];
    int firstY = first[0];
    int firstCb = first[1];
    int firstCr = first[2];
    for (int i = 0; i < width; i++) {
      int y = luminance[firstY + i] & 0xFF;
      int cb = blue[firstCb + i] & 0xFF;
      int cr = red[firstCr + i] & 0xFF;
      rgb[at + 3 * i] = JpegColor.red(y, cr);
      rgb[at + 3 * i + 1] = JpegColor.green(y, cb, cr);
      rgb[at + 3 * i + 2] = JpegColor.blue(y, cb);
    }
  }
}
