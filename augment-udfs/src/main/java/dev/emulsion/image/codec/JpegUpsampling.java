package dev.emulsion.image.codec;

import dev.emulsion.image.Box;

/**
 * Brings the rows of a component to the image's width and height, as libjpeg does with "fancy"
 * upsampling: a factor of two is interpolated with weights 3/4 and 1/4, others repeat samples.
 */
final class JpegUpsampling {

  private final JpegComponent component;
  private final JpegKernel kernel;
  private final int across;
  private final int down;
  private final boolean smoothAcross;
  private final boolean smoothDown;
  private final int left;

  /** The samples that pixels of the box depend on, with those that only interpolation needs. */
  private final int from;

  private final int width;
  private final byte[] row;
  private int first;

  /**
   * @param box the part of the image that is wanted
   * @param maxAcross the largest sampling factor of all components
   */
  JpegUpsampling(JpegComponent component, JpegKernel kernel, Box box, int maxAcross, int maxDown) {
    this.component = component;
    this.kernel = kernel;
    this.across = maxAcross / component.across;
    this.down = maxDown / component.down;
    this.left = box.left();
    // interpolation takes the ends of a row for its edges: two more samples, if there are any
    this.from = Math.max(0, left / across - 2);
    this.width = Math.min(component.width, (box.right() - 1) / across + 3) - from;
    boolean wide = component.width > 2;
    this.smoothAcross = across == 2 && (down == 1 || down == 2) && wide;
    this.smoothDown = down == 2 && (across == 1 || smoothAcross);
    this.row = across == 1 && !smoothDown ? component.samples() : new byte[across * width];
    this.first = left - across * from;
  }

  /** The samples of the row that was read, those of the box from {@link #first}. */
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
    int near = component.row(y / down) + from;
    if (smoothDown) {
      int far = component.row((y & 1) == 0 ? (y >> 1) - 1 : (y >> 1) + 1) + from;
      if (smoothAcross) {
        kernel.interpolate(samples, near, far, width, row);
      } else {
        interpolateDown(samples, near, far, (y & 1) == 0 ? 1 : 2);
      }
    } else if (smoothAcross) {
      interpolateAcross(samples, near);
    } else if (across == 1) {
      first = near + left - from;
    } else {
      for (int x = 0; x < row.length; x++) {
        row[x] = samples[near + x / across];
      }
    }
  }

  private void interpolateDown(byte[] samples, int near, int far, int bias) {
    for (int x = 0; x < width; x++) {
      row[x] = (byte) (3 * (samples[near + x] & 0xFF) + (samples[far + x] & 0xFF) + bias >> 2);
    }
  }

  private void interpolateAcross(byte[] samples, int near) {
    int last = width - 1;
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
}
