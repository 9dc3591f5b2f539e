package dev.emulsion.jobs;

import dev.emulsion.image.Image;
import dev.emulsion.jobs.ReplayReport.Place;
import java.util.Arrays;
import java.util.Optional;

/** Two pictures that should be one: where they differ, and both for the eye. */
final class Pictures {

  private static final int GAP = 8;
  private static final byte PAPER = (byte) 0xF6;

  private Pictures() {}

  /** Where {@code stored} and {@code repainted}, of one shape, differ; empty if nowhere. */
  static Optional<Place> firstDifference(Image stored, Image repainted) {
    int bands = stored.bands();
    byte[] one = stored.samples();
    byte[] other = repainted.samples();
    int first = Arrays.mismatch(one, other);
    if (first < 0) {
      return Optional.empty();
    }
    long pixels = 0;
    for (int at = 0; at < one.length; at += bands) {
      if (!Arrays.equals(one, at, at + bands, other, at, at + bands)) {
        pixels++;
      }
    }
    int pixel = first / bands;
    return Optional.of(
        new Place(
            pixel / stored.width(),
            pixel % stored.width(),
            first % bands,
            one[first] & 0xFF,
            other[first] & 0xFF,
            pixels,
            stored.size().area()));
  }

  /** Both pictures of 3 bands, {@code left} on the left, their tops in line. */
  static Image sideBySide(Image left, Image right) {
    int height = Math.max(left.height(), right.height());
    int width = left.width() + GAP + right.width();
    byte[] samples = new byte[height * width * 3];
    Arrays.fill(samples, PAPER);
    copy(left, samples, width, 0);
    copy(right, samples, width, left.width() + GAP);
    return Image.of(height, width, 3, samples);
  }

  private static void copy(Image picture, byte[] to, int width, int column) {
    byte[] from = picture.samples();
    int line = picture.width() * 3;
    for (int row = 0; row < picture.height(); row++) {
      System.arraycopy(from, row * line, to, (row * width + column) * 3, line);
    }
  }
}
