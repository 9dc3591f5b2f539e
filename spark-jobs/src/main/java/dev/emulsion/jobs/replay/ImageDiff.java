package dev.emulsion.jobs.replay;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.replay.ReplayReport.PixelPosition;
import java.util.Arrays;
import java.util.Optional;

/** Two images that should be one: where they differ, and both for the eye. */
final class ImageDiff {

  private static final int GAP = 8;
  private static final byte PAPER = (byte) 0xF6;

  private ImageDiff() {}

  /** Where {@code stored} and {@code repainted}, of one shape, differ; empty if nowhere. */
  static Optional<PixelPosition> firstDifference(Image stored, Image repainted) {
    int channels = stored.channels();
    byte[] one = stored.samples();
    byte[] other = repainted.samples();
    int first = Arrays.mismatch(one, other);
    if (first < 0) {
      return Optional.empty();
    }
    long pixels = 0;
    for (int at = 0; at < one.length; at += channels) {
      if (!Arrays.equals(one, at, at + channels, other, at, at + channels)) {
        pixels++;
      }
    }
    int pixel = first / channels;
    return Optional.of(
        new PixelPosition(
            pixel / stored.width(),
            pixel % stored.width(),
            first % channels,
            one[first] & 0xFF,
            other[first] & 0xFF,
            pixels,
            stored.size().area()));
  }

  /** Both images of 3 channels, {@code left} on the left, their tops in line. */
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
    int line = image.width() * 3;
    for (int row = 0; row < image.height(); row++) {
      System.arraycopy(from, row * line, to, (row * width + column) * 3, line);
    }
  }
}
