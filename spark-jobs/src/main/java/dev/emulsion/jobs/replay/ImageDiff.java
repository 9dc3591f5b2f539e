package dev.emulsion.jobs.replay;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import java.util.Arrays;
import java.util.Optional;

/** Compares two images: for programs by pixels, for people side by side. */
final class ImageDiff {

  private static final int GAP = 8;
  private static final byte PAPER = (byte) 0xF6;

  private ImageDiff() {}

  /**
   * The first difference between two images of one shape and the number of differing pixels; empty
   * if they are equal.
   */
  static Optional<PixelDifference> compare(Image stored, Image rerendered) {
    int channels = stored.channels();
    byte[] one = stored.samples();
    byte[] other = rerendered.samples();
    int first = Arrays.mismatch(one, other);
    if (first < 0) {
      return Optional.empty();
    }
    long differing = 0;
    for (int at = 0; at < one.length; at += channels) {
      if (!Arrays.equals(one, at, at + channels, other, at, at + channels)) {
        differing++;
      }
    }
    int pixel = first / channels;
    return Optional.of(
        new PixelDifference(
            pixel / stored.width(),
            pixel % stored.width(),
            first % channels,
            one[first] & 0xFF,
            other[first] & 0xFF,
            differing,
            stored.size().area()));
  }

  /** One image with {@code left} and {@code right}, both of 3 channels, aligned at the top. */
  static Image sideBySide(Image left, Image right) {
    int height = Math.max(left.height(), right.height());
    int width = left.width() + GAP + right.width();
    byte[] samples = new byte[height * width * 3];
    Arrays.fill(samples, PAPER);
    copy(left, samples, width, 0);
    copy(right, samples, width, left.width() + GAP);
    return Image.of(height, width, 3, samples);
  }

  private static void copy(Image image, byte[] to, int width, int column) {
    byte[] from = image.samples();
    int rowBytes = image.width() * 3;
    for (int row = 0; row < image.height(); row++) {
      System.arraycopy(from, row * rowBytes, to, (row * width + column) * 3, rowBytes);
    }
  }
}
