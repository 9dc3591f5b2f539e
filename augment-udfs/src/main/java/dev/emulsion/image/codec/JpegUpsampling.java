package dev.emulsion.image.codec;

/**
 * Brings the rows of a component to the image's width and height, as libjpeg does with "fancy"
 * upsampling: a factor of two is interpolated with weights 3/4 and 1/4, others repeat samples.
 */
final class JpegUpsampling {

  private final JpegComponent component;
  private final int across;
  private final int down;
  private final boolean smoothAcross;
  private final boolean smoothDown;
  private final byte[] row;
  private int first;

  /**
   * @param width of the image
   * @param maxAcross the largest sampling factor of all components
   */
  JpegUpsampling(JpegComponent component, int width, int maxAcross, int maxDown) {
    this.component = component;
    this.across = maxAcross / component.across;
    this.down = maxDown / component.down;
    boolean wide = component.width > 2;
    this.smoothAcross = across == 2 && (down == 1 || down == 2) && wide;
    this.smoothDown = down == 2 && (across == 1 || smoothAcross);
    this.row = across == 1 && !smoothDown ? component.samples() : new byte[width + across];
  }

  /** The samples of the row that was read, from {@link #first}. */
  byte[] row() {
    return row;
  }

  /** The position of the row's first sample. */
  int first() {
    return first;
  }

  /** Reads row {@code y} of the image. */
  void read(int y) {
    byte[] samples = component.samples();
    int near = component.row(y / down);
    if (smoothDown) {
      int far = component.row((y & 1) == 0 ? (y >> 1) - 1 : (y >> 1) + 1);
      if (smoothAcross) {
        interpolate(samples, near, far);
      } else {
        interpolateDown(samples, near, far, (y & 1) == 0 ? 1 : 2);
      }
    } else if (smoothAcross) {
      interpolateAcross(samples, near);
    } else if (across == 1) {
      first = near;
    } else {
      for (int x = 0; x < row.length; x++) {
        row[x] = samples[near + Math.min(x / across, component.width - 1)];
      }
    }
  }

  private void interpolateDown(byte[] samples, int near, int far, int bias) {
    for (int x = 0; x < component.width; x++) {
      row[x] = (byte) (3 * (samples[near + x] & 0xFF) + (samples[far + x] & 0xFF) + bias >> 2);
    }
  }

  private void interpolateAcross(byte[] samples, int near) {
    int last = component.width - 1;
    row[0] = samples[near];
    row[1] = (byte) (3 * (samples[near] & 0xFF) + (samples[near + 1] & 0xFF) + 2 >> 2);
    for (int x = 1; x < last; x++) {
      int three = 3 * (samples[near + x] & 0xFF);
      row[2 * x] = (byte) (three + (samples[near + x - 1] & 0xFF) + 1 >> 2);
      row[2 * x + 1] = (byte) (three + (samples[near + x + 1] & 0xFF) + 2 >> 2);
    }
    int end = near + last;
    row[2 * last] = (byte) (3 * (samples[end] & 0xFF) + (samples[end - 1] & 0xFF) + 1 >> 2);
    row[2 * last + 1] = samples[end];
  }

  private void interpolate(byte[] samples, int near, int far) {
    int last = component.width - 1;
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
}
